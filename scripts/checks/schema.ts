/**
 * The published schema is what the API serves, answers every operation of the contract, and breaks nobody unannounced.
 *
 * `schema.graphql` is the printed schema, committed so that a change shows in review. `schema.released.graphql` is the
 * one of the last release: a change that would break its users must be declared, with its reason, in
 * `schema.breaking.json`.
 */
import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { buildSchema, findBreakingChanges, type GraphQLSchema, parse, validate } from 'graphql'
import { run } from '../command.ts'
import { type Check, verdict } from './check.ts'

/** Prints the schema as the API builds it. Throws with the API's words when it cannot. */
export async function printSchemaOfApi(root: string): Promise<string> {
  const { code, output, stdout } = await run('node', ['apps/api/src/print-schema.ts', '--stdout'], {
    cwd: root,
  })
  if (code !== 0) throw new Error(`apps/api/src/print-schema.ts failed:\n${output}`)
  return `${stdout.trim()}\n`
}

export const schemaSnapshot: Check = {
  name: 'schema-snapshot',
  run: async (root) => {
    const printed = await printSchemaOfApi(root)
    const committed = readFileSync(join(root, 'schema.graphql'), 'utf8')
    const faults =
      printed === committed ? [] : [`${firstDifference(committed, printed)}; \`npm run schema\` writes it`]
    return [verdict('schema: schema.graphql is what the API serves', faults)]
  },
}

export const schemaBreaking: Check = {
  name: 'schema-breaking',
  run: async (root) => {
    const title = 'schema: breaking changes are declared'
    const released = join(root, 'schema.released.graphql')
    if (!existsSync(released)) return [verdict(title, [], 'nothing was released yet')]
    const declared = join(root, 'schema.breaking.json')
    const declarations = existsSync(declared)
      ? (JSON.parse(readFileSync(declared, 'utf8')) as Declaration[])
      : []
    return [
      verdict(
        title,
        breakingFaults(readSchema(released), readSchema(join(root, 'schema.graphql')), declarations),
      ),
    ]
  },
}

/** A breaking change that was decided: graphql-js' description of it, and why it is worth it. */
export interface Declaration {
  readonly change: string
  readonly reason: string
}

/** Names each undeclared break, and each declaration that no longer holds. */
export function breakingFaults(
  released: GraphQLSchema,
  current: GraphQLSchema,
  declarations: readonly Declaration[],
): readonly string[] {
  const breaks = findBreakingChanges(released, current).map((change) => change.description)
  const declared = declarations.filter((one) => one.reason.trim() !== '').map((one) => one.change)
  return [
    ...breaks.filter((one) => !declared.includes(one)).map((one) => `undeclared break: ${one}`),
    ...declarations
      .filter((one) => !breaks.includes(one.change))
      .map((one) => `declared, but no break: ${one.change}`),
  ]
}

export const contractOperations: Check = {
  name: 'contract-operations',
  run: async (root) => {
    const operations = join(root, '../shared/contract/operations.graphql')
    const title = 'contract: every published operation validates'
    if (!existsSync(operations)) return [verdict(title, [], 'left out: ../shared is not beside this clone')]
    const schema = readSchema(join(root, 'schema.graphql'))
    return [verdict(title, operationFaults(schema, readFileSync(operations, 'utf8')))]
  },
}

/** Says, with its line, what in the operations the schema does not answer. */
export function operationFaults(schema: GraphQLSchema, operations: string): readonly string[] {
  return validate(schema, parse(operations)).map(
    (error) => `operations.graphql:${error.locations?.[0]?.line ?? 0} ${error.message}`,
  )
}

function readSchema(path: string): GraphQLSchema {
  return buildSchema(readFileSync(path, 'utf8'))
}

function firstDifference(committed: string, printed: string): string {
  const [before, after] = [committed.split('\n'), printed.split('\n')]
  const at = after.findIndex((line, index) => line !== before[index])
  const index = at === -1 ? after.length : at
  return `line ${index + 1}: committed "${before[index] ?? '(end)'}", served "${after[index] ?? '(end)'}"`
}
