/** Strategies that look for the host: globals, constructors, stacks, clocks, chance, files, network, processes, neighbours. */

import { atStart, finds, type HostileStrategy, probe, THROWS } from './hostile-strategy.ts'

const UNDEFINED = finds('undefined', 'threw')
const PROMISE_NOTE = /^a promise was made/

/** Expressions, and what they may give. */
const PROBES: readonly (readonly [name: string, expression: string, fate: HostileStrategy['fate']])[] = [
  ['process', `typeof process + typeof globalThis.process`, finds('undefinedundefined')],
  ['the environment', `process.env.QUARTERDECK_CANARY`, UNDEFINED],
  ['require', `require('node:fs').readFileSync('/etc/passwd')`, UNDEFINED],
  ['a module by eval', `(0, eval)("im" + "port('node:fs')")`, UNDEFINED],
  ['a built-in module', `globalThis.process.getBuiltinModule('fs')`, UNDEFINED],
  [
    'the network',
    `typeof fetch + typeof WebSocket + typeof XMLHttpRequest`,
    finds('undefinedundefinedundefined'),
  ],
  [
    'timers',
    `typeof setTimeout + typeof queueMicrotask + typeof setImmediate`,
    finds('undefinedundefinedundefined'),
  ],
  ['Function gives this', `Function('return typeof this.process')()`, UNDEFINED],
  ['eval gives this', `(0, eval)('typeof this.process')`, UNDEFINED],
  ['the constructor of constructors', `[].constructor.constructor('return process')()`, UNDEFINED],
  ['the constructor of async functions', `(async () => {}).constructor('return process')()`, finds('threw')],
  [
    'the constructor of generators',
    `(function* () {}).constructor('yield process')().next().value`,
    finds('threw'),
  ],
  [
    'the constructor behind a frozen prototype',
    `Object.getPrototypeOf(async function* () {}).constructor('')`,
    finds('threw'),
  ],
  ['the caller of a function', `(function f() { return f.caller })()`, finds('threw', 'null', 'undefined')],
  ['arguments.callee', `(function () { return arguments.callee })()`, finds('threw')],
  ['this of a plain function', `(function () { return this })()`, finds('undefined')],
  ['paths in a stack', `new Error('x').stack`, finds(/^(at [^/]*\(strategy\.js:\d+:\d+\)\n?)*$/)],
  [
    'paths in the stack of an overflow',
    `(() => { try { (function f() { f() })() } catch (error) { return error.stack.includes('/') } })()`,
    finds('false'),
  ],
  [
    'frames by prepareStackTrace',
    `(() => { Error.prepareStackTrace = (_, sites) => sites.map((site) => site.getThis()); return typeof new Error('x').stack })()`,
    finds('string', 'threw'),
  ],
  [
    'frames by captureStackTrace',
    `(() => { const trap = {}; Error.captureStackTrace(trap); return String(trap.stack).includes('/') })()`,
    finds('false', 'threw'),
  ],
  [
    'a longer stack',
    `(() => { Error.stackTraceLimit = 1e6; return new Error('x').stack.includes('node:') })()`,
    finds('false', 'threw'),
  ],
  ['the time by Date.now', `Date.now()`, finds('threw')],
  ['the time by new Date', `new Date()`, finds('threw')],
  ['the time by Date()', `Date()`, finds('threw')],
  ['the time by Temporal', `Temporal.Now.instant()`, finds('threw')],
  ['the time by performance', `typeof performance`, finds('undefined')],
  ['chance by Math.random', `Math.random()`, finds('threw')],
  ['chance by crypto', `typeof crypto`, finds('undefined')],
  [
    'the place by its time zone',
    `new Date(0).getTimezoneOffset() + new Date(0).toString()`,
    finds(/^0Thu Jan 01 1970 00:00:00 GMT\+0000/),
  ],
  ['the locale by Intl', `typeof Intl`, finds('undefined')],
  ['the locale by numbers', `(1234.5).toLocaleString('de-DE')`, finds('1234.5')],
  ['a shared buffer', `typeof SharedArrayBuffer + typeof Atomics`, finds('undefinedundefined')],
  ['waiting by Atomics', `Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0)`, finds('threw')],
  ['the collector by WeakRef', `typeof WeakRef + typeof FinalizationRegistry`, finds('undefinedundefined')],
  ['WebAssembly', `typeof WebAssembly`, finds('undefined')],
  [
    'more compartments',
    `typeof Compartment + typeof lockdown + typeof harden`,
    finds('undefinedundefinedundefined'),
  ],
  ['a clone that leaves', `typeof structuredClone + typeof MessageChannel`, finds('undefinedundefined')],
  ['the console', `typeof console`, finds('undefined')],
  ['the last match of another', `RegExp.$1 + RegExp.lastMatch`, finds('undefinedundefined', 'NaN')],
  ['poisoning Object.prototype', `(() => { Object.prototype.polluted = 'yes' })()`, finds('threw')],
  [
    'poisoning by __proto__',
    `(() => { const one = JSON.parse('{"__proto__":{"polluted":"yes"}}'); Object.assign({}, one); return {}.polluted })()`,
    finds('undefined'),
  ],
  ['poisoning Array.prototype', `(() => { Array.prototype.push = () => { throw 1 } })()`, finds('threw')],
  ['poisoning JSON', `(() => { JSON.stringify = () => 'evil' })()`, finds('threw')],
  ['another prototype for all', `Object.setPrototypeOf(Object.prototype, { evil: 1 })`, finds('threw')],
  [
    'poisoning the iterators',
    `(() => { Object.getPrototypeOf([][Symbol.iterator]()).next = () => ({ done: true }) })()`,
    finds('threw'),
  ],
  ['poisoning promises', `(() => { Promise.prototype.then = () => 1 })()`, finds('threw')],
  [
    'a message for another by an intrinsic',
    `(() => { Object.defineProperty(Symbol, 'letter', { value: 'secret' }) })()`,
    finds('threw'),
  ],
]

