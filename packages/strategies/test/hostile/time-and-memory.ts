/** Strategies that take all time or all memory: each needs a process of its own, and loses it. */

import {
  atQuote,
  atStart,
  type HostileStrategy,
  STOPPED_BY_MEMORY,
  STOPPED_BY_TIME,
} from './hostile-strategy.ts'

const TIME: Readonly<Record<string, string>> = {
  'an infinite loop': atStart('for (;;);'),
  'an infinite loop at its top level': `for (;;);`,
  'an infinite loop in subscribe': `strategy = defineStrategy({ name: 'hostile', params: {}, subscribe() { for (;;); } })`,
  'an infinite loop in its first state': `strategy = defineStrategy({ name: 'hostile', params: {}, subscribe: () => [{ kind: 'QUOTES', instrument: 'SIM:BTC-USD' }], state: { version: 1, initial() { for (;;); } } })`,
  'an infinite loop at a quote': atQuote('for (;;);'),
  'a loop that catches what would end it': atStart(
    'for (;;) { try { throw 1 } catch { continue } finally { continue } }',
  ),
  'a regular expression that backtracks for ever': atStart(`/^(a+)+$/.test('a'.repeat(60) + 'b')`),
  'a regular expression over its own alternation': atStart(
    `/^(([a-z])+.)+[A-Z]([a-z])+$/.test('a'.repeat(60))`,
  ),
  'a recursion that starts again in finally': atStart(
    '(function again() { try { again() } finally { again() } })()',
  ),
  'a comparison that never returns': atStart('[2, 1].sort(() => { for (;;); })'),
  'an iterator without end': atStart(
    'for (const one of { *[Symbol.iterator]() { for (;;) yield 1 } }) one + 1',
  ),
  'a getter of an error that loops': atStart(
    `const error = new Error('x'); Object.defineProperty(error, 'message', { get() { for (;;); } }); throw error`,
  ),
  'a text that never becomes one': atStart(`context.log.info({ [Symbol.toPrimitive]() { for (;;); } })`),
  'a state whose keys are never told': atStart(
    `context.setState(new Proxy({}, { ownKeys() { for (;;); }, getPrototypeOf: () => Object.prototype }))`,
  ),
  'numbers of a million digits': atStart('let x = 3n; for (;;) x = (x * x) % (1n << 2000000n)'),
  'a wait by counting': atStart('let n = 0; while (n >= 0) n = (n + 1) % 1000003'),
}

const MEMORY: Readonly<Record<string, string>> = {
  'objects without end': atStart('const all = []; for (;;) all.push({ x: [1, 2, 3] })'),
  'arrays of numbers without end': atStart('const all = []; for (;;) all.push(new Array(1e5).fill(1.5))'),
  'buffers without end': atStart(
    'const all = []; for (;;) { const one = new Uint8Array(4e6); one.fill(1); all.push(one) }',
  ),
  'buffers without end, one at each failure': atStart(
    'const all = []; for (let size = 64e6; ; ) { try { const one = new Uint8Array(size); one.fill(1); all.push(one) } catch { size = Math.max(1, size / 2) } }',
  ),
  'texts without end': atStart(
    `const all = []; for (;;) all.push('x'.repeat(1e5).split('').join('y') + all.length)`,
  ),
  'a map without end': atStart('const all = new Map(); for (let n = 0; ; n++) all.set(n, { n })'),
  'promises without end': atStart('for (;;) Promise.resolve().then(() => 1)'),
  'symbols without end': atStart(`for (let n = 0; ; n++) Symbol.for('hostile' + n)`),
  'closures without end': atStart(
    'let last = () => 0; for (;;) { const before = last; last = () => before() + 1 }',
  ),
  'a list from an iterator without end': atStart(
    'Array.from({ [Symbol.iterator]: () => ({ next: () => ({ done: false, value: {} }) }) })',
  ),
  'a sort of all memory': atStart('new Array(3e7).fill(0).map((_, n) => -n).sort()'),
  'a bomb of JSON': atStart(`JSON.parse('['.repeat(2e7) + ']'.repeat(2e7))`),
  'a leak over many quotes': atQuote(
    'for (let n = 0; n < 200; n++) all.push(new Array(1000).fill(n))',
    'const all = []',
  ),
  'buffers over many quotes': atQuote('all.push(new Uint8Array(2e6).fill(1))', 'const all = []'),
}

export const TIME_AND_MEMORY: readonly HostileStrategy[] = [
  ...Object.entries(TIME).map(([name, text]) => ({ name, text, fate: STOPPED_BY_TIME })),
  ...Object.entries(MEMORY).map(([name, text]) => ({ name, text, fate: STOPPED_BY_MEMORY })),
]
