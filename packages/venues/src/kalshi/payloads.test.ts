/** Recorded payloads, which lie beside the repository, and what the adapter makes of them. */
import { readdirSync, readFileSync } from 'node:fs'
import { sharedIsPresent, sharedPath } from '@quarterdeck/testkit'
import { describe, expect, it } from 'vitest'
import { IncrementCounter } from '../book/decimal-count.ts'
import { OrderBook } from '../book/order-book.ts'
import { listingFault } from '../conformance/listing.ts'
import type { VenueAlert } from '../contract/alerts.ts'
import type { PlaceOrder } from '../contract/writes.ts'
import type { HttpResult } from '../transport/http-exchange.ts'
import { objectOf } from '../wire/fields.ts'
import type { Heard } from '../wire/word-table.ts'
import { readBalances, readHealth, readMaintenance, readPositions } from './account-records.ts'
import { applyBookFrame } from './book-frames.ts'
import { readContract, readMarkets, readSettlement, readSettlements } from './contracts.ts'
import { completed, readEvents } from './events.ts'
import { readErrorBody } from './error-body.ts'
import { readFrame, readStreamError } from './frame.ts'
import { readCandle, readDepth, readQuote, readTrade, readTrades } from './market-records.ts'
import { placeBody } from './order-body.ts'
import { readFill, readFills, readOrder, readOrders, readStreamFill } from './order-records.ts'
import { outcomeOf } from './write-outcome.ts'

const DEMO = 'demo_recorded_2026-06'
const GOLD = 'prod_golden_2026-01'
const EXAMPLES = 'docs_asyncapi_examples'

const written = (...path: readonly string[]): string =>
  readFileSync(sharedPath('venues', 'payloads', 'kalshi', ...path), 'utf8')
const recorded = (...path: readonly string[]): unknown => JSON.parse(written(...path))
/** Recordings of production are wrapped. */
const golden = (name: string): unknown => objectOf(recorded(GOLD, name), 'recording')['response']
const message = (name: string): unknown => readFrame(recorded(EXAMPLES, name)).msg

interface Reading<Value> {
  readonly value: Value
  readonly alerts: readonly VenueAlert[]
}

function reading<Value>(read: (heard: Heard) => Value): Reading<Value> {
  const alerts: VenueAlert[] = []
  const value = read({ venueId: 'KALSHI', alert: (alert) => void alerts.push(alert) })
  return { value, alerts }
}

/** The same with a member that nobody has written down in every object. */
function withUnknownMembers(json: unknown): unknown {
  if (Array.isArray(json)) return json.map(withUnknownMembers)
  if (typeof json !== 'object' || json === null) return json
  const members = Object.entries(json).map(([name, value]) => [name, withUnknownMembers(value)] as const)
  return Object.fromEntries([['brand_new', { a: [1] }] as const, ...members])
}

type Reader = (json: unknown, heard: Heard) => unknown
const order: Reader = (json, heard) => readOrder(objectOf(json, 'answer')['order'], heard)

