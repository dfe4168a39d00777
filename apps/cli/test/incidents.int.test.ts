/** Incidents and drills from a terminal, on a real server with a strategy that runs on its synthetic market. */
import { execFile } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type ServerProcess, startServer } from '@quarterdeck/testkit'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'

const MAIN = join(import.meta.dirname, '..', 'src', 'main.ts')
const PATIENCE = { timeout: 60_000, interval: 500 }

interface Ran {
  readonly code: number
  readonly out: string
  readonly err: string
}

interface Listed {
  readonly id: string
  readonly kind: string
  readonly endReason: string | null
  readonly drill: { readonly id: string } | null
  readonly steps: readonly { readonly action: string; readonly status: string }[]
}

const directory = mkdtempSync(join(tmpdir(), 'quarterdeck-incidents-'))
const dataDir = join(directory, 'data')
let server: ServerProcess

beforeAll(async () => {
  server = await startServer({ dataDir })
  for (const args of [
    ['strategy', 'new', 'momentum'],
    ['strategy', 'deploy', 'momentum', '--account', 'Paper', '--wait'],
  ]) {
    const ran = await quarterdeck(...args)
    expect(ran.code, ran.err).toBe(0)
  }
})
afterAll(async () => {
  await server?.kill()
  rmSync(directory, { recursive: true, force: true })
})

function quarterdeck(...args: readonly string[]): Promise<Ran> {
  const { DATABASE_URL: _, ...inherited } = process.env
  const env = { ...inherited, QUARTERDECK_DATA_DIR: dataDir, PORT: String(server.port) }
  return new Promise((resolve) => {
    execFile(process.execPath, [MAIN, ...args], { env, cwd: directory }, (error, out, err) =>
      resolve({ code: error === null ? 0 : Number(error.code), out, err }),
    )
  })
}

async function listed(...args: readonly string[]): Promise<readonly Listed[]> {
  const { code, out, err } = await quarterdeck('incidents', '--json', ...args)
  expect(code, err).toBe(0)
  return JSON.parse(out) as Listed[]
}

describe('a drill from a terminal', () => {
  it('says step by step what happened, with 0 where that was expected; its incident is listed, read and closed', async () => {
    const drilling = quarterdeck('drill', 'drift', '--deployment', 'momentum')
    await expect.poll(async () => (await listed('--open'))[0]?.steps.length ?? 0, PATIENCE).toBeGreaterThan(1)
    const [open] = await listed('--open')
    expect(open).toMatchObject({ kind: 'DRIFT', drill: { id: expect.any(String) as string } })
    const bundle = await quarterdeck('incident-bundle', open!.id)
    expect(JSON.parse(bundle.out)).toMatchObject({
      incident: { kind: 'DRIFT' },
      deployment: { name: 'momentum' },
    })
    // By hand, where its rule would have to be quiet for a minute.
    expect(await quarterdeck('incident-close', open!.id, '--reason', 'seen enough')).toMatchObject({
      code: 0,
    })
    const { code, out, err } = await drilling
    expect(code, out + err).toBe(0)
    expect(out).toMatch(/^ok {4}a fault is put in: .*\nok {4}its rule opens a DRIFT incident/)
    expect(out).toMatch(/ok {4}the deployment runs again: it is RUNNING\n/)
    expect(out).toMatch(/PASSED: DRIFT on momentum\n$/)
    expect((await listed()).map(({ endReason }) => endReason)).toEqual(['seen enough'])
    expect(await listed('--open')).toEqual([])
  })

  it('ends with 1 where it cannot be made, and with 2 where there is no such kind', async () => {
    const stopped = await quarterdeck('strategy', 'stop', 'momentum')
    expect(stopped.code, stopped.err).toBe(0)
    await expect
      .poll(async () => (await quarterdeck('drill', 'SLOW', '--deployment', 'momentum')).err, PATIENCE)
      .toContain('is not RUNNING: there is nothing to drill')
    expect(await quarterdeck('drill', 'SLOW', '--deployment', 'momentum')).toMatchObject({ code: 1 })
    expect(await quarterdeck('drill', 'FIRE', '--deployment', 'momentum')).toMatchObject({ code: 2 })
  })
})
