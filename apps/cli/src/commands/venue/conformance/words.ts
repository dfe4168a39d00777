/** What a conformance run says: what it will do before it does it, and what came of it. */

import type { ConformanceVerdict, SandboxPlace, SandboxResult } from '@quarterdeck/venues'
import { printRows } from '../../../output/table.ts'

export interface Plan {
  readonly venueId: string
  readonly address: string
  readonly place: SandboxPlace
  readonly cases: number
  readonly mayTrade: boolean
  /** Why the orders may be real; null: they are not. */
  readonly real: string | null
}

export function planWords({ venueId, address, place, cases, mayTrade, real }: Plan): string {
  const { account, listed, market, orders, closed } = place
  const { symbol, currency } = listed.instrument
  const lines = [
    `The conformance suite (${cases} cases) at ${venueId}, ${address}, account ${account.venueAccountId}:`,
    `- asks for everything that the adapter can ask for;`,
    `- places buys of ${market.quantity} or ${market.doubleQuantity} ${symbol} that rest at ${market.restingBuyPrice} ${currency}, ${place.distancePercent} % below the market, and cancels each;`,
    `- sends orders that must be refused: off the price steps, and beyond what the account can pay;`,
    mayTrade
      ? `- buys ${market.quantity} ${symbol} at up to ${market.takingBuyPrice} ${currency} and sells it again;`
      : `- trades nothing (--trade lets it buy the smallest quantity and sell it again);`,
    `- after each case cancels what still works and says what it could not take back.`,
  ]
  if (orders > 0) lines.push(`The account has ${orders} working orders, which are left alone.`)
  if (closed !== '') lines.push(`The venue says: ${closed}. What is placed now may be refused.`)
  if (real !== null) lines.push(`THE ORDERS ARE REAL: ${real}.`)
  return lines.join('\n')
}

const KINDS: readonly (readonly [ConformanceVerdict['verdict'], string])[] = [
  ['PASSED', 'passed'],
  ['FAILED', 'failed'],
  ['NOT_CLAIMED', 'not claimed by the matrix'],
  ['SIMULATOR_ONLY', 'only against a simulator'],
  ['NOT_RUN', 'not run'],
]

export function summaryOf({ verdicts, left }: SandboxResult): string {
  const counts = KINDS.map(
    ([kind, words]) => `${verdicts.filter(({ verdict }) => verdict === kind).length} ${words}`,
  )
  return `${counts.join(', ')}; ${left.length === 0 ? 'nothing is left behind' : `LEFT BEHIND: ${left.join('; ')}`}`
}

/** What is wrong with a run, in sentences; null: nothing. What was left behind stands in it whatever else is. */
export function faultOf({
  verdicts,
  left,
  isInterrupted,
}: SandboxResult & { readonly isInterrupted: boolean }): string | null {
  const failed = verdicts.filter(({ verdict }) => verdict === 'FAILED').map(({ id }) => id)
  const faults = [
    ...(failed.length > 0 ? [`The adapter does not keep ${failed.join(', ')} there.`] : []),
    ...(left.length > 0 ? [`Something was left behind at the venue: ${left.join('; ')}.`] : []),
    ...(isInterrupted ? ['The run was interrupted: what did not run is not known to pass.'] : []),
  ]
  return faults.length === 0 ? null : faults.join(' ')
}

export function printVerdicts(verdicts: readonly ConformanceVerdict[]): void {
  const wordsOf = new Map(KINDS)
  printRows(
    verdicts,
    [
      { title: 'Case', of: ({ id }) => id },
      { title: 'Verdict', of: ({ verdict }) => wordsOf.get(verdict) },
      { title: 'Rule', of: ({ rule }) => rule },
      { title: 'Why', of: ({ message }) => message.replaceAll(/\s+/g, ' ') },
    ],
    { json: false },
  )
}
