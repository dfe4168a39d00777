/** The simulator's answers have the shapes of the recordings, which lie beside the repository. */
import { readFileSync } from 'node:fs'
import { sharedIsPresent, sharedPath } from '@quarterdeck/testkit'
import { describe, expect, it } from 'vitest'
import type { SimulatedOrder } from '../core/order.ts'
import { ListedProduct } from '../core/product.ts'
import { accountPayload, fillPayload, orderPayload, productPayload, streamOrderPayload } from './payloads.ts'
import { COINBASE_SIMULATED_PRODUCTS } from './simulator.ts'

type Members = Readonly<Record<string, unknown>>

const [terms] = COINBASE_SIMULATED_PRODUCTS
if (terms === undefined) throw new Error('Invariant: something is listed')
const product = new ListedProduct(terms)
const FILL = {
  execId: 'e',
  tradeId: 't',
  orderId: 'o',
  symbol: 'BTC-USD',
  side: 'BUY',
  ticks: 100,
  lots: 5,
  fee: 1n,
  maker: true,
  atMs: 0,
} as const
const ORDER: SimulatedOrder = {
  orderId: 'o',
  account: 'a',
  product,
  createdAtMs: 0,
  terms: {
    clientOrderId: 'c',
    symbol: 'BTC-USD',
    side: 'BUY',
    lots: 10,
    limitTicks: 100,
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

function recorded(name: string, ...path: readonly (string | number)[]): Members {
  const json: unknown = JSON.parse(readFileSync(sharedPath('venues', 'payloads', 'coinbase', name), 'utf8'))
  return path.reduce<unknown>((at, key) => (at as Record<string | number, unknown>)[key], json) as Members
}

/** What the simulator leaves out: figures of other pages that no adapter reads. */
const LEFT_OUT: readonly RegExp[] = [
  /^(originating|attached)_order_id$/,
  /^(price_percentage_change|volume_percentage_change|volume|approximate_quote)_/,
  /^(watched|new|new_at|market_cap|icon_color|icon_url|display_name_overwrite|is_alpha_testing|about_description)$/,
  /(_cbrn|_display_symbol|^best_(bid|ask)_price)$/,
]

describe.runIf(sharedIsPresent)('the answers of the Coinbase simulator', () => {
  it.each([
    ['an order', orderPayload(ORDER), recorded('http_order.json', 'order')],
    ['an order of the stream', streamOrderPayload(ORDER), recorded('ws_user.json', 'events', 0, 'orders', 0)],
    ['a fill', fillPayload(FILL, product), recorded('http_fills.json', 'fills', 0)],
    ['a product', productPayload(product, '1'), recorded('http_product.json')],
    [
      'a wallet',
      accountPayload({ currency: 'BTC', available: 1n, held: 0n }, 'a'),
      recorded('http_accounts.json', 'accounts', 0),
    ],
  ])('to %s have every member that was recorded, of the same type', (_what, ours, theirs) => {
    const members = ours as Members
    const expected = Object.keys(theirs).filter((name) => !LEFT_OUT.some((pattern) => pattern.test(name)))
    expect(expected.filter((name) => !(name in members))).toEqual([])
    const typed = expected.filter((name) => theirs[name] !== null && members[name] !== null)
    expect(typed.map((name) => [name, typeof members[name]])).toEqual(
      typed.map((name) => [name, typeof theirs[name]]),
    )
  })
})
