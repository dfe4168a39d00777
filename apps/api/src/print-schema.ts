/** Writes the published schema, schema.graphql at the root: `node apps/api/src/print-schema.ts`. With --stdout, prints it. */
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { lexicographicSortSchema, printSchema } from 'graphql'
import { buildSchema } from './schema/schema.ts'

const text = `${printSchema(lexicographicSortSchema(buildSchema()))}\n`

if (process.argv.includes('--stdout')) process.stdout.write(text)
else writeFileSync(join(import.meta.dirname, '../../../schema.graphql'), text)
