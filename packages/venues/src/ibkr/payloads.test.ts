/** Recorded payloads, which lie beside the repository, and what the adapter makes of them. */
import { readFileSync } from 'node:fs'
import { sharedIsPresent, sharedPath } from '@quarterdeck/testkit'
import { describe, expect, it } from 'vitest'
import type { VenueAlert } from '../contract/alerts.ts'
import { arrayOf, listOf, objectOf, readJson, type WireObject } from '../wire/fields.ts'
import { readLedger, readPortfolioAccount, readPositions } from './account-records.ts'
import { readErrorBody } from './error-body.ts'
import { readContract, readDefinitions } from './instruments.ts'
import {
  isToldWhole,
  layOver,
  type QuoteRow,
  readBars,
  readQuote,
  readSnapshotRow,
  untoldQuote,
} from './market-records.ts'
import { readCancelAnswer, readOrderAnswer, readRefusal } from './order-answer.ts'
import { readExecution, readOrderRow, readOrderStatus } from './order-records.ts'
import { OrderRows } from './order-rows.ts'
import { isHealthy, readSessionStatus, readTickle } from './session-records.ts'

const recorded = (folder: 'official_docs' | 'ibind', name: string): unknown =>
  JSON.parse(readFileSync(sharedPath('venues', 'payloads', 'ibkr', folder, name), 'utf8'))
const documented = (name: string): unknown => recorded('official_docs', name)

const alerts: VenueAlert[] = []
const heard = { venueId: 'IBKR', alert: (alert: VenueAlert) => void alerts.push(alert) }

/** The row of a quote of which this is all that was told. */
function told(message: WireObject): QuoteRow {
  const row = untoldQuote()
  layOver(row, message)
  return row
}

function streamed(json: unknown): readonly unknown[] {
  const rows = new OrderRows()
  return listOf(objectOf(json, 'message'), 'args').map((one) => {
    const row = rows.merged(objectOf(one, 'order'))
    return row === null ? null : readOrderRow(row, heard)
  })
}

/** The same with a member that nobody has written down in every object. */
function withUnknownMembers(json: unknown): unknown {
  if (Array.isArray(json)) return json.map(withUnknownMembers)
  if (typeof json !== 'object' || json === null) return json
  const members = Object.entries(json).map(([name, value]) => [name, withUnknownMembers(value)] as const)
  return Object.fromEntries([['brand_new', [1]] as const, ...members])
}

const orderRows = (json: unknown) =>
  arrayOf(json, 'orders').map((one) => readOrderRow(objectOf(one, 'order'), heard))
/** A file that keeps several answers, each under a name. */
const eachValue =
  (read: (json: unknown) => unknown) =>
  (json: unknown): unknown =>
    Object.entries(objectOf(json, 'answers')).flatMap(([name, one]) =>
      name === 'brand_new' ? [] : [read(one)],
    )

/** Every reader of a recording: the same readers are given it with unknown members. */
const READERS: readonly (readonly [
  folder: 'official_docs' | 'ibind',
  file: string,
  read: (json: unknown) => unknown,
])[] = [
  ['official_docs', 'auth_status_ok.json', readSessionStatus],
  ['official_docs', 'auth_status_timed_out.json', readSessionStatus],
  ['official_docs', 'ssodh_init_response.json', readSessionStatus],
  ['official_docs', 'tickle.json', readTickle],
  ['official_docs', 'portfolio_accounts.json', (json) => readPortfolioAccount(json, 'U1234567')],
  ['official_docs', 'live_orders.json', (json) => orderRows(listOf(objectOf(json, 'answer'), 'orders'))],
  ['official_docs', 'order_status_filled.json', (json) => readOrderStatus(json, heard)],
  ['official_docs', 'trades.json', (json) => arrayOf(json, 'trades').map((one) => readExecution(one, heard))],
  [
    'official_docs',
    'snapshot_data.json',
    (json) => readQuote(told(readSnapshotRow(json, '265598')), '265598', heard),
  ],
  ['official_docs', 'snapshot_preflight.json', (json) => isToldWhole(told(readSnapshotRow(json, '265598')))],
  ['official_docs', 'history.json', readBars],
  ['official_docs', 'place_order_ack.json', (json) => readOrderAnswer(json, heard)],
  ['official_docs', 'place_order_question.json', (json) => readOrderAnswer(json, heard)],
  ['official_docs', 'place_order_reject_http200.json', (json) => readOrderAnswer(json, heard)],
  ['official_docs', 'modify_order_question.json', (json) => readOrderAnswer(json, heard)],
  ['official_docs', 'cancel_response.json', (json) => readCancelAnswer(json, '123456789', heard)],
  ['official_docs', 'cancel_error.json', (json) => readCancelAnswer(json, '1', heard)],
  ['official_docs', 'ws_sor_full.json', streamed],
  ['official_docs', 'ws_sor_option_exercise.json', streamed],
  ['official_docs', 'ws_smd_tick.json', (json) => readQuote(told(objectOf(json, 'message')), '8314', heard)],
  ['ibind', 'tickle.json', readTickle],
  ['ibind', 'auth_status.json', readSessionStatus],
  ['ibind', 'accounts.json', (json) => readPortfolioAccount(json, 'DUMMY_ACCOUNT_ID123')],
  ['ibind', 'ledger.json', readLedger],
  ['ibind', 'positions.json', readPositions],
  ['ibind', 'live_orders.json', orderRows],
  ['ibind', 'order_status.json', eachValue((one) => readOrderStatus(one, heard))],
  ['ibind', 'history.json', eachValue(readBars)],
]

