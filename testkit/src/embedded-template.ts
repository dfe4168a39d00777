/**
 * An embedded database, made once for a whole run: making one takes a second of the processor, copying it a tenth of that.
 *
 * What is copied is what PGlite makes by itself in a new directory, brought up to date as the set-up of the run does it.
 */
import { cpSync, existsSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { PGlite } from '@electric-sql/pglite'

/** Where a run's template lies; unset: none was made, and every server makes its own. */
const TEMPLATE_VARIABLE = 'TESTKIT_EMBEDDED_TEMPLATE'
/** The folder of a data directory that holds the database. */
const DATABASE = 'database'

export interface EmbeddedTemplate {
  readonly dataDir: string
  remove(): void
}

/** Makes the template of this run, without a single table yet. */
export async function makeEmbeddedTemplate(): Promise<EmbeddedTemplate> {
  const dataDir = mkdtempSync(join(tmpdir(), 'quarterdeck-template-'))
  await (await PGlite.create(join(dataDir, DATABASE))).close()
  process.env[TEMPLATE_VARIABLE] = dataDir
  return { dataDir, remove: () => rmSync(dataDir, { recursive: true, force: true }) }
}

/** Gives a new data directory a copy of it; one that has a database keeps it. */
export function giveEmbeddedDatabase(dataDir: string): void {
  const template = process.env[TEMPLATE_VARIABLE]
  const database = join(dataDir, DATABASE)
  if (template === undefined || existsSync(database)) return
  mkdirSync(dataDir, { recursive: true, mode: 0o700 })
  cpSync(join(template, DATABASE), database, { recursive: true })
}
