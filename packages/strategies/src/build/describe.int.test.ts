/** The author's code is evaluated in confinement. */

import { describe, expect, it } from 'vitest'
import { describeBundle } from './describe.ts'
import { BUILD_LIMITS, type BuildLimits } from './limits.ts'
import { HONEST } from './testing/sources.ts'

const NO_MAP = '{"version":3,"sources":[],"names":[],"mappings":""}'

/** Evaluates a script that does `before`, and then says what `description` is. */
async function evaluated(
  { before = '', description = '{}' },
  change: Partial<BuildLimits> = {},
): Promise<readonly [rule: string | null, message: string]> {
  const bundle = `${before};\n({ describe: () => ${description} })`
  // On a busy machine a process may wait long for its turn: only what is about time is held to it.
  const limits = { ...BUILD_LIMITS, describeMs: 200_000, ...change }
  const described = await describeBundle({
    bundle,
    map: NO_MAP,
    entry: 'strategy.ts',
    limits,
    signal: undefined,
  })
  if (described.ok) return [null, described.description.name]
  expect(described.problem.file).toBe('strategy.ts')
  return [described.problem.rule, described.problem.message]
}

describe('describing a bundle', () => {
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
      const said = ${JSON.stringify(JSON.stringify(HONEST))}.replace('idle', seen.length === 0 ? 'confined' : 'saw-' + seen.join('-').toLowerCase())`
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
