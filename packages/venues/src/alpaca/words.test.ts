/** Alpaca's words are mapped totally: every status, event and error of the document, and what nobody wrote down to the safe one. */
import { describe, expect, it } from 'vitest'
import type { VenueAlert } from '../contract/alerts.ts'
import { isFinalRecord } from '../contract/words.ts'
import { mapped } from '../wire/word-table.ts'
import { sessionClose } from './new-york.ts'
import { changeRefusal, refusal } from './refusals.ts'
import { marketOf, pairOf, symbolOf } from './symbols.ts'
import { EVENT, STATUS } from './words.ts'

function heard(): {
  readonly alerts: VenueAlert[]
  readonly heard: { venueId: string; alert: (alert: VenueAlert) => void }
} {
  const alerts: VenueAlert[] = []
  return { alerts, heard: { venueId: 'ALPACA', alert: (alert) => void alerts.push(alert) } }
}

const STATUSES =
  'pending_new accepted accepted_for_bidding held pending_review new partially_filled pending_cancel pending_replace done_for_day calculated stopped suspended filled canceled expired rejected replaced'
const EVENTS =
  'new fill partial_fill canceled expired done_for_day replaced accepted pending_new pending_cancel pending_replace rejected stopped calculated suspended held restated order_replace_rejected order_cancel_rejected trade_bust trade_correct'

describe('the words of Alpaca', () => {
  it('are known, every status and event of the document, and exactly five statuses are the last', () => {
    const { alerts, heard: ear } = heard()
    const statuses = STATUSES.split(' ').map((word) => mapped(STATUS, word, ear))
    for (const word of EVENTS.split(' ')) mapped(EVENT, word, ear)
    expect(alerts).toEqual([])
    expect(statuses.filter(isFinalRecord).sort()).toEqual([
      'CANCELED',
      'EXPIRED',
      'FILLED',
      'REJECTED',
      'REPLACED',
    ])
    expect([...STATUS.words.keys()].sort()).toEqual(STATUSES.split(' ').sort())
    expect([...EVENT.words.keys()].sort()).toEqual(EVENTS.split(' ').sort())
  })

  it('[LV-16] that nobody wrote down raise an alert and count as not final, or as to be read again', () => {
    const { alerts, heard: ear } = heard()
    expect([mapped(STATUS, 'melted', ear), mapped(EVENT, 'melted', ear)]).toEqual(['UNKNOWN', 'REREAD'])
    expect(alerts.map(({ kind }) => kind)).toEqual(['UNKNOWN_WORD', 'UNKNOWN_WORD'])
  })

  it.each([
    [400, 40010000, 'request body format is invalid', 'INVALID_TERMS'],
    [401, 40110000, 'request is not authorized', 'UNAUTHORIZED'],
    [403, 40310000, 'insufficient buying power', 'INSUFFICIENT_FUNDS'],
    [403, 40310000, 'insufficient balance for BTC (requested: 1, available: 0)', 'INSUFFICIENT_FUNDS'],
    [403, 40310000, 'potential wash trade detected. use complex orders', 'SELF_TRADE'],
    [422, 42210000, 'potential wash trade detected. opposite side limit order exists', 'SELF_TRADE'],
    [403, 40310000, 'new orders are rejected by user request', 'TRADING_DISABLED'],
    [403, 40310000, 'account is not allowed to short', 'FORBIDDEN'],
    [403, 40310000, 'account not eligible to trade uncovered option contracts', 'FORBIDDEN'],
    [404, 40410000, 'order not found', 'UNKNOWN_ORDER'],
    [
      422,
      42210000,
      'invalid limit_price 290.123. sub-penny increment does not fulfill minimum pricing criteria',
      'INVALID_PRICE',
    ],
    [422, 42210000, 'asset XYZ is not active', 'TRADING_DISABLED'],
    [422, 42210000, 'asset XYZ is not fractionable', 'INVALID_QUANTITY'],
    [422, 42210000, 'could not find asset "XYZ"', 'UNKNOWN_INSTRUMENT'],
    [422, 42210000, 'extended hours order must be DAY limit orders', 'MARKET_CLOSED'],
    [422, 42210000, 'order is already in "filled" state', 'ORDER_ALREADY_DONE'],
    [422, 42210000, 'invalid crypto time_in_force', 'UNSUPPORTED_ORDER'],
    [422, 40010001, 'us_equity orders not allowed for account', 'FORBIDDEN'],
    [422, 42210000, 'something is odd', 'INVALID_TERMS'],
    [429, 42910000, 'rate limit exceeded', 'RATE_LIMITED'],
  ])('of a refusal %i %i "%s" are %s', (status, code, message, expected) => {
    const { alerts, heard: ear } = heard()
    const said = refusal(status, JSON.stringify({ code, message, symbol: 'X' }), ear)
    expect(said).toMatchObject({ kind: 'REJECTED', reason: { code: expected, message } })
    expect(alerts).toEqual([])
  })

  it.each([
    ['a page of something before the venue', 422, '<html></html>', null],
    ['an order', 422, '{"id":"one","status":"new"}', null],
    ['a message without a number', 422, '{"message":"no"}', null],
    ['a message of a gateway that lets nobody in', 403, '{"message":"forbidden."}', 'FORBIDDEN'],
    ['a message without a number to who is not known', 401, '{"message":"unauthorized."}', 'UNAUTHORIZED'],
  ])('[LV-01] of a refusal are none in %s', (_what, status, body, code) => {
    const said = refusal(status, body, heard().heard)
    expect(said === null ? null : 'reason' in said && said.reason.code).toBe(code)
  })

  it('of a change that was seen to happen all the same are not believed', () => {
    const body = JSON.stringify({
      code: 42210000,
      message: "unable to replace order, order isn't sent to exchange yet",
    })
    expect(changeRefusal(422, body, heard().heard)).toMatchObject({ kind: 'CONTRADICTION' })
  })
})

describe('what is named at Alpaca', () => {
  it.each([
    ['KO', 'STOCK'],
    ['BRK.B', 'STOCK'],
    ['BTC/USD', 'CRYPTO'],
    ['AAPL231103C00170000', 'OPTION'],
  ])('as %s is a %s', (symbol, market) => {
    expect(marketOf(symbol)).toBe(market)
  })

  it.each([
    ['BTCUSD', 'crypto', 'BTC/USD'],
    ['BTCUSDT', 'crypto', 'BTC/USDT'],
    ['ETHBTC', 'crypto', 'ETH/BTC'],
    ['BTC/USD', 'crypto', 'BTC/USD'],
    ['USD', 'crypto', 'USD'],
    ['BTCUSD', 'us_equity', 'BTCUSD'],
  ])('as %s of the class %s is %s', (spelled, assetClass, symbol) => {
    expect(symbolOf(spelled, assetClass)).toBe(symbol)
  })

  it('as a pair has two sides', () => {
    expect([pairOf('BTC/USD'), pairOf('KO'), pairOf('A/B/C')]).toEqual([
      { base: 'BTC', quote: 'USD' },
      null,
      null,
    ])
  })

  it('as a day ends at four in New York, in summer and in winter', () => {
    expect([sessionClose('2026-07-17'), sessionClose('2026-12-18'), sessionClose('soon')]).toEqual([
      '2026-07-17T20:00:00Z',
      '2026-12-18T21:00:00Z',
      null,
    ])
  })
})
