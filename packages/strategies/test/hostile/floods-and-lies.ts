/** Strategies that say too much, or what is no answer: by the SDK's own means, or with their code taken for the guest. */

import { atQuote, atStart, finds, type HostileStrategy, instead, THROWS } from './hostile-strategy.ts'

const MALFORMED = { kind: 'FAULT', codes: ['MALFORMED'] } as const
const OVERSIZE = { kind: 'FAULT', codes: ['OVERSIZE'] } as const
const NO_BUNDLE = { kind: 'REFUSED', code: 'BUNDLE' } as const

const order = `{ instrument: 'SIM:BTC-USD', side: 'BUY', type: 'LIMIT', quantity: '1', limitPrice: '1' }`

const FLOODS: readonly HostileStrategy[] = [
  {
    name: 'a flood of log lines',
    text: atStart(`for (let n = 0; n < 1e5; n++) context.log.info('line')`),
    fate: finds('line', /budget/),
  },
  {
    name: 'log lines of a megabyte',
    text: atStart(`context.log.info('x'.repeat(1e6))`),
    fate: finds(/^x{1999}…$/),
  },
  {
    name: 'log lines that write to the terminal',
    text: atStart(`context.log.info('\\u001b[2J\\u0000\\u202eevil\\ud800')`),
    fate: finds('\ufffd[2J\ufffd\ufffdevil\ufffd'),
  },
  {
    name: 'ten thousand orders at once',
    text: atStart(`for (let n = 0; n < 10000; n++) context.orders.submit(${order})`),
    fate: { kind: 'FAULT', codes: ['OVERSIZE', 'FLOOD'] },
  },
  {
    name: 'more working orders than there may be',
    text: atStart(`for (let n = 0; n < 1e6; n++) context.orders.submit(${order})`),
    fate: { kind: 'FAULT', codes: ['STRATEGY', 'OVERSIZE'] },
  },
  {
    name: 'orders at every quote, on and on',
    text: atQuote(`for (let n = 0; n < 1500; n++) context.orders.submit(${order})`),
    fate: { kind: 'FAULT', codes: ['FLOOD'] },
  },
  {
    name: 'promises at every quote, on and on',
    text: atQuote('for (let n = 0; n < 3000; n++) (async () => { await n })()'),
    fate: { kind: 'FAULT', codes: ['FLOOD'], message: /synchronous/ },
  },
  {
    name: 'a flood of timers',
    text: atStart(`for (let n = 0; n < 1e5; n++) context.timers.every('t' + n, '1s')`),
    fate: THROWS,
  },
  {
    name: 'a state of a million values',
    text: atStart('context.setState({ all: new Array(1e6).fill(1) })'),
    fate: THROWS,
  },
  {
    name: 'a state of two megabytes',
    text: atStart(`context.setState({ text: 'x'.repeat(2e6) })`),
    fate: OVERSIZE,
  },
  {
    name: 'a state of a megabyte at every quote, on and on',
    text: atQuote(
      `for (let n = 0; n < 8; n++) context.log.info('x'); context.setState({ text: String(quote.bid).padEnd(900_000, 'x') })`,
    ),
    quotes: 60,
    fate: { kind: 'FAULT', codes: ['FLOOD'] },
  },
  {
    name: 'a state that goes in a circle',
    text: atStart('const state = {}; state.self = state; context.setState(state)'),
    fate: THROWS,
  },
  {
    name: 'a state that no database keeps',
    text: atStart(`context.setState({ text: '\\u0000' })`),
    fate: MALFORMED,
  },
  {
    name: 'a state that names a prototype',
    text: atStart(`context.setState(JSON.parse('{"__proto__":{"polluted":"yes"}}'))`),
    fate: MALFORMED,
  },
  {
    name: 'a state with a toJSON',
    text: atStart(`context.setState({ toJSON: () => 'evil' })`),
    fate: THROWS,
  },
  {
    name: 'an error that cannot be read',
    text: atStart(`throw new Proxy({}, { get() { throw 1 }, getPrototypeOf() { throw 2 } })`),
    fate: THROWS,
  },
  { name: 'an error of a megabyte', text: atStart(`throw new Error('x'.repeat(1e6))`), fate: THROWS },
  {
    name: 'an error that pretends to be another',
    text: atStart(
      `const error = new Error('x'); error.name = { toString: () => 'x'.repeat(1e6) }; throw error`,
    ),
    fate: THROWS,
  },
  { name: 'nothing as an error', text: atStart('throw undefined'), fate: THROWS },
  { name: 'an overflow of the stack', text: atStart('(function again() { again() })()'), fate: THROWS },
  { name: 'a buffer of all memory at once', text: atStart('new ArrayBuffer(2 ** 33)'), fate: THROWS },
  {
    name: 'a text that doubles',
    text: atStart(`let text = 'x'; for (;;) text += text`),
    fate: THROWS,
  },
  {
    name: 'an array longer than arrays are',
    text: atStart(`new Array(2 ** 32 - 1).join('abc')`),
    fate: THROWS,
  },
]

