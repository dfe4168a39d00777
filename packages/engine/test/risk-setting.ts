/** A desk to ask the risk gate at: limits, fills, and the record that one check leaves. */

import { NO_LIMITS, type CheckRecord, type PolicyScope, type RiskLimits } from '../src/index.ts'
import { accepted, EURUSD, FUTURE, orderCommand, SPOT, World } from './given.ts'
import { type SubmitOrder } from './engine.ts'

interface Setting {
  readonly world: World
  readonly accountId: string
}

/** A funded account, BTC at 100.00 / 100.10 and a future at 4000.00. */
export function setting(currency = 'USD'): Setting {
  const world = new World()
  for (const instrument of [SPOT, FUTURE, EURUSD]) world.list(instrument)
  const accountId = world.open('PAPER', currency)
  world.quote(SPOT, 10_000, 10_010)
  world.quote(FUTURE, 16_000, 16_002)
  world.quote(EURUSD, 10_999, 11_001)
  return { world, accountId }
}

export function limit(
  { world }: Setting,
  limits: Partial<RiskLimits>,
  scope: PolicyScope = 'GLOBAL',
  targetId: string | null = null,
): void {
  accepted(
    world.when({
      type: 'PutRiskPolicy',
      scope,
      targetId,
      expectedVersion: null,
      limits: { ...NO_LIMITS, ...limits },
    }),
  )
}

/** The records of one check, of an order to buy 1 BTC at 100.00 where nothing else is said. */
export function records(
  { world, accountId }: Setting,
  name: string,
  order: Partial<SubmitOrder> = {},
): readonly CheckRecord[] {
  const { decision } = accepted(world.ask({ ...orderCommand({ accountId, ...order }), type: 'PreviewOrder' }))
  return (decision?.checks ?? []).filter((check) => check.name === name)
}

export function record(given: Setting, name: string, order: Partial<SubmitOrder> = {}): CheckRecord {
  const [first] = records(given, name, order)
  if (first === undefined) throw new Error(`no record of ${name}`)
  return first
}

/** Buys (or sells) and fills, at the limit price where nothing else is said. */
export function fill(
  { world, accountId }: Setting,
  lots: number,
  side: 'BUY' | 'SELL' = 'BUY',
  execId = '1',
  priceTicks = 10_000,
): void {
  const orderId = world.submit({ accountId, side, quantityLots: lots })
  world.report({ kind: 'ACCEPTED', orderId, venueOrderId: orderId })
  world.report({
    kind: 'FILL',
    orderId,
    execId,
    lots,
    priceTicks,
    liquidity: 'MAKER',
    fee: '0',
    venueAt: 0,
  })
}

export const SELL = { side: 'SELL' } as const
