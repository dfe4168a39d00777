/** What a bundle says of itself is believed as far as it was checked. */

import { describe, expect, it } from 'vitest'
import { readDescription } from './description.ts'
import { HONEST as honest } from './testing/sources.ts'

const AT = { entry: 'strategy.ts', map: '{"version":3,"sources":[],"names":[],"mappings":""}' }

describe('description', () => {
  const read = (change: object) =>
    readDescription({ description: JSON.stringify({ ...honest, ...change }) }, AT)
  const parameter = (change: object) => ({ parameters: [{ ...honest.parameters[0], ...change }] })

  it('is taken field by field, and nothing besides', () => {
    expect(read({ evil: 1, parameters: [{ ...honest.parameters[0], evil: 1 }] })).toEqual({
      ok: true,
      description: honest,
    })
  })

  it.each([
    ['a name of another kind', { name: 5 }],
    ['a name that is none', { name: '<script>' }],
    ['a description without end', { description: 'x'.repeat(10_001) }],
    ['a description that acts on terminals', { description: '\u001b[2J' }],
    ['a description that no database takes', { description: '\u0000' }],
    ['half a character', { description: '\ud800' }],
    ['another wire version', { wireVersion: 99 }],
    ['no parameters', { parameters: null }],
    ['too many parameters', { parameters: Array.from({ length: 101 }, () => honest.parameters[0]) }],
    ['a parameter twice', { parameters: [honest.parameters[0], honest.parameters[0]] }],
    ['a parameter of no kind', parameter({ kind: 'code' })],
    ['a parameter without a name', parameter({ name: '__proto__ ' })],
    ['a default that is an object', parameter({ default: {} })],
    ['a bound that is a list', parameter({ min: [1] })],
    ['values that are no texts', parameter({ values: [1] })],
    ['a length that is no number', parameter({ maxLength: '1' })],
    ['a state version that is none', { stateVersion: 0.5 }],
  ])('is refused with %s', (_name, change) => {
    expect(read(change)).toMatchObject({ ok: false, problem: { rule: 'STRATEGY', file: 'strategy.ts' } })
  })

  it.each([[null], [5], [{}], [{ description: 5 }]])('is refused when it is %j', (answer) => {
    expect(readDescription(answer, AT)).toMatchObject({
      ok: false,
      problem: { rule: 'EVALUATION' },
    })
  })
})
