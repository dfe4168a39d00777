/** Recorded payloads, which lie beside the repository, and what the adapter makes of them. */
import { readdirSync, readFileSync } from 'node:fs'
import { sharedIsPresent, sharedPath } from '@quarterdeck/testkit'
import { describe, expect, it } from 'vitest'
import { IncrementCounter } from '../book/decimal-count.ts'
import { OrderBook } from '../book/order-book.ts'
import { listingFault } from '../conformance/listing.ts'
import type { VenueAlert } from '../contract/alerts.ts'
import { arrayOf, objectOf, type WireObject } from '../wire/fields.ts'
import type { Heard } from '../wire/word-table.ts'
import { readAccount, readBalances, readClock, readFees, readPositions } from './account-records.ts'
import { readAssets, readContracts } from './instruments.ts'
import { applyOrderbook, marketEvent } from './market-messages.ts'
import { readBar, readDepth, readQuote, readTrade } from './market-records.ts'
import { placeBody } from './order-body.ts'
import { readFill, readOrder, readOrders } from './order-records.ts'
import { readMessage } from './order-stream.ts'
import { changeRefusal, refusal } from './refusals.ts'

const ROOT = ['venues', 'payloads', 'alpaca'] as const
const PAPER = 'paper_recorded_2026-10-08'
const recorded = (name: string): unknown => JSON.parse(readFileSync(sharedPath(...ROOT, name), 'utf8'))
const at = (json: unknown, ...path: readonly (string | number)[]): unknown =>
  path.reduce<unknown>((from, key) => (from as Record<string | number, unknown>)[key], json)

interface Reading<Value> {
  readonly value: Value
  readonly alerts: readonly VenueAlert[]
}

function reading<Value>(read: (heard: Heard) => Value): Reading<Value> {
  const alerts: VenueAlert[] = []
  const value = read({ venueId: 'ALPACA', alert: (alert) => void alerts.push(alert) })
  return { value, alerts }
}

const TERMS = { rates: { assumedMakerRate: '0.0015', assumedTakerRate: '0.0025' }, isOpen: true } as const

/** The same with a member that nobody has written down in every object that is not keyed by symbols. */
function withUnknownMembers(json: unknown): unknown {
  if (Array.isArray(json)) return json.map(withUnknownMembers)
  if (typeof json !== 'object' || json === null) return json
  return {
    brand_new: { a: [1] },
    ...Object.fromEntries(Object.entries(json).map(([name, value]) => [name, withUnknownMembers(value)])),
  }
}

/** Every reader of a recording: the same readers are given it with unknown members. */
const READERS: readonly (readonly [file: string, read: (json: unknown, heard: Heard) => unknown])[] = [
  [`${PAPER}/account_after.json`, (json) => [readAccount(json, true), readBalances(json), readFees(json)]],
  [`${PAPER}/assets.json`, (json, heard) => readAssets(json, { ...TERMS, heard })],
  [`${PAPER}/buy_fractional.json`, (json, heard) => readOrder(at(json, 'polls', 0), heard)],
  [`${PAPER}/non_fractionable_buy.json`, (json, heard) => readOrders(at(json, 'polls'), heard)],
  [`${PAPER}/resting_cancelled.json`, readOrders],
  [
    `${PAPER}/fill_activities.json`,
    (json, heard) => arrayOf(json, 'rows').map((one) => readFill(one, heard)),
  ],
  [`${PAPER}/positions_held.json`, readPositions],
  ['alpaca-docs_entities/account-v2.json', (json) => [readAccount(json, false), readBalances(json)]],
  ['alpaca-docs_entities/asset-crypto-v2.json', (json, heard) => readAssets([json], { ...TERMS, heard })],
  ['alpaca-docs_entities/clock.json', readClock],
  ['alpaca-docs_entities/order-v2.json', readOrder],
  ['alpaca-docs_entities/order-v2-crypto.json', readOrder],
  ['alpaca-docs_entities/position-crypto.json', (json) => readPositions([json])],
  ['alpaca-docs_entities/account-trade-activity-v2.json', readFill],
  ['alpaca-docs_entities/latest-quote-v2.json', (json) => readQuote(json, 'SPY')],
  ['alpaca-docs_entities/latest-trade-v2.json', (json, heard) => readTrade(json, 'SPY', heard)],
  ['alpaca-docs_streaming/08_trade_updates_fill.json', readMessage],
  ['alpaca-py_tests/account_routes__get_account.json', (json) => readAccount(json, false)],
  ['alpaca-py_tests/order_routes__get_orders.json', readOrders],
  ['alpaca-py_tests/position_routes__get_all_positions.json', readPositions],
  ['alpaca-py_tests/option_routes__get_option_contracts.json', (json) => readContracts(json, true)],
  ['ccxt_samples/fetchBalance_2091_0.json', readBalances],
  ['ccxt_samples/fetchMarkets_515_0.json', (json, heard) => readAssets(json, { ...TERMS, heard })],
  [
    'ccxt_samples/fetchMyTrades_1637_0.json',
    (json, heard) => arrayOf(json, 'rows').map((one) => readFill(one, heard)),
  ],
  ['ccxt_samples/fetchOrders_1353_0.json', readOrders],
  [
    'ccxt_samples/fetchOrderBook_743_0.json',
    (json) => readDepth(at(json, 'orderbooks', 'BTC/USD'), 'BTC/USD'),
  ],
  ['ccxt_samples/fetchOHLCV_835_0.json', (json) => arrayOf(at(json, 'bars', 'BTC/USD'), 'bars').map(readBar)],
  ['ccxt_samples/fetchTime_473_0.json', readClock],
  ['ccxt_samples/ws_handleOrder_416_0.json', readMessage],
  ['ccxt_samples/ws_parseTicker_110_0.json', (json, heard) => streamed(json, heard)],
  ['ccxt_samples/ws_handleOHLCV_178_0.json', (json, heard) => streamed(json, heard)],
]

