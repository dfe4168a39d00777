/** A planned execution where values are strange: getters that throw, thenables, lists of lists, promises that fail in a list. */
import fc from 'fast-check'
import {
  type ExecutionResult,
  GraphQLError,
  GraphQLEnumType,
  GraphQLInputObjectType,
  GraphQLInt,
  GraphQLInterfaceType,
  GraphQLList,
  GraphQLNonNull,
  GraphQLObjectType,
  type GraphQLOutputType,
  GraphQLScalarType,
  GraphQLSchema,
  GraphQLString,
  Kind,
  type OperationDefinitionNode,
  execute,
  parse,
  validate,
  validateExecutionArgs,
} from 'graphql'
import { describe, expect, it } from 'vitest'
import { executePlan } from './execution.ts'
import { planOperation } from './plan.ts'

const later = <Value>(value: Value): Promise<Value> => Promise.resolve().then(() => value)
const rejected = (message: string): Promise<never> =>
  later(null).then(() => Promise.reject(new Error(message)))
/** One whose failure nobody needs to hear: graphql-js looks at no value that comes once its place is null. */
const quiet = (promise: Promise<never>): Promise<never> => {
  promise.catch(() => undefined)
  return promise
}
/** What a database client answers: it can be waited for, and is no promise. */
const thenable = (value: unknown) => ({
  // oxlint-disable-next-line unicorn/no-thenable
  then: (resolve: (value: unknown) => void) => resolve(value),
})
async function* stream(...values: unknown[]) {
  for (const value of values) {
    await Promise.resolve()
    if (value instanceof Error) throw value
    yield value
  }
}
function* walk(...values: unknown[]) {
  for (const value of values) {
    if (value instanceof Error) throw value
    yield value
  }
}

const RED = { internal: 'red' }
const Colour = new GraphQLEnumType({ name: 'Colour', values: { RED: { value: RED }, BLUE: { value: 7 } } })
const Whole = new GraphQLScalarType({
  name: 'Whole',
  coerceOutputValue: (value) => {
    if (typeof value !== 'bigint') throw new TypeError('no bigint')
    return String(value)
  },
})
const Moment = new GraphQLScalarType({
  name: 'Moment',
  coerceOutputValue: (value) => (value as Date).toISOString(),
})

class Prototyped {
  get getter() {
    return 'by getter'
  }
  get failing(): string {
    throw new Error('a getter that throws')
  }
  get failingMust(): string {
    throw new Error('a getter that throws')
  }
  whole = 2n ** 70n
  notWhole = 1
  moment = new Date(0)
  colour = RED
  colours = new Set([RED, 7, 8])
  pairs = new Map([['a', 'b']])
  symbol = Symbol('s')
  nothing = undefined
  nan = Number.NaN
  thenable = thenable('later')
  promised = later('promised')
  method(args: { readonly n?: number }) {
    return this.nan === this.nan ? null : `method ${args.n ?? '-'}`
  }
  box = (): unknown => new Prototyped()
}

const grid = new GraphQLList(new GraphQLList(new GraphQLNonNull(GraphQLInt)))
const strictGrid = new GraphQLList(new GraphQLNonNull(new GraphQLList(new GraphQLNonNull(GraphQLInt))))
const must = (type: GraphQLOutputType) => new GraphQLNonNull(type as GraphQLScalarType)
const gives = (type: GraphQLOutputType, value: () => unknown) => ({ type, resolve: value })

const Size = new GraphQLInputObjectType({
  name: 'Size',
  fields: () => ({
    high: { type: GraphQLInt, defaultValue: 3 },
    wide: { type: new GraphQLNonNull(GraphQLInt) },
    below: { type: Size },
    many: { type: new GraphQLList(GraphQLInt), defaultValue: [1, 2] },
    colour: { type: Colour },
  }),
}) as GraphQLInputObjectType

