/** What an entry of the corpus is: a strategy that means ill, and what must come of it. */

import type { FaultCode, RefusalCode, RunnerEndKind } from '../../src/index.ts'

/**
 * What a hostile strategy comes to.
 *
 * CONFINED: it goes on, gets nowhere, and its log matches `says` (whole lines, one a probe). FAULT: its session falls alone.
 * REFUSED: it is not opened. ENDED: its process is killed, or dies, for one of these reasons.
 */
export type Fate =
  | { readonly kind: 'CONFINED'; readonly says?: readonly (string | RegExp)[] }
  | { readonly kind: 'FAULT'; readonly codes: readonly FaultCode[]; readonly message?: RegExp }
  | { readonly kind: 'REFUSED'; readonly code: RefusalCode; readonly message?: RegExp }
  | { readonly kind: 'ENDED'; readonly kinds: readonly RunnerEndKind[] }

export interface HostileStrategy {
  readonly name: string
  /** JavaScript as `bundleOf` takes it. */
  readonly text: string
  readonly fate: Fate
  /** Quotes that it is given, where it takes more than usual until it is too much. */
  readonly quotes?: number
}

/** A strategy whose `onStart` does this; it says that it lives at each quote. */
export function atStart(code: string, more = ''): string {
  return `strategy = defineStrategy({
    name: 'hostile', params: {},
    subscribe: () => [{ kind: 'QUOTES', instrument: 'SIM:BTC-USD' }],
    state: { version: 1, initial: () => ({}) },
    onStart(context) { ${code} },
    onQuote({ log }, { bid }) { log.info('alive at ' + bid) },
    ${more}
  })`
}

/** A strategy that does this at each quote. */
export function atQuote(code: string, top = ''): string {
  return `${top}
  strategy = defineStrategy({
    name: 'hostile', params: {},
    subscribe: () => [{ kind: 'QUOTES', instrument: 'SIM:BTC-USD' }],
    state: { version: 1, initial: () => ({}) },
    onQuote(context, quote) { ${code} },
  })`
}

/** A strategy that looks for something and logs what it finds: the value as text, or `threw`. */
export function probe(expression: string): string {
  return atStart(`
    let found
    try { found = String(${expression}) } catch (error) { found = 'threw' }
    context.log.info(found)`)
}

/** A bundle that holds no session of ours, but what this expression gives: the author's code taken for the guest. */
export function instead(expression: string): string {
  return `const facts = '{"opened":true,"status":"CREATED","feeds":[],"timers":[],"position":0,"decisions":0,"digest":"00000000000000000000000000000000"}'
  let position = 0
  const progress = () => JSON.stringify({ position, decisions: 0, digest: '0'.repeat(32) })
  const handle = (own) => ({ open: () => ({ facts: () => facts, deliver: () => (position++, '{}'), progress, snapshot: () => '{}', ...own }) })
  return ${expression}`
}

export const STOPPED_BY_TIME: Fate = { kind: 'ENDED', kinds: ['STALLED'] }
/** Which of the two it meets first is a matter of speed. */
export const STOPPED_BY_MEMORY: Fate = { kind: 'ENDED', kinds: ['MEMORY', 'STALLED'] }
export const THROWS: Fate = { kind: 'FAULT', codes: ['STRATEGY'] }

/** A probe that finds one of these, and nothing else. */
export function finds(...allowed: readonly (string | RegExp)[]): Fate {
  return { kind: 'CONFINED', says: allowed }
}
