/** Chooses the database: a PostgreSQL server where one is configured, the embedded one otherwise. */
import type { Database } from './database.ts'
import { openEmbedded } from './embedded.ts'
import { openPostgres } from './postgres.ts'

export interface DatabaseOptions {
  readonly dataDir: string
  readonly databaseUrl?: string | undefined
  /** Told when a pooled connection breaks while nobody uses it. */
  readonly onIdleError: (error: Error) => void
}

export function openDatabase({ dataDir, databaseUrl, onIdleError }: DatabaseOptions): Promise<Database> {
  return databaseUrl === undefined ? openEmbedded(dataDir) : openPostgres(databaseUrl, onIdleError)
}
