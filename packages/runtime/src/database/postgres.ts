/** The `Database` over a PostgreSQL server, through a pool whose sessions speak UTC. */
import { PrismaPg } from '@prisma/adapter-pg'
import pg from 'pg'
import type { Database, Queryable, SqlOptions, SqlValue } from './database.ts'
import { PARSERS } from './values.ts'

/** The PostgreSQL server cannot be used; the message says why in its own words. */
export class DatabaseUnreachable extends Error {
  override readonly name = 'DatabaseUnreachable'
}

/** Connections of one process for the API's reads, identity and recovery. */
const POOL_CONNECTIONS_MAX = 12
/** And for prepared statements, which are the partitions' commits: no crowd of readers ever makes a commit wait for a connection. */
const COMMIT_CONNECTIONS_MAX = 4
/**
 * A commit finds each row by its key. Its plan is made once, while the tables are still small, and would read all of a table
 * that grows with every order.
 */
const COMMIT_PLANS =
  '-c enable_seqscan=off -c enable_hashjoin=off -c enable_mergejoin=off -c plan_cache_mode=force_generic_plan'
const CONNECT_TIMEOUT_MS = 10_000
/** A commit without an answer for so long has failed: a half-open connection must not freeze an organization, its kill switch included. */
const COMMIT_TIMEOUT_MS = 15_000

const types: pg.CustomTypesConfig = {
  getTypeParser: (oid: number, format?: 'text' | 'binary') =>
    (format === 'binary' ? undefined : PARSERS[oid]) ?? pg.types.getTypeParser(oid, format as 'text'),
}

/**
 * Connects to the server at `url` and checks that it answers.
 *
 * Throws with the server's own reason where it does not.
 */
export async function openPostgres(
  url: string,
  onIdleError: (error: Error) => void,
  commitTimeoutMs = COMMIT_TIMEOUT_MS,
): Promise<Database> {
  const connection = {
    connectionString: url,
    connectionTimeoutMillis: CONNECT_TIMEOUT_MS,
    // adapter-pg reads wrong instants from a session in any other zone. No statement of ours runs long enough for compiling
    // it to pay.
    options: '-c TimeZone=UTC -c jit=off',
  }
  const pool = new pg.Pool({ ...connection, max: POOL_CONNECTIONS_MAX })
  const commits = new pg.Pool({
    ...connection,
    options: `${connection.options} ${COMMIT_PLANS}`,
    max: COMMIT_CONNECTIONS_MAX,
    keepAlive: true,
    query_timeout: commitTimeoutMs,
  })
  // Without a listener a connection that the server closes while idle ends the process.
  for (const each of [pool, commits]) each.on('error', onIdleError)
  try {
    await pool.query('SELECT 1')
  } catch (error) {
    await pool.end()
    throw new DatabaseUnreachable(`DATABASE_URL: the server does not answer: ${(error as Error).message}`, {
      cause: error,
    })
  }
  const [reading, committing] = [queryable(pool), queryable(commits)]
  let closed: Promise<void> | null = null
  return {
    embedded: false,
    script: reading.script,
    query: (text, values, options) =>
      (options?.prepared === undefined ? reading : committing).query(text, values, options),
    transaction: (work) => inTransaction(pool, work),
    execute: (text, values) => executeForeign(pool, text, values),
    prismaAdapter: () => new PrismaPg(pool),
    close: () => (closed ??= Promise.all([pool.end(), commits.end()]).then(() => undefined)),
  }
}

function queryable(client: pg.Pool | pg.PoolClient): Queryable {
  return {
    async query<Row extends object>(
      text: string,
      values: readonly SqlValue[] = [],
      options: SqlOptions = {},
    ) {
      const config = {
        text,
        values: values.map(parameter),
        types,
        ...(options.prepared === undefined ? {} : { name: options.prepared }),
      }
      const result = await client.query<Row>(config)
      return result.rows
    },
    async script(text) {
      await client.query(text)
    },
  }
}

/** A script answers with a result for each of its statements. One that fails inside its own transaction gives up its connection. */
async function executeForeign(
  pool: pg.Pool,
  text: string,
  values: readonly unknown[] = [],
): Promise<readonly object[]> {
  const client = await pool.connect()
  let broken: Error | undefined
  try {
    const answer = (await client.query<object>(text, [...values])) as
      | pg.QueryResult<object>
      | readonly pg.QueryResult<object>[]
    return Array.isArray(answer)
      ? (answer as readonly pg.QueryResult<object>[]).flatMap(({ rows }) => rows)
      : (answer as pg.QueryResult<object>).rows
  } catch (error) {
    await client.query('ROLLBACK').catch((failure: Error) => (broken = failure))
    throw error
  } finally {
    client.release(broken)
  }
}

function parameter(value: SqlValue): SqlValue | Buffer {
  return Array.isArray(value) && value.every(isTextOrNull) ? binaryTextArray(value) : value
}

function isTextOrNull(value: unknown): value is string | null {
  return value === null || typeof value === 'string'
}

const TEXT = 25
const ARRAY_HEAD_BYTES = 20

/**
 * A text array in PostgreSQL's binary form. As a literal, each quote and backslash of a JSON text would be escaped here and
 * unescaped there, which is most of what a large commit costs.
 */
function binaryTextArray(values: readonly (string | null)[]): Buffer {
  let bytes = ARRAY_HEAD_BYTES + 4 * values.length
  for (const value of values) bytes += value === null ? 0 : Buffer.byteLength(value)
  const buffer = Buffer.allocUnsafe(bytes)
  buffer.writeInt32BE(1, 0)
  buffer.writeInt32BE(values.includes(null) ? 1 : 0, 4)
  buffer.writeInt32BE(TEXT, 8)
  buffer.writeInt32BE(values.length, 12)
  buffer.writeInt32BE(1, 16)
  let at = ARRAY_HEAD_BYTES
  for (const value of values) {
    const length = value === null ? -1 : buffer.write(value, at + 4)
    buffer.writeInt32BE(length, at)
    at += 4 + Math.max(0, length)
  }
  return buffer
}

async function inTransaction<Result>(
  pool: pg.Pool,
  work: (tx: Queryable) => Promise<Result>,
): Promise<Result> {
  const client = await pool.connect()
  let broken: Error | undefined
  try {
    await client.query('BEGIN')
    const result = await work(queryable(client))
    await client.query('COMMIT')
    return result
  } catch (error) {
    await client.query('ROLLBACK').catch((failure: Error) => (broken = failure))
    throw error
  } finally {
    // A connection that could not roll back is in an unknown state: the pool must not hand it out again.
    client.release(broken)
  }
}
