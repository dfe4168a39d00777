/** What a runner says is read field by field: the true is taken as it is, and every other thing is refused with its path. */

import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { RunnerMessage } from './messages.ts'
import { MessageFault } from './reader.ts'
import { readRunnerMessage } from './runner-message.ts'

const digest = '0123456789abcdef0123456789abcdef'
const submit = {
  type: 'SubmitOrder',
  clientOrderId: 'd-r1-1',
  instrumentId: 'SIM:BTC-USD',
  side: 'BUY',
  orderType: 'LIMIT',
  timeInForce: 'GTC',
  quantityLots: 3,
  limitTicks: 10_000,
  stopTicks: null,
  tag: 'entry',
  bracketId: null,
} as const
const TRUE: readonly RunnerMessage[] = [
  { type: 'ready', protocol: 1, pid: 42, walls: ['RESOURCE_LIMITS', 'SYSTEM_CALLS'] },
  {
    type: 'opened',
    session: 'd-1',
    feeds: [
      { kind: 'BARS', instrumentId: 'SIM:BTC-USD', timeframe: '15m', history: 200 },
      { kind: 'QUOTES', instrumentId: 'SIM:BTC-USD' },
    ],
    timers: [
      ['once', { kind: 'ONCE', at: 5 }],
      ['each', { kind: 'EVERY', first: 5, interval: 10 }],
      ['close', { kind: 'SESSION', calendar: 'XNYS', at: 'CLOSE', offset: -60_000_000 }],
    ],
    position: 7,
    status: 'RUNNING',
    decisions: 2,
    digest,
  },
  { type: 'refused', session: 'd-1', n: 0, code: 'PARAMS', message: 'fast must be less than slow' },
  {
    type: 'answer',
    session: 'd-1',
    n: 8,
    intents: [
      submit,
      {
        type: 'ReplaceOrder',
        clientOrderId: 'd-r1-1',
        idempotencyKey: 'd-r1-1-1',
        quantityLots: 2,
        limitTicks: null,
        stopTicks: null,
      },
      { type: 'CancelOrder', clientOrderId: 'd-r1-1' },
      { type: 'SetTimer', name: 'think', schedule: { kind: 'ONCE', at: 9 } },
      { type: 'CancelTimer', name: 'think' },
      { type: 'Log', at: 9, level: 'WARN', message: 'two\nlines' },
    ],
    digest,
    decisions: 3,
    state: { version: 2, value: { list: [1, 'two', null, true, { deep: [] }] } },
    micros: 12,
    logsDropped: 0,
  },
  { type: 'answered', session: 'd-1', through: 9, digest, decisions: 3, micros: 4 },
  {
    type: 'fault',
    session: 'd-1',
    n: 10,
    code: 'STRATEGY',
    message: 'onBar failed',
    report: {
      strategy: 'momentum',
      callback: 'onBar',
      position: 10,
      at: 99,
      input: 'bar',
      error: { name: 'TypeError', message: 'x is undefined', stack: null },
    },
    intents: [],
  },
  { type: 'snapshotPart', session: 'd-1', n: 10, part: 0, parts: 1, text: '{"version":1}' },
  { type: 'closed', session: 'd-1' },
]

/** Paths of all values within a message, the message itself left out. */
function pathsOf(value: unknown, path: readonly (string | number)[] = []): (readonly (string | number)[])[] {
  if (typeof value !== 'object' || value === null) return [path]
  const entries: [string | number, unknown][] = Array.isArray(value)
    ? value.map((one, index) => [index, one])
    : Object.entries(value)
  const below = entries.flatMap(([key, one]) => pathsOf(one, [...path, key]))
  return path.length === 0 ? below : [path, ...below]
}

function changed(value: unknown, [key, ...rest]: readonly (string | number)[], put: unknown): unknown {
  if (key === undefined) return put
  const copy = (Array.isArray(value) ? [...(value as unknown[])] : { ...(value as object) }) as Record<
    string | number,
    unknown
  >
  copy[key] = changed(copy[key], rest, put)
  return copy
}

const isStateValue = (path: readonly (string | number)[]): boolean =>
  path[0] === 'state' && path[1] === 'value'

