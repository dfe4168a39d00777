/** The simulator's answers have the shapes of the recordings, which lie beside the repository. */
import { readFileSync } from 'node:fs'
import { sharedIsPresent, sharedPath } from '@quarterdeck/testkit'
import { describe, expect, it } from 'vitest'
import type { SimulatedOrder } from '../core/order.ts'
import { ListedProduct } from '../core/product.ts'
import { IBKR_SIMULATED_CONTRACTS, productOf } from './contracts.ts'
import { ledgerRow, portfolioAccount, positionRow } from './account-payloads.ts'
import { orderRow, orderStatusPayload, tradeRow } from './order-payloads.ts'
import { quoteFields } from './quote-payloads.ts'
import { SessionDesk } from './session-desk.ts'

type Members = Readonly<Record<string, unknown>>

const [contract] = IBKR_SIMULATED_CONTRACTS
if (contract === undefined) throw new Error('Invariant: something is listed')
const product = new ListedProduct(productOf(contract))
const FILL = {
  execId: '00000000-0000-8000-8000-000000000001',
  tradeId: 't',
  orderId: '00000000-0000-4000-8000-000000000001',
  symbol: '265598',
  side: 'BUY',
  ticks: 19_000,
  lots: 5,
  fee: 1n,
  maker: true,
  atMs: 0,
} as const
const ORDER: SimulatedOrder = {
  orderId: FILL.orderId,
  account: 'DU1',
  product,
  createdAtMs: 0,
  terms: {
    clientOrderId: 'c',
    symbol: '265598',
    side: 'BUY',
    lots: 10,
    limitTicks: 19_000,
    stopTicks: null,
    time: 'GTC',
    endsAtMs: null,
    postOnly: false,
  },
  status: 'OPEN',
  reason: '',
  filledLots: 5,
  filledWorth: 500n,
  fees: 1n,
  fills: [FILL],
  held: 0n,
  cancelQueued: false,
}
const WORDS = { orderType: 'LMT', tif: 'GTC', outsideRth: false }
const SESSION = new SessionDesk({
  nowMs: () => 0,
  idleMs: 1,
  opensByItself: true,
  onChange: () => undefined,
})

function recorded(name: string, ...path: readonly (string | number)[]): Members {
  const json: unknown = JSON.parse(readFileSync(sharedPath('venues', 'payloads', 'ibkr', name), 'utf8'))
  return path.reduce<unknown>((at, key) => (at as Record<string | number, unknown>)[key], json) as Members
}

/** What the simulator leaves out: figures of other pages that no adapter reads. */
const LEFT_OUT = new Set([
  'use_price_mgmt_algo',
  'outside_rth',
  'allExchanges',
  'chineseName',
  'conExchMap',
  'countryCode',
  'displayRule',
  'exerciseStyle',
  'fullName',
  'group',
  'hasOptions',
  'incrementRules',
  'isEventContract',
  'lastTradingDay',
  'name',
  'pageSize',
  'sector',
  'sectorGroup',
  'time',
  'type',
  'undConid',
  '_updated',
  'conid',
  'conidEx',
  'server_id',
  '6119',
  'cryptocurrencyvalue',
])

describe.runIf(sharedIsPresent)('the answers of the simulator of Interactive Brokers', () => {
  it.each([
    ['an order of the list', orderRow(ORDER, contract, WORDS), recorded('ibind/live_orders.json', 0)],
    [
      'an order of the documents',
      orderRow(ORDER, contract, WORDS),
      recorded('official_docs/live_orders.json', 'orders', 0),
    ],
    [
      'one order',
      orderStatusPayload(ORDER, contract, WORDS),
      recorded('ibind/order_status.json', '1210386759'),
    ],
    ['an execution', tradeRow(FILL, ORDER, contract), recorded('official_docs/trades.json', 0)],
    ['an account', portfolioAccount('DU1'), recorded('official_docs/portfolio_accounts.json', 0)],
    ['a position', positionRow('DU1', contract, 1n), recorded('ibind/positions.json', 0)],
    ['money', ledgerRow('DU1', 'USD', 1n), recorded('ibind/ledger.json', 'USD')],
    ['a session', SESSION.status(), recorded('official_docs/auth_status_ok.json')],
    [
      'a call to keep a session',
      JSON.parse(SESSION.tickle().body) as object,
      recorded('official_docs/tickle.json'),
    ],
    [
      'a quote',
      quoteFields(contract, { bid: null, ask: null, last: null }),
      recorded('official_docs/snapshot_data.json', 0),
    ],
  ])('to %s have every member that was recorded, of the same type', (_what, ours, theirs) => {
    const members = ours as Members
    const expected = Object.keys(theirs).filter((name) => !LEFT_OUT.has(name))
    expect(expected.filter((name) => !(name in members))).toEqual([])
    const typed = expected.filter((name) => theirs[name] !== null && members[name] !== null)
    expect(typed.map((name) => [name, typeof members[name]])).toEqual(
      typed.map((name) => [name, typeof theirs[name]]),
    )
  })
})
