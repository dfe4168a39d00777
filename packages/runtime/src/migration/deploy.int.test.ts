/** The schema is brought up to date whole or not at all, and a newer database is left alone. */
import { cpSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createEmptyDatabase } from '@quarterdeck/testkit'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { Database } from '../database/database.ts'
import { openMemory } from '../database/embedded.ts'
import { openPostgres } from '../database/postgres.ts'
import { SchemaMismatch, deployMigrations } from './deploy.ts'
import { MIGRATIONS_DIRECTORY, readMigrations } from './files.ts'
import { missingSql } from './schema-engine.ts'

const openers = {
  PGlite: openMemory,
  PostgreSQL: async () => openPostgres((await createEmptyDatabase()).url, () => undefined),
}
const NAMES = readMigrations(MIGRATIONS_DIRECTORY).map(({ name }) => name)

describe.each(['PGlite', 'PostgreSQL'] as const)('migrations on %s', (kind) => {
  let database: Database
  let directory: string
  beforeEach(async () => {
    database = await openers[kind]()
    directory = mkdtempSync(join(tmpdir(), 'quarterdeck-migrations-'))
    cpSync(MIGRATIONS_DIRECTORY, directory, { recursive: true })
  })
  afterEach(async () => {
    await database.close()
    rmSync(directory, { recursive: true, force: true })
  })

  const add = (name: string, sql: string) => {
    mkdirSync(join(directory, name))
    writeFileSync(join(directory, name, 'migration.sql'), sql)
  }
  const tables = async () => {
    const rows = await database.query<{ name: string }>(
      `SELECT table_name AS name FROM information_schema.tables WHERE table_schema = 'public' ORDER BY 1`,
    )
    return rows.map(({ name }) => name)
  }

  it('applies all of them in order, and nothing the second time', async () => {
    expect(await deployMigrations(database, directory)).toEqual(NAMES)
    expect(await deployMigrations(database, directory)).toEqual([])
    add('29990101000000_more', 'CREATE TABLE more (n int);')
    expect(await deployMigrations(database, directory)).toEqual(['29990101000000_more'])
  })

  it('refuses a database that knows a newer migration, and leaves it untouched', async () => {
    add('29990101000000_from_the_future', 'CREATE TABLE future (n int);')
    await deployMigrations(database, directory)
    const before = await tables()
    rmSync(join(directory, '29990101000000_from_the_future'), { recursive: true })
    add('29980101000000_missing', 'CREATE TABLE missing (n int);')
    await expect(deployMigrations(database, directory)).rejects.toThrow(SchemaMismatch)
    await expect(deployMigrations(database, directory)).rejects.toThrow('29990101000000_from_the_future')
    expect(await tables()).toEqual(before)
  })

  it('refuses a migration that was edited after it was applied', async () => {
    await deployMigrations(database, directory)
    writeFileSync(join(directory, NAMES[0]!, 'migration.sql'), '-- something else')
    await expect(deployMigrations(database, directory)).rejects.toThrow(`"${NAMES[0]}" differs`)
  })

  it('leaves nothing of a start whose migration fails halfway', async () => {
    add('29990101000000_broken', 'CREATE TABLE half (n int); SELECT 1 / 0;')
    await expect(deployMigrations(database, directory)).rejects.toThrow(
      '"29990101000000_broken" failed and was undone: division by zero',
    )
    expect(await tables()).toEqual([])
  })

  it('lets one of several that start at once do the work', async () => {
    const applied = await Promise.all([1, 2, 3].map(() => deployMigrations(database, directory)))
    expect(applied.filter((names) => names.length > 0)).toEqual([NAMES])
  })
})

describe('migrations and schema', () => {
  it('say the same: the migrations build prisma/schema.prisma with nothing left over', async () => {
    expect(await missingSql(MIGRATIONS_DIRECTORY, join(MIGRATIONS_DIRECTORY, '../schema.prisma'))).toBe('')
  })
})
