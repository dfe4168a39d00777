/** The simulator's answers have the shapes of the recordings, which lie beside the repository. */
import { readFileSync } from 'node:fs'
import { sharedIsPresent, sharedPath } from '@quarterdeck/testkit'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { signedHeaders } from '../../kalshi/signing.ts'
import { KALSHI_TICKER, openKalshiRig, type KalshiRig } from './testing/rig.ts'

type Members = Readonly<Record<string, unknown>>

function at(json: unknown, ...path: readonly (string | number)[]): Members {
  return path.reduce<unknown>((from, key) => (from as Record<string | number, unknown>)[key], json) as Members
}

function recorded(name: string, ...path: readonly (string | number)[]): Members {
  const file = sharedPath('venues', 'payloads', 'kalshi', 'demo_recorded_2026-06', name)
  return at(JSON.parse(readFileSync(file, 'utf8')), ...path)
}

/** What has been taken out since the recording, and figures that no adapter reads. */
const LEFT_OUT: readonly RegExp[] = [
  /^(fractional_trading_enabled|response_price_units|service|resting_orders_count)$/,
]

let rig: KalshiRig | null = null
beforeAll(async () => {
  rig = await openKalshiRig()
})
afterAll(() => rig?.close())

/** Asks the simulator itself, signed, without the adapter. */
async function ask(path: string, method = 'GET', body?: object): Promise<unknown> {
  if (rig === null) throw new Error('Invariant: it was opened before')
  const { settings, credential } = rig.environment
  if (credential === null) throw new Error('Invariant: the rig has a credential')
  const url = `${settings.restBaseUrl}${path}`
  const signed = signedHeaders(credential, { atMs: Date.now(), method, path: new URL(url).pathname })
  const answer = await fetch(url, {
    method,
    headers: signed,
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  })
  return answer.json()
}

const order = (change: object) => ({
  ticker: KALSHI_TICKER,
  side: 'bid',
  count: '1.00',
  price: '0.5500',
  time_in_force: 'immediate_or_cancel',
  self_trade_prevention_type: 'taker_at_cross',
  ...change,
})
const place = (change: object) => ask('/portfolio/events/orders', 'POST', order(change))

describe.runIf(sharedIsPresent)('the answers of the Kalshi simulator', () => {
  it('to everything that was recorded have every member, of the same type', async () => {
    const taken = at(await place({ client_order_id: 'one' }))
    const resting = at(
      await place({ client_order_id: 'two', price: '0.1000', time_in_force: 'good_till_canceled' }),
    )
    const id = String(resting['order_id'])
    const pairs: readonly (readonly [string, Members, Members])[] = [
      ['a taking order', taken, recorded('orders__create_v2_taker_ioc.json')],
      ['a resting order', resting, recorded('orders__create_v2_maker.json')],
      [
        'one order',
        at(await ask(`/portfolio/orders/${id}`), 'order'),
        recorded('orders__get_after_create.json', 'order'),
      ],
      [
        'orders',
        at(await ask('/portfolio/orders'), 'orders', 1),
        recorded('portfolio__orders_list.json', 'orders', 0),
      ],
      [
        'a fill',
        at(await ask('/portfolio/fills'), 'fills', 0),
        recorded('fills__after_taker.json', 'fills', 0),
      ],
      [
        'a position',
        at(await ask('/portfolio/positions'), 'market_positions', 0),
        recorded('portfolio__positions.json', 'market_positions', 0),
      ],
      ['the balance', at(await ask('/portfolio/balance')), recorded('auth__balance_ok.json')],
      [
        'a market',
        at(await ask(`/markets/${KALSHI_TICKER}`), 'market'),
        recorded('markets__single.json', 'market'),
      ],
      [
        'a book',
        at(await ask(`/markets/${KALSHI_TICKER}/orderbook`), 'orderbook_fp'),
        recorded('orderbook__base.json', 'orderbook_fp'),
      ],
      [
        'a trade',
        at(await ask('/markets/trades'), 'trades', 0),
        recorded('trades__public_recorded.json', 'trades', 0),
      ],
      ['the status', at(await ask('/exchange/status')), recorded('exchange__status.json')],
      ['the limits', at(await ask('/account/limits')), recorded('account__limits.json')],
      [
        'a cancel',
        at(await ask(`/portfolio/events/orders/${id}`, 'DELETE')),
        recorded('orders__cancel_v2.json'),
      ],
    ]
    for (const [what, ours, theirs] of pairs) {
      const expected = Object.keys(theirs).filter((name) => !LEFT_OUT.some((pattern) => pattern.test(name)))
      expect([what, expected.filter((name) => !(name in ours))]).toEqual([what, []])
      const types = (members: Members) => expected.map((name) => [what, name, typeof members[name]])
      expect(types(ours)).toEqual(types(theirs))
    }
  })

  it.each([
    ['orders__insufficient_balance.json', { client_order_id: 'dear', count: '900000.00' }],
    ['orders__invalid_price_structure.json', { client_order_id: 'off', price: '0.5150' }],
    [
      'orders__post_only_cross.json',
      { client_order_id: 'post', post_only: true, time_in_force: 'good_till_canceled' },
    ],
    ['orders__numeric_field_types.json', { client_order_id: 'number', count: 1 }],
  ])('refuse in the words of %s', async (name, change) => {
    const { service: _, ...error } =
      recorded(name)['error'] === undefined ? recorded(name) : recorded(name, 'error')
    const ours = at(await place(change))
    expect(ours['error'] ?? ours).toEqual(error)
  })

  it('say of what is canceled, filled and unknown the very same', async () => {
    const taken = at(await place({ client_order_id: 'three' }))
    const { error } = recorded('orders__cancel_executed.json') as { error: Members }
    for (const id of [String(taken['order_id']), 'unknown'])
      expect(at(await ask(`/portfolio/events/orders/${id}`, 'DELETE'), 'error')).toMatchObject({
        code: error['code'],
      })
  })
})
