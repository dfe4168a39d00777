/**
 * Where a venue lets orders be tried with play money, and how it is known that it is play money: by an address that serves
 * nothing else, or by the venue's own word about the account. What is neither counts as real.
 */

import type { AccountRecord } from '../../contract/records.ts'

export interface VenueSandbox {
  /** The venue's settings over those of production; null: it has no sandbox with a market of its own. */
  readonly settings: Readonly<Record<string, unknown>> | null
  /** Where it is and how one comes by a credential, in a sentence for people. */
  readonly note: string
  /** The setting that says where orders are sent. */
  readonly ordersGoTo: string
  /** Hosts that take orders with play money alone. */
  readonly playHosts: readonly string[]
  /** Whether what the account says of itself comes from the venue, and not from a setting of ours. */
  readonly accountTellsPaper: boolean
  /** The venue's symbol that is traded unless another is named; null: the first that has a buyer and a seller. */
  readonly venueSymbol: string | null
  /** How far from the market orders rest, in percent: as far as the venue takes without asking. */
  readonly distancePercent: number
}

const LOOPBACK: ReadonlySet<string> = new Set(['127.0.0.1', '[::1]', 'localhost'])

/** Why orders may be real, as far as the address tells; null: nothing speaks for it. */
export function realAddressBecause(sandbox: VenueSandbox, settings: object): string | null {
  if (sandbox.accountTellsPaper) return null
  const address = String(Object.entries(settings).find(([name]) => name === sandbox.ordersGoTo)?.[1])
  const { protocol, hostname } = new URL(address)
  if (sandbox.playHosts.includes(hostname)) return null
  // A simulator of ours; what listens here over TLS may pass everything on.
  if (LOOPBACK.has(hostname) && protocol === 'http:') return null
  return `orders go to ${address}, which is not known to take play money alone`
}

/** Why orders may be real, as far as the venue's word about the account tells; null: nothing speaks for it. */
export function realAccountBecause(
  sandbox: VenueSandbox,
  { venueAccountId, paper }: Pick<AccountRecord, 'venueAccountId' | 'paper'>,
): string | null {
  return sandbox.accountTellsPaper && paper !== true
    ? `the venue does not call ${venueAccountId} a paper account`
    : null
}