const WHOLE: readonly HostileStrategy[] = [
  {
    name: 'another JSON for the guest',
    text: atStart(`globalThis.JSON = { parse: () => ({}), stringify: () => 'evil' }`),
    fate: THROWS,
  },
  {
    name: 'a chain of promises that never ends',
    text: atStart(`const again = () => Promise.resolve().then(again); again(); context.log.info('done')`),
    fate: finds('done', PROMISE_NOTE),
  },
  {
    name: 'a callback that goes on after it returned',
    text: atStart(
      `(async () => { await null; context.log.info('later'); for (;;); })(); context.log.info('done')`,
    ),
    fate: finds('done', PROMISE_NOTE),
  },
  {
    name: 'an async generator that runs beside',
    text: atStart(
      `const beside = async function* () { for (;;) yield 1 }; (async () => { for await (const one of beside()) one + 1 })(); context.log.info('done')`,
    ),
    fate: finds('done', PROMISE_NOTE),
  },
  {
    name: 'a promise that is refused and not caught',
    text: atStart(`Promise.reject(new Error('nobody listens')); context.log.info('done')`),
    fate: finds('done', PROMISE_NOTE),
  },
  {
    name: 'a stop in the debugger',
    text: atStart(`debugger; context.log.info('done')`),
    fate: finds('done'),
  },
  {
    name: 'a module in plain sight',
    text: atStart(`import('node:fs').then((fs) => fs.readFileSync('/etc/passwd'))`),
    fate: { kind: 'REFUSED', code: 'BUNDLE', message: /import/ },
  },
  {
    name: 'a comment of HTML that hides code',
    text: atStart(`context.log.info('done')`).concat('\n<!-- process.exit()\n'),
    fate: { kind: 'REFUSED', code: 'BUNDLE', message: /HTML comment/ },
  },
  {
    name: 'a comment that never ends',
    text: '/* everything after it is gone',
    fate: { kind: 'REFUSED', code: 'BUNDLE' },
  },
  {
    name: 'an end of its own scope',
    text: 'return 1 })(); (() => { return globalThis.process',
    fate: { kind: 'REFUSED', code: 'BUNDLE' },
  },
  {
    name: 'a place of its own in stacks',
    text: atStart(`context.log.info(new Error('x').stack)`).concat('\n//# sourceURL=/etc/passwd'),
    fate: finds(/^at onStart \(strategy\.js:\d+:\d+\)/),
  },
  {
    name: 'more brackets than a parser has room for',
    text: `strategy = ${'('.repeat(100_000)}1${')'.repeat(100_000)}`,
    fate: { kind: 'REFUSED', code: 'BUNDLE' },
  },
  {
    name: 'an eval that sees its surroundings',
    text: atStart(`eval('context.log.info(1)')`),
    fate: { kind: 'REFUSED', code: 'BUNDLE', message: /direct eval/ },
  },
  {
    name: 'fields named like built-in ones',
    text: atStart(
      `const own = {}; own.toString = () => 'mine'; own.constructor = 1; own.toLocaleString = 2; const list = []; list.push = 3; context.log.info(String(own))`,
    ),
    fate: finds('mine'),
  },
  {
    name: 'a context that is written to',
    text: atStart(`'use strict'; context.orders = null`),
    fate: THROWS,
  },
  {
    name: 'a desk of orders that is replaced',
    text: atStart(
      `Object.getPrototypeOf(context.orders).submit = () => ({ evil: true }); context.log.info('done')`,
    ),
    fate: finds('done'),
  },
  {
    name: 'a session that it opens for itself',
    text: atStart(
      `const inner = sdk.guestOf(strategy).open('{}'); context.log.info(String(inner.deliver('{}').length > 2))`,
    ),
    fate: finds('true'),
  },
  {
    name: 'a context behind a proxy',
    text: atStart(
      `const behind = new Proxy(context, { get: (target, key) => Reflect.get(target, key) }); behind.log.info('done')`,
    ),
    fate: finds('done'),
  },
]

export const WAYS_OUT: readonly HostileStrategy[] = [
  ...PROBES.map(([name, expression, fate]) => ({ name, text: probe(expression), fate })),
  ...WHOLE,
]
