/** A connection to PostgreSQL that goes silent: no reset, no answer, as after a pulled cable. */
import { once } from 'node:events'
import { type AddressInfo, type Socket, connect, createServer } from 'node:net'
import { createDatabase } from '@quarterdeck/testkit'
import { expect, it } from 'vitest'
import { openPostgres } from './postgres.ts'

/** Passes everything on until it is told to swallow everything. */
async function silentProxy(target: URL) {
  let silent = false
  const sockets = new Set<Socket>()
  const server = createServer((near) => {
    const far = connect({ host: target.hostname, port: Number(target.port) })
    for (const [from, to] of [
      [near, far],
      [far, near],
    ] as const) {
      sockets.add(from)
      from.on('data', (chunk) => void (silent || to.write(chunk)))
      from.on('error', () => to.destroy())
      from.on('close', () => to.destroy())
    }
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  return {
    port: (server.address() as AddressInfo).port,
    fallSilent: () => void (silent = true),
    close() {
      for (const socket of sockets) socket.destroy()
      server.close()
    },
  }
}

it('a commit that the database never answers fails in bounded time, instead of freezing its organization', async () => {
  const { url } = await createDatabase()
  const proxy = await silentProxy(new URL(url))
  const throughProxy = new URL(url)
  throughProxy.host = `127.0.0.1:${proxy.port}`
  const database = await openPostgres(throughProxy.href, () => undefined, 2_000)
  const commit = () => database.query('SELECT 1 AS one', [], { prepared: 'commit' })
  expect(await commit()).toEqual([{ one: 1 }])
  proxy.fallSilent()
  await expect(commit()).rejects.toThrow(/timeout/i)
  proxy.close()
  await database.close()
})
