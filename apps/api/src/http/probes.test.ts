/** `/readyz` turns requests away only for what nobody can use. */
import type { Runtime } from '@quarterdeck/runtime'
import { once } from 'node:events'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { describe, expect, it } from 'vitest'
import { createProbes } from './probes.ts'

type Health = ReturnType<Runtime['health']>

const WELL: Health = { journal: null, bus: null, venues: { SIM: null }, degraded: [] }

/** What a server of that health answers to a probe. */
async function readiness(health: Health): Promise<{ readonly status: number; readonly body: unknown }> {
  const runtime = { health: () => health } as Runtime
  const probes = createProbes(runtime, { socketCount: 0, streamCount: 0 } as never, false)
  const server = createServer((_, res) => probes.ready(res)).listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as AddressInfo
  const response = await fetch(`http://127.0.0.1:${port}/readyz`)
  const body: unknown = await response.json()
  server.close()
  return { status: response.status, body }
}

describe('readiness', () => {
  it('stays ready with one organization down, and names it', async () => {
    const degraded = ['organization one: its journal is damaged']
    expect(await readiness({ ...WELL, degraded })).toEqual({
      status: 200,
      body: { status: 'ready', faults: [], degraded },
    })
  })

  it('is not ready while a venue has no data', async () => {
    expect(await readiness({ ...WELL, venues: { SIM: 'market data has stopped' } })).toEqual({
      status: 503,
      body: { status: 'not ready', faults: ['venue SIM: market data has stopped'], degraded: [] },
    })
  })
})