/** Every reader of a recording: the same readers are given it with unknown members. */
const READERS: readonly (readonly [file: string, json: () => unknown, read: Reader])[] = [
  ...['orders__get_after_create', 'orders__get_after_cancel', 'orders__stp_resting_after'].map(
    (name) => [name, () => recorded(DEMO, `${name}.json`), order] as const,
  ),
  ['orders__legacy_cancel', () => recorded(DEMO, 'orders__legacy_cancel.json'), order],
  ['portfolio__orders_list', () => recorded(DEMO, 'portfolio__orders_list.json'), readOrders],
  ['fills__after_taker', () => recorded(DEMO, 'fills__after_taker.json'), readFills],
  ['portfolio__positions', () => recorded(DEMO, 'portfolio__positions.json'), readPositions],
  ['auth__balance_ok', () => recorded(DEMO, 'auth__balance_ok.json'), readBalances],
  ['balance of January', () => golden('portfolio_balance_response.json'), readBalances],
  ['exchange__status', () => recorded(DEMO, 'exchange__status.json'), readHealth],
  ['schedule', () => golden('exchange_schedule_response.json'), readMaintenance],
  ['orderbook__base', () => recorded(DEMO, 'orderbook__base.json'), (json) => readDepth(json, 'X', 10)],
  ['trades__public_recorded', () => recorded(DEMO, 'trades__public_recorded.json'), readTrades],
  ...[
    'page1',
    'page2',
    'page3',
    'high_temp',
    'status_open',
    'status_closed',
    'status_settled',
    'unauth_list',
  ].flatMap((name) => {
    const json = (): unknown => recorded(DEMO, `markets__${name}.json`)
    return [
      [`markets__${name}`, json, readMarkets] as const,
      [`markets__${name} as settlements`, json, readSettlements] as const,
    ]
  }),
  [
    'markets__single',
    () => recorded(DEMO, 'markets__single.json'),
    (json) => readQuote(objectOf(json, 'answer')['market']),
  ],
  ['events of January', () => golden('events_list_response.json'), readEvents],
  [
    'candles of January',
    () => golden('series_candlesticks_response_last5.json'),
    (json) =>
      (objectOf(json, 'answer')['candlesticks'] as unknown[]).flatMap((candle) => readCandle(candle, 86_400)),
  ],
  [
    'candles of the archive',
    () => recorded('historical_candlesticks_nautilus.json'),
    (json) =>
      (objectOf(json, 'answer')['candlesticks'] as unknown[]).flatMap((candle) => readCandle(candle, 60)),
  ],
  ['user order', () => message('userOrder__userOrderCreated.json'), readOrder],
  ['fill without its fee', () => message('fill__userFill.json'), readStreamFill],
  ['ticker', () => message('ticker__tickerUpdate.json'), readQuote],
  ['trade', () => message('trade__tradeNotification.json'), readTrade],
]

