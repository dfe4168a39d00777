/** Vitest's global set-up for integration tests: databases for the whole run, with the product's own migrations applied once. */
import { type DatabasePlace, startTestDatabases } from '@quarterdeck/testkit'
import { openDatabase } from '../database/open.ts'
import { deployMigrations } from '../migration/deploy.ts'
import { MIGRATIONS_DIRECTORY } from '../migration/files.ts'

export default (): Promise<() => Promise<void>> => startTestDatabases(bringUpToDate)

async function bringUpToDate(place: DatabasePlace): Promise<void> {
  const database = await openDatabase({ ...place, onIdleError: () => undefined })
  await deployMigrations(database, MIGRATIONS_DIRECTORY)
  await database.close()
}
