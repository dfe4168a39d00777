/** Recorded payloads, which lie beside the repository, and what the adapter makes of them. */
import { readFileSync } from 'node:fs'
import { sharedIsPresent, sharedPath } from '@quarterdeck/testkit'
import { describe, expect, it } from 'vitest'
import { IncrementCounter } from '../book/decimal-count.ts'
import { OrderBook } from '../book/order-book.ts'
import type { VenueAlert } from '../contract/alerts.ts'
import { listingFault } from '../conformance/listing.ts'
import type { PlaceOrder } from '../contract/writes.ts'
import { readAccounts, readFees } from './account-records.ts'
import { readErrorBody } from './error-body.ts'
import { applyLevel2 } from './level2.ts'
import { marketEvents } from './market-events.ts'
import { readCandles, readDepth, readQuote, readTrades } from './market-records.ts'
import { placeBody } from './order-body.ts'
import { readFill, readOrder } from './order-records.ts'
import { readProduct, readProducts } from './products.ts'
import { readFillRows, readFuturesPositions, readOrders } from './reads.ts'
import { userEvents } from './user-stream.ts'
import type { ChannelMessage } from './socket.ts'

const FEES = { makerRate: '0.006', takerRate: '0.008' }
const recorded = (name: string): unknown =>
  JSON.parse(readFileSync(sharedPath('venues', 'payloads', 'coinbase', name), 'utf8'))

interface Reading<Value> {
  readonly value: Value
  readonly alerts: readonly VenueAlert[]
}

function reading<Value>(
  read: (heard: { venueId: string; alert: (alert: VenueAlert) => void }) => Value,
): Reading<Value> {
  const alerts: VenueAlert[] = []
  const value = read({ venueId: 'COINBASE', alert: (alert) => void alerts.push(alert) })
  return { value, alerts }
}

/** The same with a member that nobody has written down in every object. */
function withUnknownMembers(json: unknown): unknown {
  if (Array.isArray(json)) return json.map(withUnknownMembers)
  if (typeof json !== 'object' || json === null) return json
  const members = Object.entries(json).map(([name, value]) => [name, withUnknownMembers(value)] as const)
  // The one member of a configuration is its name: another beside it would be another meaning.
  return Object.fromEntries(
    'limit_limit_gtc' in json || 'market_market_ioc' in json
      ? members
      : [['brand_new', { a: [1] }] as const, ...members],
  )
}

/** Every reader of a recording: the same readers are given it with unknown members. */
const READERS: readonly (readonly [file: string, read: (json: unknown) => unknown])[] = [
  ['http_accounts.json', readAccounts],
  ['http_candles.json', readCandles],
  ['http_cfm_positions.json', readFuturesPositions],
  ['http_product.json', (json) => readProduct(json, FEES)],
  ['http_products.json', (json) => readProducts(json, FEES)],
  ['http_products_future.json', (json) => readProducts(json, FEES)],
  ['http_product_book.json', readDepth],
  ['ccxt_samples/product_book.json', readDepth],
  ['ccxt_samples/candles.json', (json) => (Array.isArray(json) ? json : readCandles(json))],
  ['ccxt_samples/transaction_summary.json', readFees],
  ['ccxt_samples/transaction_summary_full.json', readFees],
  ['http_order.json', (json) => reading((heard) => readOrder((json as { order: unknown }).order, heard))],
  ['http_orders_list.json', (json) => reading((heard) => readOrders(json, heard))],
  [
    'ccxt_samples/orders_historical_batch.json',
    (json) => reading((heard) => readOrders(wrapped(json, 'orders'), heard)),
  ],
  ['http_fills.json', (json) => reading((heard) => readFillRows(json, heard))],
  ['ccxt_samples/fill_single.json', (json) => reading((heard) => readFill(json, heard))],
  ['ccxt_samples/fills.json', (json) => reading((heard) => readFillRows(wrapped(json, 'fills'), heard))],
  ['http_ticker.json', (json) => reading((heard) => readTrades(json, heard))],
  [
    'ws_ticker.json',
    (json) => reading((heard) => marketEvents(json as ChannelMessage, { heard, receivedAt: 1 })),
  ],
  [
    'ccxt_samples/ws_handleTickers_3.json',
    (json) => reading((heard) => marketEvents(json as ChannelMessage, { heard, receivedAt: 1 })),
  ],
  [
    'ws_market_trades.json',
    (json) => reading((heard) => marketEvents(json as ChannelMessage, { heard, receivedAt: 1 })),
  ],
  [
    'ws_candles.json',
    (json) => reading((heard) => marketEvents(json as ChannelMessage, { heard, receivedAt: 1 })),
  ],
  [
    'ws_user.json',
    (json) => reading((heard) => userEvents(json as ChannelMessage, { heard, receivedAt: 1 })),
  ],
  [
    'ccxt_samples/ws_handleOrder_0.json',
    (json) => reading((heard) => userEvents(json as ChannelMessage, { heard, receivedAt: 1 })),
  ],
]

/** Samples come with and without their outer object. */
function wrapped(json: unknown, name: string): unknown {
  if (Array.isArray(json)) return { [name]: json }
  return typeof json === 'object' && json !== null && name in json ? json : { [name]: [json] }
}