describe('what a runner says', () => {
  it.each(TRUE)('is taken as it is: $type', (message) => {
    expect(readRunnerMessage(JSON.parse(JSON.stringify(message)))).toEqual(message)
  })

  it('is refused when any field of it is of another kind', () => {
    for (const message of TRUE) {
      for (const path of pathsOf(message).filter((one) => !isStateValue(one))) {
        for (const wrong of [undefined, Number.NaN, { evil: 1 }, ['evil'], Symbol('evil'), () => 1]) {
          expect(() => readRunnerMessage(changed(message, path, wrong)), path.join('.')).toThrow(MessageFault)
        }
      }
    }
  })

  it('is refused when a field is missing or one too many', () => {
    for (const message of TRUE) {
      for (const key of Object.keys(message)) {
        const { [key]: _left, ...rest } = message as unknown as Record<string, unknown>
        expect(() => readRunnerMessage(rest), key).toThrow(MessageFault)
      }
      for (const extra of ['extra', 'toJSON', 'constructor', 'then']) {
        expect(() => readRunnerMessage({ ...message, [extra]: 1 })).toThrow(MessageFault)
      }
      expect(() =>
        readRunnerMessage(JSON.parse(JSON.stringify(message).replace('{', '{"__proto__":{},'))),
      ).toThrow(MessageFault)
    }
  })

  it('is refused when it is no plain object of plain values', () => {
    const [ready] = TRUE
    const getter = Object.defineProperty({ ...ready }, 'pid', { get: () => 42, enumerable: true })
    const inherited: unknown = Object.create({ ...ready })
    for (const one of [getter, inherited, [ready], null, 'ready', 7, Object.assign(new Map(), ready)])
      expect(() => readRunnerMessage(one)).toThrow(MessageFault)
    expect(() => readRunnerMessage({ ...ready, [Symbol('evil')]: 1 })).toThrow(MessageFault)
  })

  it('is refused, and never anything else, whatever JSON it is', () => {
    const types = fc.constantFrom(...TRUE.map(({ type }) => type))
    fc.assert(
      fc.property(fc.jsonValue(), types, (value, type) => {
        const said: unknown =
          typeof value === 'object' && value !== null ? Object.assign({ type }, value) : value
        expect(() => readRunnerMessage(said)).toThrow(MessageFault)
      }),
    )
  })

  it.each([
    ['a session of path characters', { session: '../etc' }],
    ['a session of a line feed', { session: 'a\n' }],
    ['a number past 2^53', { n: 2 ** 53 }],
    ['a fraction', { micros: 0.5 }],
    ['minus one', { logsDropped: -1 }],
    ['a digest in capitals', { digest: digest.toUpperCase() }],
    [
      'a state that names a prototype',
      { state: { version: 1, value: JSON.parse('{"a":{"__proto__":1}}') as unknown } },
    ],
    ['a state with NUL', { state: { version: 1, value: 'a\0' } }],
    ['a state with half a character', { state: { version: 1, value: ['\ud800'] } }],
    ['a state of infinity', { state: { version: 1, value: [Number.POSITIVE_INFINITY] } }],
    ['a state of a thousand levels', { state: { version: 1, value: nested(1_000) } }],
    ['a state of a million values', { state: { version: 1, value: Array.from({ length: 1e6 }, () => 0) } }],
    ['a tag with NUL', { intents: [{ ...submit, tag: 'a\0' }] }],
    ['an order id of a megabyte', { intents: [{ ...submit, clientOrderId: 'x'.repeat(1e6) }] }],
    ['an order of no lots', { intents: [{ ...submit, quantityLots: 0 }] }],
  ])('is refused with %s', (_what, fields) => {
    expect(() => readRunnerMessage({ ...TRUE[3], ...fields })).toThrow(MessageFault)
  })

  it('is told with its path', () => {
    expect(() => readRunnerMessage({ ...TRUE[3], intents: [submit, { ...submit, side: 'LONG' }] })).toThrow(
      'answer.intents[1].side must be one of BUY, SELL (was "LONG")',
    )
  })

  it('has its log lines made readable', () => {
    const message = '\u001b[31mred\u0000\u202e\ud800\tkept\nkept'
    const read = readRunnerMessage({ ...TRUE[3], intents: [{ type: 'Log', at: 1, level: 'INFO', message }] })
    expect(read).toMatchObject({ intents: [{ message: '\ufffd[31mred\ufffd\ufffd\ufffd\tkept\nkept' }] })
  })
})

function nested(levels: number): unknown {
  let value: unknown = 0
  for (let level = 0; level < levels; level++) value = [value]
  return value
}