const Shape = new GraphQLInterfaceType({
  name: 'Shape',
  fields: { getter: { type: GraphQLString } },
  resolveType: (value) =>
    (value as { readonly as?: string }).as === 'nobody'
      ? undefined
      : later((value as { readonly as?: string }).as ?? 'Thing'),
})
const Thing: GraphQLObjectType = new GraphQLObjectType({
  name: 'Thing',
  interfaces: [Shape],
  fields: () => ({
    getter: { type: GraphQLString },
    failing: { type: GraphQLString },
    failingMust: { type: must(GraphQLString) },
    whole: { type: Whole },
    notWhole: { type: Whole },
    moment: { type: must(Moment) },
    colour: { type: Colour },
    colours: { type: new GraphQLList(Colour) },
    pairs: { type: new GraphQLList(new GraphQLList(GraphQLString)) },
    symbol: { type: GraphQLString },
    nothing: { type: must(GraphQLString) },
    nan: { type: GraphQLInt },
    thenable: { type: GraphQLString },
    promised: { type: must(GraphQLString) },
    method: { type: GraphQLString, args: { n: { type: GraphQLInt } } },
    box: { type: Thing },
    boxes: gives(new GraphQLList(must(Thing)), () => [new Prototyped(), later(new Prototyped())]),
    shape: gives(Shape, () => new Prototyped()),
    nobody: gives(Shape, () => ({ as: 'nobody' })),
    other: gives(Shape, () => ({ as: 'Query' })),
    shapes: gives(new GraphQLList(Shape), () => [new Prototyped(), { as: 'nobody' }, null]),
    constructor: gives(GraphQLString, () => 'constructed'),
    toString: { type: GraphQLString },
    hasOwnProperty: gives(must(GraphQLString), () => 'owned'),
    grid: gives(grid, () => [[1], null, [2, null], later([3]), rejected('row')]),
    strict: gives(strictGrid, () => [[1], later([2, null]), [3]]),
    twice: gives(strictGrid, () => [[1], null, rejected('behind a null')]),
    streamed: gives(new GraphQLList(GraphQLInt), () => stream(1, null, 3)),
    broken: gives(new GraphQLList(GraphQLInt), () => stream(1, new Error('in the stream'))),
    walked: gives(new GraphQLList(must(GraphQLString)), () => walk('a', later('b'))),
    torn: gives(new GraphQLList(GraphQLString), () => walk(rejected('first'), new Error('in the walk'))),
    waited: gives(new GraphQLList(GraphQLInt), () =>
      later(null).then(() => [1, thenable(2), quiet(rejected('third'))]),
    ),
    text: gives(new GraphQLList(GraphQLString), () => 'no list'),
    wild: gives(GraphQLString, () => {
      throw 'no error'
    }),
    sized: {
      type: GraphQLString,
      args: {
        size: { type: Size, defaultValue: { wide: 9 } },
        list: { type: new GraphQLList(new GraphQLNonNull(Size)) },
      },
      resolve: (_source: unknown, args: object) => JSON.stringify(args),
    },
  }),
})

const Steps = new GraphQLObjectType({
  name: 'Mutation',
  fields: {
    step: {
      type: GraphQLInt,
      args: { fail: { type: GraphQLString } },
      resolve: async (log: string[], { fail }: { readonly fail?: string }) => {
        log.push(fail ?? 'ok')
        if (fail === 'now') throw new Error('now')
        await Promise.resolve()
        if (fail !== undefined) throw new Error(fail)
        return log.length
      },
    },
    must: {
      type: new GraphQLNonNull(GraphQLInt),
      args: { fail: { type: GraphQLString } },
      resolve: (log: string[], { fail }: { readonly fail?: string }) => {
        log.push(fail ?? 'ok')
        if (fail === 'now') throw new Error('now')
        return fail === undefined ? log.length : rejected(fail)
      },
    },
  },
})
const schema = new GraphQLSchema({
  query: new GraphQLObjectType({ name: 'Query', fields: () => ({ ...Thing.toConfig().fields }) }),
  mutation: Steps,
  types: [Thing],
})

async function both(
  source: string,
  variableValues: Record<string, unknown> = {},
  root: () => unknown = () => new Prototyped(),
): Promise<readonly [ours: ExecutionResult, theirs: ExecutionResult]> {
  const document = parse(source)
  expect(validate(schema, document)).toEqual([])
  const args = validateExecutionArgs({ schema, document, variableValues, rootValue: root() })
  const operation = document.definitions.find(
    (definition): definition is OperationDefinitionNode => definition.kind === Kind.OPERATION_DEFINITION,
  )!
  const ours =
    'schema' in args ? await executePlan(planOperation(schema, operation, new Map()), args) : { errors: args }
  return [ours, await execute({ schema, document, variableValues, rootValue: root() })]
}