describe.runIf(sharedIsPresent)('recorded payloads of Coinbase', () => {
  it.each(READERS)(
    '[LV-16] %s is read without an alert, and the same with members that nobody knows',
    (file, read) => {
      const json = recorded(file)
      const value = read(json)
      expect(value).not.toBeNull()
      expect(read(withUnknownMembers(json))).toEqual(value)
      if (typeof value === 'object' && value !== null && 'alerts' in value) expect(value.alerts).toEqual([])
    },
  )

  it('a product is an instrument with the increments and bounds of the venue', () => {
    expect(readProduct(recorded('http_product.json'), FEES)).toMatchObject({
      status: 'OPEN',
      restrictions: [],
      minNotional: '1',
      aliases: ['BTC-USDC'],
      instrument: {
        id: 'COINBASE:BTC-USD',
        assetClass: 'CRYPTO',
        currency: 'USD',
        priceIncrement: '0.01',
        quantityIncrement: '0.00000001',
        minQuantity: '0.00000001',
        maxQuantity: '3400',
      },
    })
  })

  it('a future has its contract size, expiry, margin and session', () => {
    const [perpetual, dated] = readProducts(recorded('http_products_future.json'), FEES)
    expect(perpetual?.instrument).toMatchObject({
      assetClass: 'FUTURE',
      multiplier: '0.01',
      funding: 'MARGINED',
      initialMarginRate: '0.306375',
    })
    expect(dated).toMatchObject({
      status: 'OPEN',
      instrument: { venueSymbol: 'BIT-24APR26-CDE', priceIncrement: '5', expiry: '2026-04-24T15:00:00Z' },
    })
  })

  it.each(['http_products.json', 'http_products_future.json'])(
    'every product of %s is one that the engine lists',
    (file) => {
      const listed = readProducts(recorded(file), FEES)
      expect(listed.length).toBeGreaterThan(0)
      expect(listed.map(({ instrument }) => listingFault(instrument))).toEqual(listed.map(() => null))
    },
  )

  it('quotes, trades and books keep every digit', () => {
    expect(readQuote(recorded('http_product_book.json'))).toEqual({
      venueSymbol: 'BTC-USD',
      bid: '68923.66',
      bidQuantity: '0.17189468',
      ask: '68923.67',
      askQuantity: '0.16987193',
      last: '68923.665',
      venueAt: 1_775_521_739_662_782,
    })
    const { value: trades } = reading((heard) => readTrades(recorded('http_ticker.json'), heard))
    expect(trades[0]).toEqual({
      tradeId: '995098663',
      venueSymbol: 'BTC-USD',
      price: '68923.67',
      quantity: '0.00064',
      // The one that rested sold.
      aggressor: 'BUY',
      venueAt: 1_775_521_738_544_778,
    })
  })

  it('a snapshot and an update make the book that they say', () => {
    const increments = { price: new IncrementCounter('0.01'), quantity: new IncrementCounter('0.00000001') }
    const book = new OrderBook('BTC-USD')
    for (const file of ['ws_l2_data_snapshot.json', 'ws_l2_data_update.json'])
      for (const event of (recorded(file) as { events: object[] }).events)
        applyLevel2(book, event, increments)
    expect([book.state, book.depth('BUY', 1), book.depth('SELL', 9)]).toEqual([
      'VALID',
      [{ ticks: 6_890_000, lots: 200_000_000 }],
      [
        { ticks: 6_890_150, lots: 120_000_000 },
        { ticks: 6_890_200, lots: 80_000_000 },
      ],
    ])
  })

  it('a recorded limit order goes back to the venue with the same terms', () => {
    const json = (recorded('http_orders_list.json') as { orders: { order_configuration: object }[] })
      .orders[0]
    const { value: order } = reading((heard) => readOrder(json, heard))
    const terms: PlaceOrder = {
      clientOrderId: order.clientOrderId ?? '',
      venueSymbol: order.venueSymbol,
      side: order.side,
      orderType: 'LIMIT',
      timeInForce: 'GTC',
      quantity: order.quantity ?? '',
      limitPrice: order.limitPrice,
      stopPrice: null,
      expiresAt: null,
      postOnly: order.postOnly ?? false,
      reduceOnly: false,
    }
    const body = placeBody(terms)
    expect(body.ok && JSON.parse(JSON.stringify(body.body))).toEqual({
      client_order_id: '11111-000000-000001',
      product_id: 'BTC-USD',
      side: 'BUY',
      order_configuration: { limit_limit_gtc: { base_size: '0.01', limit_price: '45000', post_only: false } },
    })
  })

  it('a fill is known by its entry, and one in quote currency is brought to base', () => {
    const { value } = reading((heard) => readFillRows(recorded('http_fills.json'), heard))
    expect(value[0]?.fill).toMatchObject({
      execId: '22222-2222222-22222222',
      price: '45123.45',
      quantity: '0.005',
      fee: '1.14',
      liquidity: 'MAKER',
    })
    const quoted = reading((heard) => readFill(recorded('ccxt_samples/fill_single.json'), heard))
    expect(quoted.value).toMatchObject({ quantity: '0.000000220684504963', liquidity: null })
  })

  it.each([['ccxt_samples/error_body.json', 'invalid_request', true]])(
    '%s is an error of the venue itself',
    (file, word, known) => {
      expect(readErrorBody(JSON.stringify(recorded(file)))).toMatchObject({ word, known })
    },
  )
})
