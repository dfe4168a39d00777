/**
 * Writes and checks SQL migrations.
 *
 *     npm run migration -w packages/runtime -- new add_connections   the SQL from the migrations to prisma/schema.prisma
 *     npm run migration -w packages/runtime -- drift                 exit 1 where the two differ
 */
import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { MIGRATIONS_DIRECTORY } from '../src/migration/files.ts'
import { missingSql } from '../src/migration/schema-engine.ts'

const [verb, name] = process.argv.slice(2)
const schema = join(MIGRATIONS_DIRECTORY, '../schema.prisma')

if (verb === 'new' && name !== undefined && /^[a-z0-9_]+$/.test(name)) {
  const sql = await missingSql(MIGRATIONS_DIRECTORY, schema)
  const stamp = new Date().toISOString().replace(/\D/g, '').slice(0, 14)
  const folder = join(MIGRATIONS_DIRECTORY, `${stamp}_${name}`)
  mkdirSync(folder)
  writeFileSync(join(folder, 'migration.sql'), `${sql}\n`)
  console.log(`${folder}/migration.sql`)
  finish(0)
} else if (verb === 'drift') {
  const sql = await missingSql(MIGRATIONS_DIRECTORY, schema)
  console.log(sql === '' ? 'The migrations build the schema.' : `The migrations lack:\n${sql}`)
  finish(sql === '' ? 0 : 1)
} else {
  console.error('Usage: migrations.ts new NAME (letters a-z, digits, _) | drift')
  finish(2)
}

/** The engine's timers would keep the process alive for some ten seconds. */
function finish(code: number): never {
  process.exit(code)
}
