/** The published schema: committed as it is, described whole, every way to change or follow something behind an action. */
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { sharedIsPresent, sharedPath } from '@quarterdeck/testkit'
import {
  type GraphQLNamedType,
  isEnumType,
  isInputObjectType,
  isInterfaceType,
  isObjectType,
  lexicographicSortSchema,
  parse,
  printSchema,
  validate,
} from 'graphql'
import { describe, expect, it } from 'vitest'
import { ACTIONS } from '../access/action.ts'
import { buildSchema } from './schema.ts'

const schema = buildSchema()
const types = Object.values(schema.getTypeMap()).filter((type) => !type.name.startsWith('__'))
const BUILT_IN = new Set(['String', 'Int', 'Float', 'Boolean', 'ID'])

function withoutDescription(type: GraphQLNamedType): string[] {
  const missing: string[] = []
  const look = (path: string, thing: { readonly description?: string | null | undefined }) => {
    if (thing.description == null || thing.description.trim() === '') missing.push(path)
  }
  if (!BUILT_IN.has(type.name)) look(type.name, type)
  if (isEnumType(type)) for (const value of type.getValues()) look(`${type.name}.${value.name}`, value)
  if (isInputObjectType(type))
    for (const field of Object.values(type.getFields())) look(`${type.name}.${field.name}`, field)
  if (isObjectType(type) || isInterfaceType(type)) {
    for (const field of Object.values(type.getFields())) {
      look(`${type.name}.${field.name}`, field)
      for (const argument of field.args) look(`${type.name}.${field.name}(${argument.name})`, argument)
    }
  }
  return missing
}

describe('schema', () => {
  it('is the one that is committed: run `node apps/api/src/print-schema.ts` after a change', () => {
    const committed = readFileSync(join(import.meta.dirname, '../../../../schema.graphql'), 'utf8')
    expect(`${printSchema(lexicographicSortSchema(schema))}\n`).toBe(committed)
  })

  it('describes every type, field, argument and enum value', () => {
    expect(types.flatMap(withoutDescription)).toEqual([])
  })

  it.each(['Mutation', 'Subscription'] as const)(
    'names an action of the table for every field of %s',
    (root) => {
      const type = schema.getType(root)
      if (!isObjectType(type)) throw new Error(`${root} is an object type`)
      const fields = Object.values(type.getFields())
      expect(fields.length).toBeGreaterThan(0)
      const unnamed = fields.filter(({ extensions }) => !(String(extensions.action) in ACTIONS))
      expect(unnamed.map(({ name }) => name)).toEqual([])
    },
  )

  it('answers every mutation with a union of its payload and our problems', () => {
    const problems = ['InvalidInput', 'NotFound', 'Conflict', 'Forbidden', 'RateLimited']
    for (const field of Object.values(schema.getMutationType()?.getFields() ?? {})) {
      const name = field.name.charAt(0).toUpperCase() + field.name.slice(1)
      const union = schema.getType(`${name}Result`)
      const members =
        union !== undefined && 'getTypes' in union ? union.getTypes().map((type) => type.name) : []
      // Which have it, and that they ask, is tested beside what asks: mutation/second-factor.int.test.ts.
      const own = members.filter((member) => member !== 'SecondFactorRequired')
      expect(new Set(own), field.name).toEqual(new Set([`${name}Payload`, ...problems]))
    }
  })

  it.runIf(sharedIsPresent)('validates every operation of the contract', () => {
    const document = parse(readFileSync(sharedPath('contract', 'operations.graphql'), 'utf8'))
    expect(validate(schema, document).map(({ message }) => message)).toEqual([])
  })
})