const LIES: readonly (readonly [name: string, expression: string, fate: HostileStrategy['fate']])[] = [
  ['a module that is nothing', 'null', NO_BUNDLE],
  ['a module that throws when it is read', `new Proxy({}, { get() { throw new Error('no') } })`, NO_BUNDLE],
  ['an opening that throws', `({ open() { throw { get message() { throw 1 } } } })`, NO_BUNDLE],
  ['a session that is nothing', '({ open: () => null })', NO_BUNDLE],
  ['facts that are no text', 'handle({ facts: () => ({ opened: true }) })', NO_BUNDLE],
  ['facts of another shape', `handle({ facts: () => '{"opened":true,"evil":1}' })`, NO_BUNDLE],
  [
    'facts with a feed of nothing',
    `handle({ facts: () => facts.replace('"feeds":[]', '"feeds":[{"kind":"BARS"}]') })`,
    NO_BUNDLE,
  ],
  ['an answer that is a promise', 'handle({ deliver: async () => "{}" })', MALFORMED],
  ['an answer that is a number', 'handle({ deliver: () => 42 })', MALFORMED],
  [
    'an answer that is an object with a toJSON',
    `handle({ deliver: () => ({ toJSON: () => '{}', toString: () => '{}' }) })`,
    MALFORMED,
  ],
  ['an answer that is no JSON', `handle({ deliver: () => '{"intents":' })`, MALFORMED],
  [
    'an answer that closes the message and opens another',
    `handle({ deliver: () => '{}},{"type":"answer","session":"good"' })`,
    MALFORMED,
  ],
  ['an answer of ten megabytes', `handle({ deliver: () => '"' + 'x'.repeat(1e7) + '"' })`, OVERSIZE],
  ['an answer with fields of its own', `handle({ deliver: () => '{"session":"good"}' })`, MALFORMED],
  [
    'an answer that throws',
    `handle({ deliver() { throw new Proxy(() => 1, { getPrototypeOf() { throw 1 } }) } })`,
    MALFORMED,
  ],
  [
    'an intent of no kind',
    `handle({ deliver: () => '{"intents":[{"type":"Withdraw","amount":"1000000"}]}' })`,
    MALFORMED,
  ],
  ['an intent that is a list', `handle({ deliver: () => '{"intents":[[]]}' })`, MALFORMED],
  [
    'an intent of its prototype',
    `handle({ deliver: () => '{"intents":[{"__proto__":{"type":"CancelOrder"}}]}' })`,
    MALFORMED,
  ],
  [
    'an intent with a field too many',
    `handle({ deliver: () => '{"intents":[{"type":"CancelOrder","clientOrderId":"h-1","accountId":"another"}]}' })`,
    MALFORMED,
  ],
  [
    'an order of a fraction',
    `handle({ deliver: () => JSON.stringify({ intents: [{ type: 'SubmitOrder', clientOrderId: 'h-1', instrumentId: 'SIM:BTC-USD', side: 'BUY', orderType: 'MARKET', timeInForce: 'IOC', quantityLots: 0.5, limitTicks: null, stopTicks: null, tag: null, bracketId: null }] }) })`,
    MALFORMED,
  ],
  [
    'an order of more than numbers hold',
    `handle({ deliver: () => '{"intents":[{"type":"SubmitOrder","clientOrderId":"h-1","instrumentId":"SIM:BTC-USD","side":"BUY","orderType":"MARKET","timeInForce":"IOC","quantityLots":1e400,"limitTicks":null,"stopTicks":null,"tag":null,"bracketId":null}]}' })`,
    MALFORMED,
  ],
  [
    'a cancel of another session\u2019s order',
    `handle({ deliver: () => '{"intents":[{"type":"CancelOrder","clientOrderId":"good-1"}]}' })`,
    MALFORMED,
  ],
  [
    'a hundred thousand intents',
    `handle({ deliver: () => '{"intents":[' + new Array(1e5).fill('0').join() + ']}' })`,
    MALFORMED,
  ],
  [
    'a position that runs ahead',
    `handle({ progress: () => '{"position":99,"decisions":0,"digest":"00000000000000000000000000000000"}' })`,
    MALFORMED,
  ],
  [
    'a digest that is none',
    `handle({ progress: () => JSON.stringify({ position, decisions: 0, digest: '../../etc' }) })`,
    MALFORMED,
  ],
  [
    'a fault of another callback',
    `handle({ deliver: () => '{"fault":{"callback":"onPayday"}}' })`,
    MALFORMED,
  ],
]

/** As its last words: a fault with more than a frame holds, or more than its budget. */
function lastWords(count: number, instrument: string): string {
  return `(() => {
    const error = { name: 'Error', message: 'x', stack: null }
    const fault = { strategy: 'h', callback: 'onStart', position: 1, at: 1, input: 'start', error }
    const order = { type: 'SubmitOrder', instrumentId: '${instrument}', side: 'BUY', orderType: 'MARKET', timeInForce: 'IOC', quantityLots: 1, limitTicks: null, stopTicks: null, tag: null, bracketId: null }
    return { open: (options) => { const prefix = JSON.parse(options).orderIdPrefix; const all = new Array(${count}).fill({ ...order, clientOrderId: prefix + '-1' }); return handle({ deliver: () => JSON.stringify({ fault, intents: all }) }).open() } }
  })()`
}

const LAST_WORDS: readonly HostileStrategy[] = [
  {
    name: 'last words of more than a frame',
    text: instead(lastWords(1_900, '€'.repeat(200))),
    fate: OVERSIZE,
  },
  {
    name: 'last words of more orders than its budget',
    text: instead(lastWords(3_000, 'x')),
    fate: { kind: 'FAULT', codes: ['FLOOD'] },
  },
]

export const FLOODS_AND_LIES: readonly HostileStrategy[] = [
  ...FLOODS,
  ...LAST_WORDS,
  ...LIES.map(([name, expression, fate]) => ({ name, text: instead(expression), fate })),
]
