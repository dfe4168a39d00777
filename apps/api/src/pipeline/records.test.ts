/** Executing with records answers what executing without them does, for every way to select a record's fields. */
import fc from 'fast-check'
import {
  GraphQLEnumType,
  GraphQLInt,
  GraphQLList,
  GraphQLNonNull,
  GraphQLObjectType,
  GraphQLSchema,
  GraphQLString,
  executeSync,
  execute,
  parse,
  validate,
} from 'graphql'
import { describe, expect, it } from 'vitest'
import { RECORD, suitsRecords, withRecords } from './records.ts'

const VALUE = {
  title: 'whole',
  parts: [
    { name: 'a', kind: 'x', size: 1 },
    { name: 'b', kind: 'y', size: null },
  ],
  best: { name: 'a', kind: 'x', size: 1 },
  none: null,
}

function schema(): GraphQLSchema {
  const Kind = new GraphQLEnumType({ name: 'Kind', values: { EX: { value: 'x' }, WHY: { value: 'y' } } })
  const Part = new GraphQLObjectType({
    name: 'Part',
    extensions: RECORD,
    fields: {
      name: { type: new GraphQLNonNull(GraphQLString) },
      kind: { type: new GraphQLNonNull(Kind) },
      size: { type: GraphQLInt },
      label: {
        type: GraphQLString,
        resolve: ({ name, size }: { name: string; size: number | null }) => `${name}${size}`,
      },
    },
  })
  const Whole = new GraphQLObjectType({
    name: 'Whole',
    extensions: RECORD,
    fields: {
      title: { type: new GraphQLNonNull(GraphQLString) },
      parts: { type: new GraphQLNonNull(new GraphQLList(new GraphQLNonNull(Part))) },
      best: { type: Part },
      none: { type: Part },
    },
  })
  const Query = new GraphQLObjectType({
    name: 'Query',
    fields: {
      whole: { type: new GraphQLNonNull(Whole), resolve: () => VALUE },
      later: { type: Whole, resolve: async () => VALUE },
      wholes: { type: new GraphQLList(Whole), resolve: () => [VALUE, null] },
      broken: { type: Whole, resolve: () => ({ title: null }) },
      absent: { type: Whole, resolve: () => null },
    },
  })
  return new GraphQLSchema({ query: Query })
}

const plain = schema()
const records = withRecords(schema())

const name = fc.constantFrom('name', 'kind', 'size', 'label', '__typename')
const part: fc.Arbitrary<string> = fc
  .array(
    fc.oneof(
      name,
      name.map((field) => `as_${field}: ${field}`),
      name.map((field) => `... on Part { ${field} }`),
      name.map((field) => `... { ${field} }`),
      fc.constant('...PartFields'),
    ),
    { minLength: 1, maxLength: 6 },
  )
  .map((fields) => `{ ${fields.join(' ')} }`)
const whole: fc.Arbitrary<string> = fc
  .array(
    fc.oneof(
      fc.constant('title'),
      part.map((of) => `parts ${of}`),
      part.map((of) => `best ${of}`),
      part.map((of) => `none ${of}`),
      part.map((of) => `other: best ${of}`),
    ),
    { minLength: 1, maxLength: 6 },
  )
  .map((fields) => `{ ${fields.join(' ')} }`)
const query: fc.Arbitrary<string> = fc
  .tuple(fc.constantFrom('whole', 'wholes', 'absent'), whole)
  .map(([field, of]) => `{ ${field} ${of} } fragment PartFields on Part { name again: size }`)

describe('records', () => {
  it('answer as if each field were executed', () => {
    fc.assert(
      fc.property(query, (source) => {
        const document = parse(source)
        const faults = validate(plain, document).filter(({ message }) => !message.includes('is never used'))
        fc.pre(faults.length === 0)
        const asked = executeSync({ schema: plain, document })
        expect(JSON.stringify(executeSync({ schema: records, document }))).toBe(JSON.stringify(asked))
      }),
      { numRuns: 300 },
    )
  })

  it('keep apart what a fragment selects alone and what it is merged with', () => {
    const document = parse(
      '{ whole { ...W } again: whole { ...W } merged: whole { ...W best { size } } ...Q } fragment W on Whole { best { name } } fragment Q on Query { whole { best { kind } } }',
    )
    expect(validate(plain, document)).toEqual([])
    expect(JSON.stringify(executeSync({ schema: records, document }))).toBe(
      JSON.stringify(executeSync({ schema: plain, document })),
    )
  })

  it('may come later', async () => {
    const document = parse('{ later { title best { name } } }')
    const answer = await execute({ schema: records, document })
    expect(JSON.parse(JSON.stringify(answer))).toEqual({
      data: { later: { title: 'whole', best: { name: 'a' } } },
    })
  })

  it('are null with an error where a field of theirs that must be there is not', () => {
    const document = parse('{ broken { title } }')
    const { data, errors } = executeSync({ schema: records, document })
    expect({ ...data }).toEqual({ broken: null })
    expect(errors?.map(({ message }) => message)).toEqual([
      'Cannot return null for non-nullable field title.',
    ])
  })

  it.each(['{ whole { title @skip(if: true) } }', '{ whole { __proto__: title } }'])(
    'are not used for %s',
    (source) => expect(suitsRecords(source)).toBe(false),
  )
})
