/**
 * Gives a test file its own PostgreSQL database on the cluster of this run.
 *
 * Call it from an `x.int.test.ts`; the cluster is started once (`test-databases.ts`).
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
import { POSTGRES_MISSING } from './postgres-cluster.ts'

export interface TestDatabase {
  readonly name: string
  /** A connection string for this database alone; its user is superuser and may create roles and extensions. */
  readonly url: string
  /** Drops the database, cutting connections that are still open. Optional: the cluster goes when the run ends. */
  drop(): Promise<void>
}

/** Where the set-up leaves the cluster's address for the workers, which inherit the environment. */
export const CLUSTER_URL_VARIABLE = 'QUARTERDECK_TEST_CLUSTER_URL'
/** Where it leaves the name of the database that others are copies of. */
export const TEMPLATE_VARIABLE = 'TESTKIT_TEMPLATE_DATABASE'

/**
 * Creates a database that is up to date and holds nothing, on the run's cluster.
 *
 * Throws what to install when the machine has no PostgreSQL.
 */
export function createDatabase(): Promise<TestDatabase> {
  return create(process.env[CLUSTER_URL_VARIABLE], process.env[TEMPLATE_VARIABLE])
}

/** Creates a database without a single table, on the run's cluster unless `adminUrl` names another. Throws as `createDatabase`. */
export function createEmptyDatabase(adminUrl = process.env[CLUSTER_URL_VARIABLE]): Promise<TestDatabase> {
  return create(adminUrl, 'template0')
}

async function create(adminUrl: string | undefined, template = 'template0'): Promise<TestDatabase> {
  if (!adminUrl) throw new Error(POSTGRES_MISSING)
  const name = `test_${randomBytes(8).toString('hex')}`
  await asAdmin(adminUrl, `CREATE DATABASE ${name} TEMPLATE ${template}`)
  const url = new URL(adminUrl)
  url.pathname = `/${name}`
  return {
    name,
    url: url.href,
    drop: () => asAdmin(adminUrl, `DROP DATABASE IF EXISTS ${name} WITH (FORCE)`),
  }
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
