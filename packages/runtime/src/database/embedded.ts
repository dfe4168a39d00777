/**
 * The `Database` over PGlite, PostgreSQL inside this process: nothing to install for the first run.
 *
 * PGlite neither locks its directory nor flushes to disk. The lock is ours, taken before PGlite sees the directory; the
 * missing flush is stated by `embedded` and is why LIVE accounts are refused here.
 */
import { chmodSync, mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { setImmediate as nextTurn } from 'node:timers/promises'
import { PGlite } from '@electric-sql/pglite'
import { PrismaPGlite } from 'pglite-prisma-adapter'
import { lockDirectory } from '../lock/directory-lock.ts'
import type { Database, Queryable, SqlOptions, SqlValue } from './database.ts'
import { PARSERS } from './values.ts'

/** Halves PGlite's memory at no measured cost: the working set of a single process is small. */
const SHARED_BUFFERS = 'shared_buffers=16MB'

/** What of PGlite and of its transactions we use. */
type PGliteClient = Pick<PGlite, 'query' | 'exec'>

/**
 * Opens the database in `dataDir`, creating it on first use.
 *
 * Throws `DirectoryLocked` where another process has it open.
 */
export async function openEmbedded(dataDir: string): Promise<Database> {
  mkdirSync(dataDir, { recursive: true, mode: 0o700 })
  const lock = lockDirectory(dataDir)
  try {
    const files = join(dataDir, 'database')
    mkdirSync(files, { recursive: true, mode: 0o700 })
    // PGlite writes its files readable by all; the directory is what keeps others out, also when it existed before.
    chmodSync(files, 0o700)
    const startParams = [...PGlite.defaultStartParams, '-c', SHARED_BUFFERS]
    const client = await PGlite.create(files, { startParams })
    return embeddedOver(client, () => lock.release())
  } catch (error) {
    lock.release()
    throw error
  }
}

/** A database that lives in memory: for the migration tooling and for tests. */
export async function openMemory(): Promise<Database> {
  return embeddedOver(
    await PGlite.create({ startParams: [...PGlite.defaultStartParams, '-c', SHARED_BUFFERS] }),
    () => undefined,
  )
}

function embeddedOver(client: PGlite, released: () => void): Database {
  let closed: Promise<void> | null = null
  return {
    embedded: true,
    ...queryable(client),
    transaction: (work) => client.transaction((tx) => work(queryable(tx))),
    execute: (text, values = []) => executeForeign(client, text, values),
    prismaAdapter: () => awaitingScripts(client),
    close: () => (closed ??= client.close().finally(released)),
  }
}

function queryable(client: PGliteClient): Queryable {
  return {
    async query<Row extends object>(
      text: string,
      values: readonly SqlValue[] = [],
      _options: SqlOptions = {},
    ) {
      const result = await client.query<Row>(text, [...values], { parsers: PARSERS })
      // PGlite works on this very thread and answers without a turn of the event loop: a partition that is always busy would
      // keep sockets and timers, the venues' clock among them, from ever being served.
      await nextTurn()
      return result.rows
    },
    async script(text) {
      await client.exec(text)
    },
  }
}

/** A script gets a transaction of ours in place of its own: left open by a failure, it would swallow what others do next. */
async function executeForeign(
  client: PGlite,
  text: string,
  values: readonly unknown[],
): Promise<readonly object[]> {
  if (values.length > 0) return (await client.query<object>(text, [...values])).rows
  const script = text.replace(/^\s*BEGIN\s*;/i, '').replace(/COMMIT\s*;?\s*$/i, '')
  const results = await client.transaction((tx) => tx.exec(script))
  return results.flatMap(({ rows }) => rows as object[])
}

/** The published adapter does not await its scripts: a failing one would look like a success. */
function awaitingScripts(client: PGlite): PrismaPGlite {
  const factory = new PrismaPGlite(client)
  const connect = factory.connect.bind(factory)
  factory.connect = async () => {
    const adapter = await connect()
    adapter.executeScript = async (script) => {
      await client.exec(script)
    }
    return adapter
  }
  return factory
}
