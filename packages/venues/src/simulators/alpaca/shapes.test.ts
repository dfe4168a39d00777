/** The simulator's answers have the shapes of the recordings, which lie beside the repository. */
import { readFileSync } from 'node:fs'
import { sharedIsPresent, sharedPath } from '@quarterdeck/testkit'
import { describe, expect, it } from 'vitest'
import { SimulatedExchange } from '../core/exchange.ts'
import {
  accountPayload,
  activityPayload,
  assetPayload,
  contractPayload,
  levelPayload,
  orderPayload,
  positionPayload,
  quotePayload,
  tradePayload,
  updatePayload,
} from './payloads.ts'
import { ALPACA_SIMULATED_PRODUCTS } from './simulator.ts'

type Members = Readonly<Record<string, unknown>>

const exchange = new SimulatedExchange(ALPACA_SIMULATED_PRODUCTS, () => Date.UTC(2026, 9, 8))
exchange.deposit('one', 'USD', '1000')
exchange.market('KO', 'SELL', '1', '86.88')
exchange.market('BTC/USD', 'SELL', '0.001', '60000')
for (const [symbol, lots, limitTicks] of [
  ['KO', 2_000_000_000, 868_800],
  ['BTC/USD', 1_000_000, 6_000_000],
] as const)
  exchange.place('one', {
    clientOrderId: `rec-${symbol}`,
    symbol,
    side: 'BUY',
    lots,
    limitTicks,
    stopTicks: null,
    time: 'GTC',
    endsAtMs: null,
    postOnly: false,
  })
const share = exchange.product('KO')!
const pair = exchange.product('BTC/USD')!
const order = [...exchange.orders.values()].find(({ account }) => account === 'one')!
const [fill] = order.fills
const times = new Map([[order.orderId, 'day']])
const money = { available: 10n ** 18n, held: 0n }
const touch = { ticks: 868_800, lots: 1_000_000_000 }
const [shareTrade, pairTrade] = exchange.trades

function recorded(name: string, ...path: readonly (string | number)[]): Members {
  const json: unknown = JSON.parse(readFileSync(sharedPath('venues', 'payloads', 'alpaca', name), 'utf8'))
  return path.reduce<unknown>((at, key) => (at as Record<string | number, unknown>)[key], json) as Members
}

/** Members that only some of the recordings have: of other years, or of no interest to an adapter. */
const LEFT_OUT = /^(cancel_requested_at|commission|usd)$/

describe.runIf(sharedIsPresent)('the answers of the Alpaca simulator', () => {
  const paper = 'paper_recorded_2026-10-08'
  it.each([
    [
      'a new order',
      orderPayload(order, times, 'pending_new'),
      () => recorded(`${paper}/buy_fractional.json`, 'submit'),
    ],
    ['an order', orderPayload(order, times), () => recorded(`${paper}/buy_fractional.json`, 'polls', 0)],
    ['an execution', activityPayload(fill!, order), () => recorded(`${paper}/fill_activities.json`, 0)],
    ['an account', accountPayload('one', money), () => recorded(`${paper}/account_after.json`)],
    ['a position', positionPayload(share, money, 1n), () => recorded(`${paper}/positions_held.json`, 0)],
    ['a share', assetPayload(share), () => recorded(`${paper}/assets.json`, 0)],
    ['a pair', assetPayload(pair), () => recorded('ccxt_samples/fetchMarkets_515_0.json', 0)],
    [
      'a contract',
      contractPayload(exchange.product('KO281215C00090000')!),
      () => recorded('alpaca-py_tests/option_routes__get_option_contract.json'),
    ],
    [
      'an order of the stream',
      orderPayload(order, times),
      () => recorded('alpaca-docs_streaming/08_trade_updates_fill.json', 'data', 'order'),
    ],
    [
      'a message of the stream',
      (updatePayload(order, times, { event: 'fill', atMs: 0, fill: fill! }) as { data: Members }).data,
      () => recorded('alpaca-docs_streaming/08_trade_updates_fill.json', 'data'),
    ],
    [
      'a quote of a share',
      quotePayload(share, { bid: touch, ask: touch, atMs: 0 }),
      () => recorded('alpaca-py_tests/historical_stock_data__get_laquote.json', 'quotes', 'AAPL'),
    ],
    [
      'a quote of a pair',
      quotePayload(pair, { bid: touch, ask: touch, atMs: 0 }),
      () => recorded('alpaca-py_tests/historical_crypto_data__get_crypto_laquote.json', 'quotes', 'BTC/USD'),
    ],
    [
      'a trade of a share',
      tradePayload(share, shareTrade!),
      () => recorded('alpaca-py_tests/historical_stock_data__get_latrade.json', 'trades', 'AAPL'),
    ],
    [
      'a trade of a pair',
      tradePayload(pair, pairTrade!),
      () => recorded('ccxt_samples/fetchTrades_673_0.json', 'trades', 'BTC/USD', 0),
    ],
    [
      'a level',
      levelPayload(pair, touch),
      () => recorded('ccxt_samples/fetchOrderBook_743_0.json', 'orderbooks', 'BTC/USD', 'a', 0),
    ],
  ] as const)('to %s have every member that was recorded, of the same type', (_what, ours, read) => {
    const [members, theirs] = [ours as Members, read()]
    const expected = Object.keys(theirs).filter((name) => !LEFT_OUT.test(name))
    expect(expected.filter((name) => !(name in members))).toEqual([])
    const typed = expected.filter((name) => theirs[name] !== null && members[name] !== null)
    expect(typed.map((name) => [name, typeof members[name]])).toEqual(
      typed.map((name) => [name, typeof theirs[name]]),
    )
  })
})
