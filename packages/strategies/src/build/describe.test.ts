/** The author's code is evaluated in confinement, and what it says of itself is believed as far as it was checked. */

import { describe, expect, it } from 'vitest'
import { describeBundle } from './describe.ts'
import { readDescription } from './description.ts'
import { BUILD_LIMITS, type BuildLimits } from './limits.ts'

const DESCRIBE_MS_MAX = 120_000

/** Evaluates a script that does `before`, and then says what `description` is. */
async function evaluated(
  { before = '', description = '{}' },
  change: Partial<BuildLimits> = {},
): Promise<readonly [rule: string | null, message: string]> {
  const bundle = `${before};\n({ describe: () => ${description} })`
  const limits = { ...BUILD_LIMITS, ...change }
  const described = await describeBundle({ bundle, entry: 'strategy.ts', limits, signal: undefined })
  if (described.ok) return [null, described.description.name]
  expect(described.problem.file).toBe('strategy.ts')
  return [described.problem.rule, described.problem.message]
}

const honest = {
  name: 'idle',
  description: '',
  wireVersion: 1,
  parameters: [
    {
      name: 'fast',
      kind: 'int',
      description: '',
      default: 1,
      min: null,
      max: null,
      step: null,
      values: null,
      maxLength: null,
    },
  ],
  stateVersion: null,
}

describe('describing a bundle', { timeout: DESCRIBE_MS_MAX }, () => {
  it('sees nothing of the machine, not even through a constructor of functions', async () => {
    const absent = [
      'process',
      'require',
      'fetch',
      'Buffer',
      'WebAssembly',
      'setTimeout',
      'console',
      'SharedArrayBuffer',
    ]
    const before = `
      const seen = ${JSON.stringify(absent)}.filter((name) => name in globalThis)
      try { if ((() => {}).constructor('return typeof process')() !== 'undefined') seen.push('constructor') } catch {}
      const said = ${JSON.stringify(JSON.stringify(honest))}.replace('idle', seen.length === 0 ? 'confined' : 'saw-' + seen.join('-').toLowerCase())`
    expect(await evaluated({ before, description: 'said' })).toEqual([null, 'confined'])
  })

  it.each([
    ['throws', `throw new Error('no')`, /Error: no/],
    [
      'throws what cannot be read',
      `throw new Proxy({}, { get() { throw 1 }, getPrototypeOf() { throw 2 } })`,
      /cannot be read/,
    ],
    ['asks for chance', `Math.random()`, /random/],
    ['asks for the time', `Date.now()`, /secure mode/],
    ['changes what belongs to all', `Object.prototype.evil = 1`, /not extensible/],
    ['imports while it runs', `const a = () => ${'import'}('node:fs')`, /import/],
  ])('tells code that %s while it is loaded', async (_name, before, message) => {
    expect(await evaluated({ before })).toEqual(['EVALUATION', expect.stringMatching(message)])
  })

  it('ends code that does not end', async () => {
    expect(await evaluated({ before: 'for (;;) {}' }, { describeMs: 3_000 })).toEqual([
      'LIMIT_TIME',
      expect.any(String),
    ])
  })

  it.each([
    ['objects', 'const all = []; for (;;) all.push(new Array(1e5).fill({}))'],
    ['buffers', 'const all = []; for (;;) all.push(new Uint8Array(1e7).fill(1))'],
    ['texts', `let all = 'x'; for (;;) all = (all + all).slice(0, 5e8).concat('x')`],
  ])('ends code that takes all memory with %s', async (_name, before) => {
    const [rule] = await evaluated({ before }, { describeMemoryMiB: 160 })
    expect(rule).toMatch(/^(LIMIT_MEMORY|EVALUATION)$/)
  })

  it('ends code that says too much', async () => {
    expect(await evaluated({ description: `'x'.repeat(3e6)` })).toEqual(['LIMIT_OUTPUT', expect.any(String)])
  })
})

describe('description', () => {
  const read = (change: object) =>
    readDescription({ description: JSON.stringify({ ...honest, ...change }) }, 'strategy.ts')
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
    expect(readDescription(answer, 'strategy.ts')).toMatchObject({
      ok: false,
      problem: { rule: 'EVALUATION' },
    })
  })
})
