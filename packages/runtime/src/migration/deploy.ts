/**
 * Brings a database to the schema of this code: applies the SQL migrations that it lacks, each whole or not at all.
 *
 * Keeps Prisma's own table and checksums, so Prisma's tools and this deployer can take turns. A database that knows a
 * migration which this code does not is newer than the code and is left untouched.
 */
import { createHash } from 'node:crypto'
import type { Database, Queryable } from '../database/database.ts'
import { type Migration, readMigrations } from './files.ts'

/** The database cannot be used by this version of the code; nothing was changed. */
export class SchemaMismatch extends Error {
  override readonly name = 'SchemaMismatch'
}

/** Serialises deployers on one server; the number is Prisma's own, so its tools wait too. */
const ADVISORY_LOCK = 72_707_369

const CREATE_TABLE = `
CREATE TABLE IF NOT EXISTS "_prisma_migrations" (
  id varchar(36) PRIMARY KEY NOT NULL,
  checksum varchar(64) NOT NULL,
  finished_at timestamptz,
  migration_name varchar(255) NOT NULL,
  logs text,
  rolled_back_at timestamptz,
  started_at timestamptz NOT NULL DEFAULT now(),
  applied_steps_count integer NOT NULL DEFAULT 0
)`

interface Applied {
  readonly name: string
  readonly checksum: string
  readonly finished: boolean
}

/**
 * Applies what is missing from `directory` and returns the names of what was applied.
 *
 * All of it happens in one transaction: a failing migration leaves the database as it was. Throws `SchemaMismatch`.
 */
export async function deployMigrations(database: Database, directory: string): Promise<readonly string[]> {
  const known = readMigrations(directory)
  return database.transaction(async (tx) => {
    await tx.query('SELECT pg_advisory_xact_lock($1)', [ADVISORY_LOCK])
    const applied = await readApplied(tx)
    refuseMismatch(known, applied)
    const names = new Set(applied.map((migration) => migration.name))
    const missing = known.filter((migration) => !names.has(migration.name))
    if (missing.length > 0) await tx.query(CREATE_TABLE)
    for (const migration of missing) await apply(tx, migration)
    return missing.map((migration) => migration.name)
  })
}

/** Names of the migrations that a deploy would apply; changes nothing. Throws `SchemaMismatch`. */
export async function pendingMigrations(database: Database, directory: string): Promise<readonly string[]> {
  const known = readMigrations(directory)
  const applied = await readApplied(database)
  refuseMismatch(known, applied)
  const names = new Set(applied.map((migration) => migration.name))
  return known.filter((migration) => !names.has(migration.name)).map((migration) => migration.name)
}

async function readApplied(tx: Queryable): Promise<readonly Applied[]> {
  const [found] = await tx.query<{ present: boolean }>(
    `SELECT to_regclass('"_prisma_migrations"') IS NOT NULL AS present`,
  )
  if (found?.present !== true) return []
  return tx.query<Applied>(
    `SELECT migration_name AS name, checksum, finished_at IS NOT NULL AS finished
     FROM "_prisma_migrations" WHERE rolled_back_at IS NULL ORDER BY started_at, migration_name`,
  )
}

function refuseMismatch(known: readonly Migration[], applied: readonly Applied[]): void {
  const byName = new Map(known.map((migration) => [migration.name, migration]))
  for (const { name, checksum: stored, finished } of applied) {
    const migration = byName.get(name)
    if (migration === undefined) {
      throw new SchemaMismatch(
        `The database is newer than this version of Quarterdeck: it has migration "${name}", which this version does not know. ` +
          'Nothing was changed. Start the newer version, or restore a backup made before it.',
      )
    }
    if (!finished) {
      throw new SchemaMismatch(
        `Migration "${name}" was begun by another tool and did not finish. Nothing was changed. Repair it with "prisma migrate resolve".`,
      )
    }
    if (stored !== checksum(migration.sql)) {
      throw new SchemaMismatch(
        `Migration "${name}" differs from the one that was applied to this database. Nothing was changed. Restore the file as it was released.`,
      )
    }
  }
}

async function apply(tx: Queryable, migration: Migration): Promise<void> {
  try {
    await tx.script(migration.sql)
  } catch (error) {
    throw new Error(`Migration "${migration.name}" failed and was undone: ${(error as Error).message}`, {
      cause: error,
    })
  }
  await tx.query(
    `INSERT INTO "_prisma_migrations" (id, checksum, migration_name, finished_at, applied_steps_count)
     VALUES (gen_random_uuid()::text, $1, $2, clock_timestamp(), 1)`,
    [checksum(migration.sql), migration.name],
  )
}

function checksum(sql: string): string {
  return createHash('sha256').update(sql).digest('hex')
}
