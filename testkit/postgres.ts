/**
 * Gives a test file its own PostgreSQL database on the cluster of this run.
 *
 * Call it from an `x.int.test.ts`; the cluster is started once, by `testkit/vitest-postgres.ts`.
 * Outside vitest (the browser suite, a benchmark) use `startPostgresCluster` and `createDatabaseOn` yourself.
 *
 * @example
 * const database = await createDatabase()
 * const pool = new pg.Pool({ connectionString: database.url })
 * // ... test ...
 * await pool.end()
 * await database.drop()
 */
import { randomBytes } from 'node:crypto'
import pg from 'pg'
import { inject } from 'vitest'

export interface TestDatabase {
  readonly name: string
  /** A connection string for this database alone; the user is superuser and may create roles and extensions. */
  readonly url: string
  /** Drops the database, cutting connections that are still open. Optional: the cluster goes when the run ends. */
  drop(): Promise<void>
}

/** Creates an empty database on the run's cluster. Throws what to install when the machine has no PostgreSQL. */
export async function createDatabase(): Promise<TestDatabase> {
  const { adminUrl, missing } = inject('postgres')
  if (adminUrl === null) throw new Error(missing)
  return createDatabaseOn(adminUrl)
}

/** Creates an empty database on the cluster behind `adminUrl`. */
export async function createDatabaseOn(adminUrl: string): Promise<TestDatabase> {
  const name = `test_${randomBytes(8).toString('hex')}`
  await asAdmin(adminUrl, `CREATE DATABASE ${name} TEMPLATE template0`)
  const url = new URL(adminUrl)
  url.pathname = `/${name}`
  return { name, url: url.href, drop: () => asAdmin(adminUrl, `DROP DATABASE IF EXISTS ${name} WITH (FORCE)`) }
}

async function asAdmin(adminUrl: string, sql: string): Promise<void> {
  const client = new pg.Client({ connectionString: adminUrl })
  await client.connect()
  try {
    await client.query(sql)
  } finally {
    await client.end()
  }
}