describe.runIf(sharedIsPresent)('what was recorded', () => {
  it.each(READERS)(
    '[LV-16] %s/%s is read without an alert, and the same with members that nobody wrote down',
    (folder, file, read) => {
      alerts.length = 0
      const json = recorded(folder, file)
      expect(read(withUnknownMembers(json))).toEqual(read(json))
      expect(alerts).toEqual([])
    },
  )

  it('is an order of the list', () => {
    const [row] = listOf(objectOf(documented('live_orders.json'), 'answer'), 'orders')
    expect(readOrderRow(objectOf(row, 'order'), heard)).toEqual({
      venueOrderId: '1234568790',
      clientOrderId: 'Order123',
      venueSymbol: '265598',
      side: 'SELL',
      orderType: 'MARKET',
      timeInForce: 'GTC',
      status: 'FILLED',
      venueStatus: 'Filled',
      quantity: '5',
      limitPrice: null,
      stopPrice: null,
      postOnly: null,
      filledQuantity: '5',
      averagePrice: '192.26',
      fees: null,
      fillCount: null,
      reason: null,
      createdAt: null,
      updatedAt: 1_702_317_649_000_000,
      replacedBy: null,
    })
  })

  it('is a working order, by the list and by its id, in the same words', () => {
    const [row] = arrayOf(recorded('ibind', 'live_orders.json'), 'orders')
    const listed = readOrderRow(objectOf(row, 'order'), heard)
    const asked = readOrderStatus(
      objectOf(recorded('ibind', 'order_status.json'), 'answers')['1210386759'],
      heard,
    )
    expect(listed).toMatchObject({
      status: 'NEW',
      limitPrice: '457',
      quantity: '1',
      side: 'BUY',
      timeInForce: 'GTC',
    })
    expect({ ...asked, clientOrderId: listed?.clientOrderId, updatedAt: listed?.updatedAt }).toEqual(listed)
  })

  it('is an order whole, though the total is not told', () => {
    expect(streamed(documented('ws_sor_full.json'))).toMatchObject([
      { venueOrderId: '922048212', quantity: '100', limitPrice: '372', status: 'NEW', filledQuantity: '0' },
    ])
  })

  it('is changes of an order that was never told whole: nothing is made of them', () => {
    for (const file of ['ws_sor_status_changes.json', 'ws_sor_partial_fills.json'])
      expect(streamed(documented(file)).every((record) => record === null)).toBe(true)
  })

  it('is changes of an order that was: each is the order as it stands', () => {
    const first = {
      acct: 'DU1234',
      conid: 1,
      orderId: 352_055_828,
      side: 'SELL',
      status: 'PendingSubmit',
      totalSize: 722,
    }
    const message = (file: string) => ({
      args: [first, ...listOf(objectOf(documented(file), 'message'), 'args')],
    })
    const stands = (file: string) =>
      streamed(message(file)).map((record) => [
        objectOf(record, 'record')['status'],
        objectOf(record, 'record')['filledQuantity'],
      ])
    expect(stands('ws_sor_status_changes.json')).toEqual([
      ['PENDING_NEW', '0'],
      ['PENDING_NEW', '0'],
      ['NEW', '0'],
      ['NEW', '0'],
    ])
    expect(stands('ws_sor_partial_fills.json')).toEqual([
      ['PENDING_NEW', '0'],
      ['PENDING_NEW', '100'],
      ['PENDING_NEW', '700'],
      ['FILLED', '722'],
    ])
  })

  it('is the use of an option, which is no order', () => {
    expect(streamed(documented('ws_sor_option_exercise.json'))).toEqual([null])
  })

  it('is an execution with the id, price and commission that the venue told, digit by digit', () => {
    const [row] = arrayOf(documented('trades.json'), 'trades')
    expect(readExecution(row, heard)).toMatchObject({
      fill: {
        kind: 'FILL',
        execId: '0000e0d5.6576fd38.01.01',
        clientOrderId: 'Order123',
        venueSymbol: '265598',
        side: 'SELL',
        price: '192.26',
        quantity: '5',
        venueAt: 1_702_317_649_000_000,
      },
      commission: '1.01',
      venueOrderId: null,
      accountId: 'U1234567',
    })
  })

  it('is a quote without separators', () => {
    expect(
      readQuote(told(readSnapshotRow(documented('snapshot_data.json'), '265598')), '265598', heard),
    ).toEqual({
      venueSymbol: '265598',
      bid: '168.41',
      bidQuantity: '1300',
      ask: '168.42',
      askQuantity: '600',
      last: '168.42',
      venueAt: 1_712_596_911_593_000,
    })
    expect(isToldWhole(told(readSnapshotRow(documented('snapshot_preflight.json'), '265598')))).toBe(false)
  })

  it('is sessions that trade, and one that does not', () => {
    expect(isHealthy(readTickle(documented('tickle.json')).status)).toBe(true)
    expect(isHealthy(readSessionStatus(documented('auth_status_timed_out.json')))).toBe(false)
  })

  it('is money by currency, without the sum of all, and what is not settled is held', () => {
    expect(readLedger(recorded('ibind', 'ledger.json'))).toEqual([
      { currency: 'USD', total: '985376.94', available: '985376.94', held: '0' },
    ])
  })

  it('is a position that knows its contract as the engine would list it', () => {
    const json = recorded('ibind', 'positions.json')
    expect(readPositions(json)).toEqual([{ venueSymbol: '756733', quantity: '100', averagePrice: '437.43' }])
    const definition = readDefinitions({ secdef: json }).get('756733') ?? {}
    expect(readContract({ kind: 'STOCK', symbol: 'SPY' }, definition).listed.instrument).toMatchObject({
      id: 'IBKR:SPY',
      name: 'SPDR S&P 500 ETF TRUST',
      multiplier: '1',
      priceIncrement: '0.0001',
    })
  })

  it('is questions, with their ids', () => {
    expect(readOrderAnswer(documented('place_order_question.json'), heard)).toMatchObject({
      kind: 'ASKED',
      replyId: '07a13a5a-4a48-44a5-bb25-5ab37b79186c',
      messageIds: ['o163'],
    })
    expect(readOrderAnswer(documented('modify_order_question.json'), heard)).toMatchObject({
      messageIds: ['o0'],
    })
  })

  it('is refusals, each by what it speaks of', () => {
    expect(readOrderAnswer(documented('place_order_reject_http200.json'), heard)).toMatchObject({
      reason: { code: 'PRICE_OUT_OF_BAND' },
    })
    for (const file of ['error_no_bridge_http400.json', 'error_init_session_first_http400.json']) {
      const body = JSON.stringify(documented(file))
      expect(readRefusal(400, body, heard)).toMatchObject({ reason: { code: 'UNAUTHORIZED' } })
      expect(readErrorBody(body).known).toBe(true)
    }
  })
})