const places = ({ errors = [] }: ExecutionResult) => new Set(errors.map(({ path }) => path?.join('.')))

async function expectSame(source: string, variables?: Record<string, unknown>): Promise<void> {
  const [ours, theirs] = await both(source, variables)
  expect(JSON.stringify(ours.data)).toBe(JSON.stringify(theirs.data))
  expect(places(ours)).toEqual(places(theirs))
}

const FIELDS = [
  'getter',
  'failing',
  'failingMust',
  'whole',
  'notWhole',
  'moment',
  'colour',
  'colours',
  'pairs',
  'symbol',
  'nothing',
  'nan',
  'thenable',
  'promised',
  'method',
  'method(n: 4)',
  'grid',
  'strict',
  'twice',
  'streamed',
  'broken',
  'walked',
  'torn',
  'waited',
  'text',
  'wild',
  'sized',
  'sized(size: { wide: 1, below: { wide: 2 } })',
  'sized(list: { wide: 3, colour: BLUE })',
  'constructor',
  'toString',
  'hasOwnProperty',
  '__typename',
  'nobody { getter }',
  'other { getter }',
  'shape { getter ... on Thing { colour } }',
  'shapes { getter }',
]

describe('a planned execution at its edges', () => {
  it.each(FIELDS)('answers as graphql-js does: %s', async (field) => {
    await expectSame(`{ ${field} box { ${field} } boxes { ${field} } }`)
  })

  it('answers as graphql-js does where any of these stand together', async () => {
    const selection = fc.uniqueArray(fc.constantFrom(...FIELDS), { minLength: 1, maxLength: 3 })
    const named = (fields: readonly string[]) => fields.map((field, at) => `f${at}: ${field}`).join(' ')
    await fc.assert(
      fc.asyncProperty(selection, selection, async (outer, inner) => {
        const [ours, theirs] = await both(
          `{ ${named(outer)} box { ${named(inner)} } boxes { ${named(inner)} } }`,
        )
        expect(JSON.stringify(ours.data)).toBe(JSON.stringify(theirs.data))
        expect(ours.errors === undefined).toBe(theirs.errors === undefined)
      }),
      { numRuns: 300 },
    )
  })

  it.each(['notWhole', 'colours', 'text', 'nobody { getter }', 'nothing'])(
    'takes a value that is not of its type for a fault of ours, not of the document: %s',
    async (field) => {
      const [{ errors = [] }] = await both(`{ ${field} }`)
      expect(errors).not.toEqual([])
      for (const { originalError } of errors) expect(originalError).not.toBeInstanceOf(GraphQLError)
      for (const { originalError } of errors) expect(originalError).toBeInstanceOf(Error)
    },
  )

  it('fills variables and their defaults into nested inputs as graphql-js does', async () => {
    const source =
      'query ($wide: Int! = 5, $high: Int, $size: Size, $c: Colour = RED) { a: sized(size: { wide: $wide, high: $high, below: { wide: 1, many: [4, $high], colour: $c } }) b: sized(size: $size) c: sized(list: [{ wide: $wide }]) }'
    await expectSame(source)
    await expectSame(source, { wide: 6, high: null, size: { wide: 2, below: { wide: 3 } } })
    await expectSame(source, { size: null })
    await expectSame(source, { wide: 'six' })
  })

  it.each([
    ['{ a: step b: must c: step(fail: "later") d: must }', 4],
    ['{ a: step b: must(fail: "later") c: step d: must }', 2],
    ['{ a: step b: must(fail: "now") c: step }', 2],
    ['{ a: step(fail: "now") b: step(fail: "later") c: step }', 3],
  ])('stops mutations where graphql-js does: %s', async (selection, done) => {
    const logs: string[][] = []
    const [ours, theirs] = await both(`mutation ${selection}`, {}, () => {
      logs.push([])
      return logs.at(-1)
    })
    expect(JSON.stringify(ours)).toBe(JSON.stringify(theirs))
    expect(logs[0]).toHaveLength(done)
    expect(logs[1]).toEqual(logs[0])
  })
})
