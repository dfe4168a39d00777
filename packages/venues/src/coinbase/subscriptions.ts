/** Which Coinbase channels serve which topics, and which product ids their messages come under. */

import type { MarketTopics } from '../contract/streams.ts'
import type { ChannelSubscription } from './socket.ts'

export function channelsFor({
  quotes,
  trades,
  depth,
  candles,
}: MarketTopics): readonly ChannelSubscription[] {
  return [
    { channel: 'level2', productIds: depth },
    { channel: 'ticker', productIds: quotes },
    { channel: 'market_trades', productIds: trades },
    { channel: 'candles', productIds: candles },
  ].filter(({ productIds }) => productIds.length > 0)
}

export interface TopicChange {
  readonly added: readonly ChannelSubscription[]
  readonly removed: readonly ChannelSubscription[]
}

export function topicChange(before: MarketTopics, after: MarketTopics): TopicChange {
  const minus = (a: MarketTopics, b: MarketTopics): MarketTopics => ({
    quotes: a.quotes.filter((one) => !b.quotes.includes(one)),
    trades: a.trades.filter((one) => !b.trades.includes(one)),
    depth: a.depth.filter((one) => !b.depth.includes(one)),
    candles: a.candles.filter((one) => !b.candles.includes(one)),
  })
  return { added: channelsFor(minus(after, before)), removed: channelsFor(minus(before, after)) }
}

/**
 * The symbols asked for that a message's product id speaks of: itself, and the one that is the same book: what is asked for in
 * USDC is answered in USD.
 */
export function symbolsOf(productId: string, asked: readonly string[]): readonly string[] {
  const inUsdc = productId.endsWith('-USD') ? `${productId}C` : null
  return asked.filter((symbol) => symbol === productId || symbol === inUsdc)
}
