/** Which Kalshi channels serve which topics, and what changes between two wishes. */

import type { MarketTopics } from '../contract/streams.ts'

/** A channel and the markets that it is to tell of; null: everything of the account. */
export interface ChannelWish {
  readonly channel: string
  readonly markets: readonly string[] | null
}

export const BOOK_CHANNEL = 'orderbook_delta'
export const TICKER_CHANNEL = 'ticker'
export const TRADE_CHANNEL = 'trade'

/** Every channel of market data with its markets, none included. */
export function wishesOf({ quotes, trades, depth }: MarketTopics): readonly (ChannelWish & {
  readonly markets: readonly string[]
})[] {
  return [
    { channel: BOOK_CHANNEL, markets: depth },
    { channel: TICKER_CHANNEL, markets: quotes },
    { channel: TRADE_CHANNEL, markets: trades },
  ]
}

export interface MarketChange {
  readonly channel: string
  readonly added: readonly string[]
  readonly removed: readonly string[]
  /** Whether none is left: a channel without a market would tell of all there are. */
  readonly isLast: boolean
}

/** What has to be asked for so that what was wished for before becomes what is wished for now. */
export function changesBetween(before: MarketTopics, after: MarketTopics): readonly MarketChange[] {
  const earlier = new Map(wishesOf(before).map(({ channel, markets }) => [channel, markets]))
  return wishesOf(after)
    .map(({ channel, markets }) => {
      const known = earlier.get(channel) ?? []
      return {
        channel,
        added: markets.filter((one) => !known.includes(one)),
        removed: known.filter((one) => !markets.includes(one)),
        isLast: markets.length === 0,
      }
    })
    .filter(({ added, removed }) => added.length + removed.length > 0)
}
