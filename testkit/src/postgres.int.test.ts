/** Shows that the test databases are real, apart from each other, and gone when dropped. */
import { once } from 'node:events'
import { createServer, type AddressInfo } from 'node:net'
import pg from 'pg'
import { afterAll, describe, expect, it } from 'vitest'
import { createDatabase } from './postgres.ts'
import { freePort, startPostgresCluster } from './postgres-cluster.ts'

const open: pg.Client[] = []
async function connect(url: string): Promise<pg.Client> {
  const client = new pg.Client({ connectionString: url })
  await client.connect()
  open.push(client)
  return client
}
afterAll(() => Promise.all(open.map((client) => client.end())))

describe('test database', () => {
  it('gives each caller a database that no other caller sees', async () => {
    const [mine, yours] = await Promise.all([createDatabase(), createDatabase()])
    const a = await connect(mine.url)
    const b = await connect(yours.url)
    await a.query('CREATE TABLE only_mine (n int)')
    const seen = await b.query("SELECT to_regclass('only_mine') AS found")
    expect(seen.rows).toEqual([{ found: null }])
  })

  it('speaks UTC, so that a wrong offset shows as a failure', async () => {
    const { url } = await createDatabase()
    const { rows } = await (await connect(url)).query('SHOW timezone')
    expect(rows).toEqual([{ TimeZone: 'UTC' }])
  })

  it('refuses a connection once it was dropped', async () => {
    const database = await createDatabase()
    await database.drop()
    const client = new pg.Client({ connectionString: database.url })
    await expect(client.connect()).rejects.toMatchObject({ code: '3D000' })
  })
})

describe('test cluster', () => {
  it('starts at another port where somebody took the first one meanwhile', async () => {
    const other = createServer().listen(0, '127.0.0.1')
    await once(other, 'listening')
    const { port: taken } = other.address() as AddressInfo
    const asked: number[] = []
    const cluster = await startPostgresCluster(async () => {
      const port = asked.length === 0 ? taken : await freePort()
      asked.push(port)
      return port
    })
    try {
      expect(asked.length).toBeGreaterThan(1)
      await (await connect(cluster.adminUrl)).query('SELECT 1')
      await open.pop()?.end()
    } finally {
      await cluster.stop()
      other.close()
    }
  })
})