function streamed(json: unknown, heard: Heard): unknown {
  const message: WireObject = objectOf(json, 'message')
  return marketEvent(String(message['T']), message, { heard, receivedAt: 1 })
}

describe.runIf(sharedIsPresent)('recorded payloads of Alpaca', () => {
  it.each(READERS)('%s is read without an alert, unknown members or not', (file, read) => {
    const json = recorded(file)
    const plain = reading((heard) => read(json, heard))
    expect(plain.alerts).toEqual([])
    expect(reading((heard) => read(withUnknownMembers(json), heard))).toEqual(plain)
  })

  it('tells an order by amount, filled to nine digits, exactly', () => {
    const { value } = reading((heard) =>
      readOrder(at(recorded(`${PAPER}/buy_fractional.json`), 'polls', 0), heard),
    )
    expect(value).toMatchObject({
      clientOrderId: 'rec20261008151015-1',
      status: 'FILLED',
      quantity: null,
      filledQuantity: '0.057436865',
      averagePrice: '86.878',
      timeInForce: 'DAY',
      orderType: 'MARKET',
      replacedBy: null,
    })
    expect(value.updatedAt).toBe(Date.UTC(2026, 9, 8, 15, 10, 18) * 1_000 + 98_304)
  })

  it('tells what was sent and canceled, digit by digit, and sends the same again', () => {
    const [told] = reading((heard) => readOrders(recorded(`${PAPER}/resting_cancelled.json`), heard)).value
    expect(told).toMatchObject({ status: 'CANCELED', limitPrice: '78.19', quantity: '1', side: 'BUY' })
    const sent = placeBody(
      {
        clientOrderId: told?.clientOrderId ?? '',
        venueSymbol: told?.venueSymbol ?? '',
        side: 'BUY',
        orderType: 'LIMIT',
        timeInForce: 'DAY',
        quantity: told?.quantity ?? '',
        limitPrice: told?.limitPrice ?? '',
        stopPrice: null,
        expiresAt: null,
        postOnly: false,
        reduceOnly: false,
      },
      false,
    )
    const order = at(recorded(`${PAPER}/resting_cancelled.json`), 0) as Record<string, unknown>
    for (const [name, value] of Object.entries(sent.ok ? sent.body : {}))
      expect([name, value]).toEqual([name, order[name]])
  })

  it('tells executions by the id of the list, and their price in hundredths of a cent', () => {
    const rows = arrayOf(recorded(`${PAPER}/fill_activities.json`), 'rows')
    const fills = reading((heard) => rows.flatMap((one) => readFill(one, heard) ?? [])).value
    expect(fills[0]).toMatchObject({
      execId: '20261008111018097::fc1f73e1-a5c2-4d43-81ec-fb503c42ca5c',
      price: '86.878',
      quantity: '0.057436865',
      side: 'BUY',
      venueAt: Date.UTC(2026, 9, 8, 15, 10, 18) * 1_000 + 97_465,
    })
    const [ticks, lots] = [new IncrementCounter('0.0001'), new IncrementCounter('0.000000001')]
    for (const { price, quantity } of fills)
      expect([ticks.count(price), lots.count(quantity)].every(Number.isSafeInteger)).toBe(true)
  })

  it('tells refusals: of a repeated id that it is known, of too much sold that there is not enough', () => {
    const bodyOf = (name: string): readonly [number, string] => {
      const error = objectOf(at(recorded(`${PAPER}/${name}`), 'error'), 'error')
      return [Number(error['status_code']), String(error['body'])]
    }
    const said = (name: string): unknown => reading((heard) => refusal(...bodyOf(name), heard))
    expect(said('duplicate_client_order_id.json')).toMatchObject({
      value: { kind: 'CONTRADICTION', what: 'DUPLICATE_ID' },
      alerts: [],
    })
    expect(said('sell_above_held.json')).toMatchObject({
      value: { kind: 'REJECTED', reason: { code: 'INSUFFICIENT_FUNDS', venueCode: '40310000' } },
      alerts: [],
    })
    expect(
      reading((heard) => changeRefusal(...bodyOf('duplicate_client_order_id.json'), heard)).value,
    ).toMatchObject({
      what: 'DUPLICATE_ID',
    })
  })

  it('lists what was recorded as the engine lists it, shares in hundredths of a cent', () => {
    const listed = [`${PAPER}/assets.json`, 'ccxt_samples/fetchMarkets_515_0.json'].flatMap(
      (file) => reading((heard) => readAssets(recorded(file), { ...TERMS, heard })).value,
    )
    const contracts = readContracts(
      recorded('alpaca-py_tests/option_routes__get_option_contracts.json'),
      true,
    )
    expect([...listed, ...contracts].map(({ instrument }) => listingFault(instrument))).toEqual([
      null,
      null,
      null,
      null,
    ])
    expect(listed.map(({ instrument }) => [instrument.symbol, instrument.quantityIncrement])).toEqual([
      ['KO', '0.000000001'],
      ['OCGN', '1'],
      ['BTC/USDT', '0.000000001'],
    ])
    expect(listed[0]?.instrument).toMatchObject({
      priceIncrement: '0.0001',
      initialMarginRate: '0.5',
      maintenanceMarginRate: '0.3',
    })
    expect(contracts[0]?.instrument).toMatchObject({
      multiplier: '100',
      strike: '170',
      right: 'CALL',
      // New York was on summer time then.
      expiry: '2023-11-03T20:00:00Z',
      underlyingId: 'ALPACA:AAPL',
    })
  })

  it('tells money: what is not free yet is held, and margin is nobody’s balance', () => {
    expect(readBalances(recorded(`${PAPER}/account_after.json`))).toEqual([
      { currency: 'USD', total: '100005.82', available: '99788.51', held: '217.31' },
    ])
    expect(readBalances(recorded('alpaca-docs_entities/account-v2.json'))).toEqual([
      { currency: 'USD', total: '-23140.2', available: '-23140.2', held: '0' },
    ])
    expect(readAccount(recorded(`${PAPER}/account_after.json`), true)).toMatchObject({
      canTrade: true,
      paper: true,
    })
  })

  it('names pairs with a slash, wherever they come from', () => {
    expect(readPositions([recorded('alpaca-docs_entities/position-crypto.json')])[0]).toMatchObject({
      venueSymbol: 'BTC/USD',
      quantity: '2.61937',
    })
    const update = reading((heard) =>
      readMessage(recorded('alpaca-docs_streaming/08_trade_updates_fill.json'), heard),
    )
    expect(update.value).toMatchObject({
      kind: 'UPDATE',
      event: 'fill',
      meaning: 'TOLD',
      order: { venueSymbol: 'SOL/USD', filledQuantity: '1790.86', status: 'FILLED' },
    })
  })

  it('makes a book of the recorded levels, whole and changed', () => {
    const book = new OrderBook('BTC/USD')
    const increments = { price: new IncrementCounter('1'), quantity: new IncrementCounter('0.0001') }
    const recordedBook = objectOf(
      at(recorded('ccxt_samples/fetchOrderBook_743_0.json'), 'orderbooks', 'BTC/USD'),
      'book',
    )
    applyOrderbook(book, { ...recordedBook, r: true }, increments)
    expect([book.state, book.bestTicks('BUY'), book.bestLots('SELL')]).toEqual(['VALID', 22_203, 51])
    applyOrderbook(book, { a: [{ p: 22_208, s: 0 }], b: [] }, increments)
    expect([book.bestTicks('SELL'), book.bestLots('SELL')]).toEqual([22_209, 1_123])
    applyOrderbook(book, { a: [{ p: 'x', s: 1 }] }, increments)
    expect(book.state).toBe('INVALID')
  })

  it('knows every message of the streams that was recorded', () => {
    const files = readdirSync(sharedPath(...ROOT, 'alpaca-docs_streaming'))
    const answers = files.filter((file) => /^\d\d_(listening|authorization|trade_updates)/.test(file))
    const kinds = answers.map(
      (file) => reading((heard) => readMessage(recorded(`alpaca-docs_streaming/${file}`), heard).kind).value,
    )
    expect(kinds).toEqual(['LISTENING', 'LOGGED_IN', 'REFUSED', 'REFUSED', 'LISTENING', 'UPDATE'])
  })

  it('drops a bar in which nothing was traded', () => {
    const snapshot = at(recorded('ccxt_samples/fetchTickers_984_0.json'), 'snapshots', 'BTC/USD')
    expect(readBar(at(snapshot, 'minuteBar'))).toBe(null)
    expect(readBar(at(snapshot, 'dailyBar'))).toMatchObject({ close: '69403.554', volume: '0.210809181' })
  })
})
