/** Kalshi, as it is read: market data without a credential, the account with one. */

import type { VenueReads } from '../contract/reads.ts'
import { KalshiAccountReads } from './account-reads.ts'
import { KALSHI_CAPABILITIES } from './capabilities.ts'
import type { KalshiContext } from './context.ts'
import { kalshiMarketReads } from './market-reads.ts'
import { openKalshiMarketStream } from './market-stream.ts'
import { openKalshiOrderStream } from './order-stream.ts'
import { kalshiRestReads } from './rest.ts'
import { KALSHI_VENUE_ID } from './settings.ts'

export function openKalshiReads(context: KalshiContext): VenueReads {
  const rest = kalshiRestReads(context)
  const { contracts, ...market } = kalshiMarketReads(context, rest)
  const account = new KalshiAccountReads(context, rest)
  return {
    venueId: KALSHI_VENUE_ID,
    capabilities: KALSHI_CAPABILITIES,
    ...market,
    account: () => account.account(),
    balances: () => account.balances(),
    positions: () => account.positions(),
    openOrders: () => account.openOrders(),
    orderByClientId: (lookup) => account.orderByClientId(lookup),
    orderByVenueId: (venueOrderId) => account.orderByVenueId(venueOrderId),
    fillsSince: (cursor) => account.fillsSince(cursor),
    openMarketStream: (topics, listener) =>
      openKalshiMarketStream({
        environment: context,
        list: contracts,
        quote: market.quote,
        topics,
        listener,
      }),
    openOrderStream: (listener) => openKalshiOrderStream({ environment: context, listener }),
    close: () => {
      rest.close()
      return Promise.resolve()
    },
  }
}
