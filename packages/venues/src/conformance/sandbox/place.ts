/** What there is to be tried at a venue: whose account it is, what is traded, and what works there already. Only questions are asked. */

import type { AlertSink } from '../../contract/alerts.ts'
import type { Capabilities } from '../../contract/capabilities.ts'
import type { VenueReads } from '../../contract/reads.ts'
import type { AccountRecord, ListedInstrument } from '../../contract/records.ts'
import type { VenueWrites } from '../../contract/writes.ts'
import { value } from '../ask.ts'
import { sandboxMarket, type SandboxMarket } from './market.ts'

export type OpenSandbox = (alert: AlertSink) => { readonly reads: VenueReads; readonly writes: VenueWrites }

export interface SandboxPlace {
  readonly capabilities: Capabilities
  readonly account: AccountRecord
  readonly listed: ListedInstrument
  readonly distancePercent: number
  readonly market: SandboxMarket
  /** How many orders worked before anything was done. */
  readonly orders: number
  /** What the venue says of its hours; empty: it trades. */
  readonly closed: string
}

export interface PlaceWish {
  /** The venue's symbol or ours; null: the first that has a buyer and a seller. */
  readonly symbol: string | null
  readonly distancePercent: number
}

/** So many are looked at for one that has both a buyer and a seller. */
const TRIED_MAX = 25

/** Rejects with what is missing, in words for people. */
export async function lookAround(reads: VenueReads, wish: PlaceWish): Promise<SandboxPlace> {
  const account = await value(reads.account())
  if (!account.canTrade) throw new Error(`the credential may not trade the account ${account.venueAccountId}`)
  const orders = (await value(reads.openOrders())).length
  const health = await value(reads.health())
  const found = await tradable(reads, wish)
  return {
    capabilities: reads.capabilities,
    account,
    ...found,
    distancePercent: wish.distancePercent,
    orders,
    closed: health.trading ? '' : health.message || 'it takes no orders now',
  }
}

/** The market of what is traded as it stands now; null: it has no buyer or no seller. */
export async function currentMarket(
  reads: VenueReads,
  { listed, distancePercent }: Pick<SandboxPlace, 'listed' | 'distancePercent'>,
): Promise<SandboxMarket | null> {
  const quote = await value(reads.quote(listed.instrument.venueSymbol))
  const balances = await value(reads.balances())
  return sandboxMarket({ listed, quote, balances, distancePercent })
}

async function tradable(
  reads: VenueReads,
  { symbol, distancePercent }: PlaceWish,
): Promise<Pick<SandboxPlace, 'listed' | 'market'>> {
  const listings = await candidates(reads, symbol)
  for (const listed of listings) {
    const market = await currentMarket(reads, { listed, distancePercent })
    if (market !== null) return { listed, market }
  }
  const names = listings.map(({ instrument }) => instrument.venueSymbol).join(', ')
  throw new Error(`there is no buyer or no seller now of ${names}: name another instrument`)
}

async function candidates(reads: VenueReads, symbol: string | null): Promise<readonly ListedInstrument[]> {
  const all = await value(reads.instruments(symbol === null ? undefined : [symbol]))
  const wanted = all.filter(({ instrument: { venueSymbol, symbol: ours, id }, status }) =>
    symbol === null ? status === 'OPEN' : [venueSymbol, ours, id].includes(symbol),
  )
  if (wanted.length === 0)
    throw new Error(symbol === null ? 'nothing trades there now' : `${symbol} is not listed there`)
  return wanted.slice(0, TRIED_MAX)
}
