/** Opens the database that a server would use, for tools that read or repair journals while no server runs on it. */

import { ConfigError, parseConfig } from '@quarterdeck/api'
import {
  DatabaseUnreachable,
  DirectoryLocked,
  MIGRATIONS_DIRECTORY,
  SchemaMismatch,
  deployMigrations,
  openDatabase,
  type Database,
} from '@quarterdeck/runtime'
import { Refused } from '../exit.ts'

/** Runs `work` on the configured database and closes it. Throws Refused where it is in use or not usable. */
export async function withJournalDatabase<Result>(
  work: (database: Database) => Promise<Result>,
): Promise<Result> {
  const database = await open()
  try {
    return await work(database)
  } finally {
    await database.close()
  }
}

async function open(): Promise<Database> {
  try {
    const { dataDir, databaseUrl } = parseConfig(process.env)
    const database = await openDatabase({
      dataDir,
      databaseUrl: databaseUrl ?? undefined,
      onIdleError: () => undefined,
    })
    await deployMigrations(database, MIGRATIONS_DIRECTORY)
    return database
  } catch (error) {
    if (
      error instanceof ConfigError ||
      error instanceof DatabaseUnreachable ||
      error instanceof DirectoryLocked ||
      error instanceof SchemaMismatch
    )
      throw new Refused(error.message)
    throw error
  }
}

/** Id of an organization by its slug. Throws Refused where there is none. */
export async function organizationOf(database: Database, slug: string): Promise<string> {
  const [found] = await database.query<{ id: string }>('SELECT id FROM organization WHERE slug = $1', [slug])
  if (found === undefined) throw new Refused(`There is no organization "${slug}" in this database.`)
  return found.id
}
