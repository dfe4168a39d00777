/** The migrations as they lie in the repository: one folder each, in the order of their names, with one SQL file. */
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'

export interface Migration {
  /** Folder name, for example `20261121000000_journal`: applied in this order. */
  readonly name: string
  readonly sql: string
}

/** The repository's own migrations, from this file's place in the workspace. */
export const MIGRATIONS_DIRECTORY = join(import.meta.dirname, '../../../../prisma/migrations')

export function readMigrations(directory: string): readonly Migration[] {
  return readdirSync(directory, { withFileTypes: true })
    .filter((entry) => entry.isDirectory())
    .map((entry) => entry.name)
    .sort()
    .map((name) => ({ name, sql: readFileSync(join(directory, name, 'migration.sql'), 'utf8') }))
}