describe('what nobody wrote down', () => {
  const row = { conid: 1, orderId: 2, side: 'BUY', status: 'Submitted', totalSize: 3 }

  it('[LV-16] a status counts as not ended, and somebody is told', () => {
    alerts.length = 0
    expect(readOrderRow({ ...row, status: 'Melted' }, heard)).toMatchObject({
      status: 'UNKNOWN',
      venueStatus: 'Melted',
    })
    expect(alerts.map(({ kind }) => kind)).toEqual(['UNKNOWN_WORD'])
  })

  it('an inactive order is dead only by a second word', () => {
    expect(readOrderRow({ ...row, status: 'Inactive' }, heard)?.status).toBe('UNKNOWN')
    expect(
      readOrderRow({ ...row, status: 'Inactive', order_ccp_status: 'Pending Submit' }, heard)?.status,
    ).toBe('UNKNOWN')
    expect(readOrderRow({ ...row, status: 'Inactive', order_ccp_status: 'Rejected' }, heard)?.status).toBe(
      'REJECTED',
    )
  })

  it('a side makes the answer one that cannot be read', () => {
    expect(
      readJson({ ...row, side: 'LOAN' }, (json) => readOrderRow(objectOf(json, 'order'), heard)),
    ).toMatchObject({ ok: false })
  })

  it.each([
    [
      'the last close',
      { '31': 'C168.42', '84': '168.41', '86': '168.42', '6509': 'RpB' },
      { bid: '168.41', last: null },
    ],
    ['a halt', { '31': 'H168.42', '84': '168.41', '86': '168.42', '6509': 'RpB' }, { last: null }],
    [
      'thousands',
      { '31': '1,168.42', '84': '1,168.41', '86': '-1', '6509': 'RpB' },
      { bid: '1168.41', ask: null, last: '1168.42' },
    ],
    [
      'a delay',
      { '31': '168.42', '84': '168.41', '86': '168.42', '6509': 'D' },
      { bid: null, ask: null, last: null },
    ],
    [
      'a frozen quote',
      { '31': '168.42', '84': '168.41', '86': '168.42', '6509': 'Zp' },
      { bid: null, ask: null, last: null },
    ],
    [
      'an availability that is new',
      { '84': '168.41', '86': '168.42', '6509': 'Q' },
      { bid: null, ask: null },
    ],
  ])('a quote with %s says so by what it does not say', (_what, fields, quote) => {
    expect(readQuote(told({ conid: 1, ...fields }), '1', heard)).toMatchObject(quote)
  })

  it('a price that is none makes the quote one that cannot be read', () => {
    expect(
      readJson({ '84': 'much', '6509': 'R' }, (json) => readQuote(told(objectOf(json, 'row')), '1', heard))
        .ok,
    ).toBe(false)
  })
})
