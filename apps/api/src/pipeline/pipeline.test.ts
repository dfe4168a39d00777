/** What an operation may not: the limits, each by a document that just breaks it and one that just does not. */
import { buildSchema, parse } from 'graphql'
import { describe, expect, it } from 'vitest'
import { costOf } from './cost.ts'
import { OPERATION_LIMITS } from './limits.ts'
import { limitBroken } from './measure.ts'
import { createPrepare } from './prepare.ts'
import { variablesFault } from './text.ts'

const schema = buildSchema(`
  type Query { me: Person people(first: Int): PersonConnection! list: [Person!]! byIds(ids: [ID!]!): [Person!]! }
  type Person { name: String friend: Person friends(first: Int): PersonConnection! }
  type PersonConnection { edges: [PersonEdge!]! }
  type PersonEdge { node: Person! }
`)
const limits = {
  ...OPERATION_LIMITS,
  depthMax: 4,
  aliasesMax: 3,
  fieldsMax: 12,
  directivesMax: 2,
  rootFieldsMax: 5,
}
const broken = (text: string) => limitBroken(parse(text), limits)

describe('limits of a document', () => {
  it.each([
    [
      'depth',
      '{ me { friend { friend { name } } } }',
      '{ me { friend { friend { friend { name } } } } }',
      /5 levels deep/,
    ],
    [
      'depth through fragments',
      '{ me { ...F } } fragment F on Person { friend { friend { name } } }',
      '{ me { friend { ...F } } } fragment F on Person { friend { friend { name } } }',
      /5 levels deep/,
    ],
    [
      'aliases',
      '{ a: me { name } b: me { name } c: me { name } }',
      '{ a: __typename b: __typename c: __typename d: __typename }',
      /4 aliases/,
    ],
    ['directives', '{ me @a @b { name } }', '{ me @a @b @c { name } }', /3 directives/],
    [
      'root fields',
      '{ me { name } list { name } }',
      `{ ${'__typename '.repeat(6)} }`,
      /6 fields at its root/,
    ],
  ])('%s', (_name, allowed, refused, message) => {
    expect(broken(allowed)).toBeNull()
    expect(broken(refused)).toMatch(message)
  })

  it('counts a fragment that doubles itself forty times without walking it forty times', () => {
    const doubling = Array.from(
      { length: 40 },
      (_, i) => `fragment F${i} on Person { ...F${i + 1} ...F${i + 1} }`,
    ).join(' ')
    expect(
      limitBroken(parse(`{ me { ...F0 } } ${doubling} fragment F40 on Person { name }`), {
        ...limits,
        definitionsMax: 100,
      }),
    ).toMatch(/fields large/)
  })

  it('ends on fragments that contain each other', () => {
    expect(broken('{ me { ...A } } fragment A on Person { ...B } fragment B on Person { ...A }')).toBeNull()
  })

  it('stops the parser by tokens, and survives nesting that is too deep for the stack', () => {
    const prepare = createPrepare(schema, { ...OPERATION_LIMITS, tokensMax: 100_000 })
    expect(() => createPrepare(schema, OPERATION_LIMITS)(`{ ${'me { name } '.repeat(2_000)} }`)).toThrow(
      /more than the 5000 tokens/,
    )
    expect(() => prepare(`{ me(a: ${'['.repeat(40_000)}`)).toThrow()
  })

  it('hides what names there are from a wrong guess', () => {
    const { errors } = createPrepare(schema, OPERATION_LIMITS)('{ mee { name } }')
    expect(errors.map(({ message }) => message)).toEqual(['Cannot query field "mee" on type "Query".'])
  })
})

describe('cost', () => {
  const cost = (text: string, variables = {}) => {
    const document = parse(text)
    const operation = document.definitions.find((definition) => definition.kind === 'OperationDefinition')
    if (operation?.kind !== 'OperationDefinition') throw new Error('an operation')
    return costOf(schema, document, operation, variables)
  }

  it('multiplies nested pages, with the default where none is asked for', () => {
    expect(cost('{ me { name } }')).toEqual({ amount: 2, dependsOnVariables: false })
    expect(cost('{ people(first: 10) { edges { node { name } } } }').amount).toBe(31)
    expect(cost('{ people { edges { node { name } } } }').amount).toBe(151)
    expect(
      cost('{ people(first: 100) { edges { node { friends(first: 100) { edges { node { name } } } } } } }')
        .amount,
    ).toBeGreaterThan(30_000)
  })

  it('reads page sizes from variables and says so', () => {
    const text = 'query($n: Int) { people(first: $n) { edges { node { name } } } }'
    expect(cost(text, { n: 10 })).toEqual({ amount: 31, dependsOnVariables: true })
    expect(cost(text, { n: 100 }).amount).toBe(301)
  })

  it('counts the ids that are asked for', () => {
    expect(cost('query($ids: [ID!]!) { byIds(ids: $ids) { name } }', { ids: ['1', '2', '3'] }).amount).toBe(4)
  })
})

describe('texts in variables', () => {
  it.each([
    ['a null byte', { input: { name: 'a\0' } }, '$input.name has a null byte'],
    [
      'half a surrogate pair',
      { input: { tags: ['ok', '\udc00'] } },
      '$input.tags[1] is not well-formed Unicode',
    ],
    ['an endless string', { a: 'x'.repeat(10_001) }, '$a has 10001 characters; at most 10000 are allowed'],
    [
      'an endless list',
      { a: Array.from({ length: 501 }, () => 1) },
      '$a has 501 items; at most 500 are allowed',
    ],
    [
      'endless nesting',
      { a: JSON.parse(`${'['.repeat(20)}${']'.repeat(20)}`) as unknown },
      'nests deeper than the 8 levels',
    ],
  ])('%s is refused by its place', (_name, variables, message) => {
    expect(variablesFault(variables, OPERATION_LIMITS)).toContain(message)
  })

  it('what is fine passes', () => {
    expect(
      variablesFault({ input: { name: 'Zoë 🚢', n: 1, list: [null, true] } }, OPERATION_LIMITS),
    ).toBeNull()
  })
})