describe.runIf(sharedIsPresent)('recorded payloads of Kalshi', () => {
  it.each(READERS)(
    '[LV-16] %s is read without an alert, and the same with members that nobody knows',
    (_what, json, read) => {
      const plain = reading((heard) => read(json(), heard))
      expect(reading((heard) => read(withUnknownMembers(json()), heard))).toEqual(plain)
      expect(plain.alerts).toEqual([])
    },
  )

  it('a market is an instrument with its price steps, close and outcome, which the engine lists', () => {
    const { market } = recorded(DEMO, 'markets__single.json') as { market: unknown }
    const event = { eventSymbol: 'E', title: 'T', seriesSymbol: 'S', isExclusive: true }
    const { value: bare } = reading((heard) => readContract(market, heard))
    const cheap = new Map([['S', { makerRate: '0', takerRate: '0.07' }]])
    const value = bare.map((contract) => completed(contract, { event, ownFees: null, contracts: [] }, cheap))
    expect(value).toMatchObject([
      {
        status: 'OPEN',
        restrictions: [],
        event,
        instrument: {
          id: 'KALSHI:KXWTACHALLENGERMATCH-26JUN11JIMLEP-LEP',
          assetClass: 'EVENT_CONTRACT',
          currency: 'USD',
          priceIncrement: '0.01',
          minPrice: '0.01',
          maxPrice: '0.99',
          quantityIncrement: '0.01',
          makerFeeRate: '0',
          takerFeeRate: '0.07',
          expiry: '2026-06-25T16:00:00Z',
          name: 'Will Varvara Lepchenko win the Jimenez Kasintseva vs Lepchenko: Round Of 16 match?',
        },
      },
    ])
  })

  it.each(['page1', 'page2', 'page3', 'status_open', 'high_temp'])(
    'every market of markets__%s is one that the engine lists',
    (name) => {
      const { value } = reading((heard) => readMarkets(recorded(DEMO, `markets__${name}.json`), heard))
      expect(value.length).toBeGreaterThan(0)
      expect(value.map(({ listed }) => listingFault(listed.instrument))).toEqual(value.map(() => null))
    },
  )

  it('what was paid is told of markets that were, with the result, and of no others', () => {
    const settled = readSettlements(recorded(DEMO, 'markets__status_settled.json'))
    expect(settled[0]).toEqual({
      venueSymbol: 'KXMVECROSSCATEGORY-S20261A92736411A-0876414E15B',
      payout: '0',
      result: 'no',
      settledAt: 1_781_156_315_804_719,
    })
    expect(new Set(settled.map(({ payout }) => payout))).toEqual(new Set(['0', '1']))
    expect(readSettlements(recorded(DEMO, 'markets__status_closed.json'))).toEqual([])
    expect(readSettlements(recorded(DEMO, 'markets__status_open.json'))).toEqual([])
    const determined = {
      ticker: 'X',
      status: 'determined',
      result: 'yes',
      settlement_value_dollars: '1.0000',
    }
    expect(readSettlement(determined)).toEqual([])
    expect(readSettlement({ ...determined, status: 'finalized', result: 'scalar' })).toMatchObject([
      { payout: '1' },
    ])
    expect(readSettlement({ ticker: 'X', status: 'finalized', result: 'scalar' })).toEqual([])
    const listed = reading((heard) => readMarkets(recorded(DEMO, 'markets__status_settled.json'), heard))
    expect(listed.value.map((one) => one.listed.settlement)).toEqual(settled)
  })

  it('a book of bids for both outcomes is a book of YES, best first, as the quote says', () => {
    const depth = readDepth(recorded(DEMO, 'orderbook__base.json'), 'X', 10)
    expect([depth.bids, depth.asks]).toEqual([
      [{ price: '0.47', quantity: '3' }],
      [{ price: '0.52', quantity: '3' }],
    ])
    const { market } = recorded(DEMO, 'markets__single.json') as { market: unknown }
    expect(readQuote(market)).toMatchObject({ bid: '0.47', bidQuantity: '3', ask: '0.52', askQuantity: '3' })
    expect(readDepth({ orderbook: {} }, 'X', 10)).toMatchObject({ bids: [], asks: [] })
    expect(readDepth({ orderbook: null }, 'X', 10)).toMatchObject({ bids: [], asks: [] })
  })

  it('a stream of frames, each ended by a line, makes the book that it tells', () => {
    const increments = { price: new IncrementCounter('0.01'), quantity: new IncrementCounter('0.01') }
    const book = new OrderBook('X')
    const sequence: (number | null)[] = []
    for (const line of written(DEMO, 'ws__orderbook_trade_yes.jsonl').split('\n').filter(Boolean)) {
      const { type, seq, msg } = readFrame(JSON.parse(line))
      if (!type.startsWith('orderbook')) continue
      sequence.push(seq)
      applyBookFrame(book, type, msg as object, increments)
    }
    expect(sequence).toEqual([1, 2, 3])
    expect([book.state, book.depth('BUY', 9), book.depth('SELL', 9)]).toEqual([
      'VALID',
      [{ ticks: 47, lots: 300 }],
      [{ ticks: 52, lots: 200 }],
    ])
  })

  it('a fill is known by its id and booked with the fee that was charged', () => {
    const { value } = reading((heard) => readFills(recorded(DEMO, 'fills__after_taker.json'), heard))
    expect(value[0]).toMatchObject({
      execId: 'f4a42159-b500-57c6-efa2-c31d94d916c1',
      venueOrderId: '97ec18b7-10d3-4557-9de0-8598aad625f0',
      side: 'BUY',
      price: '0.52',
      quantity: '1',
      fee: '0.0175',
      liquidity: 'TAKER',
      venueAt: 1_781_159_370_164_956,
    })
    // One that a stream tells without its fee would be booked with none for ever.
    expect(reading((heard) => readStreamFill(message('fill__userFill.json'), heard)).value).toBeNull()
    const told = { ...objectOf(message('fill__userFill.json'), 'fill'), fee_cost: '0.0400' }
    expect(reading((heard) => readFill(told, heard)).value).toMatchObject({ fee: '0.04', price: '0.75' })
  })

  it('a recorded order that was placed goes out again digit by digit', () => {
    const { request_body } = recorded(DEMO, 'orders__create_v2_maker.meta.json') as { request_body: object }
    const { value } = reading((heard) => order(recorded(DEMO, 'orders__get_after_create.json'), heard))
    const { clientOrderId, venueSymbol, side, quantity, limitPrice } = value as ReturnType<typeof readOrder>
    const terms: PlaceOrder = {
      clientOrderId: clientOrderId ?? '',
      venueSymbol,
      side,
      orderType: 'LIMIT',
      timeInForce: 'GTC',
      quantity: quantity ?? '',
      limitPrice,
      stopPrice: null,
      expiresAt: null,
      postOnly: false,
      reduceOnly: false,
    }
    const body = placeBody(terms)
    expect(body.ok && JSON.parse(JSON.stringify(body.body))).toEqual(request_body)
  })

  it('an order that was canceled before the single reading said so is canceled in the list', () => {
    const id = '2597b999-f887-4195-8bac-c3f97a1f2021'
    const single = reading((heard) => order(recorded(DEMO, 'orders__get_after_cancel.json'), heard)).value
    const { value } = reading((heard) => readOrders(recorded(DEMO, 'portfolio__orders_list.json'), heard))
    expect(single).toMatchObject({ venueOrderId: id, status: 'NEW' })
    expect(value.find(({ venueOrderId }) => venueOrderId === id)).toMatchObject({ status: 'CANCELED' })
  })

  it.each([
    ['auth__bad_signature', 'REJECTED UNAUTHORIZED'],
    ['auth__unknown_key_id', 'REJECTED UNAUTHORIZED'],
    ['auth__missing_signature_header', 'REJECTED UNAUTHORIZED'],
    ['auth__skew_minus5min', 'REJECTED UNAUTHORIZED'],
    ['orders__insufficient_balance', 'REJECTED INSUFFICIENT_FUNDS'],
    ['orders__invalid_price_structure', 'REJECTED INVALID_PRICE'],
    ['orders__post_only_cross', 'REJECTED POST_ONLY_WOULD_TAKE'],
    ['orders__numeric_field_types', 'REJECTED INVALID_TERMS'],
    ['markets__limit_over_max', 'REJECTED INVALID_TERMS'],
    ['orders__cancel_unknown_id', 'REJECTED UNKNOWN_ORDER'],
    ['orders__cancel_executed', 'REJECTED UNKNOWN_ORDER'],
    ['orders__cancel_already_canceled', 'REJECTED UNKNOWN_ORDER'],
    ['orders__duplicate_client_order_id', 'UNKNOWN DUPLICATE_ID'],
    ['orders__reuse_canceled_client_id', 'UNKNOWN DUPLICATE_ID'],
  ])('[LV-01] %s as an answer to a write is %s', (name, expected) => {
    const { status } = recorded(DEMO, `${name}.meta.json`) as { status: number }
    const body = written(DEMO, `${name}.json`)
    expect(readErrorBody(body).known).toBe(true)
    const answer: HttpResult = { kind: 'ANSWER', status, headers: {}, body, roundTripMs: 1 }
    const { value, alerts } = reading((heard) =>
      outcomeOf(answer, { sentAtMs: 1, heard, target: 'ORDER', read: () => ({ kind: 'ACCEPTED' }) as const }),
    )
    const said =
      value.kind === 'UNKNOWN' ? value.evidence.what : value.kind === 'REJECTED' ? value.reason.code : ''
    expect([`${value.kind} ${said}`, alerts]).toEqual([expected, []])
  })

  it('every documented frame of a stream is opened, and every documented error has a meaning', () => {
    for (const name of readdirSync(sharedPath('venues', 'payloads', 'kalshi', EXAMPLES))) {
      if (/Command__/.test(name)) continue
      const frame = readFrame(recorded(EXAMPLES, name))
      expect(frame.type).not.toBe('')
      if (frame.type === 'error') expect(readStreamError(frame.msg).code).toMatch(/^\d+$/)
    }
  })
})
