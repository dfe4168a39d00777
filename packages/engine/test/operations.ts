/** Random operations: commands and venue reports over small alphabets, so that repeats, races and contradictions are common. */

import type { OrderType, Side, TimeInForce } from '@quarterdeck/sdk'
import fc from 'fast-check'
import { NO_LIMITS, type CorporateAction } from '../src/index.ts'
import type { VenueReport } from './engine.ts'
import { byDeployment, changeDeployments, deployInto } from './deployment-operations.ts'
import { changeLive, liveInto } from './live-operations.ts'
import { SYSTEM } from './deployed.ts'
import { CONTRACT, EURUSD, FUTURE, SPOT, World, type Given } from './given.ts'
import type { Command } from './engine.ts'

/** One operation as plain numbers: they are given a meaning by the world that they meet, so that shrinking always works. */
export interface Operation {
  readonly kind: number
  readonly a: number
  readonly b: number
  readonly c: number
  readonly d: number
}

const byte = fc.nat({ max: 255 })
export const operation: fc.Arbitrary<Operation> = fc.record({
  kind: byte,
  a: byte,
  b: byte,
  c: byte,
  d: byte,
})

const INSTRUMENTS = [SPOT, FUTURE, EURUSD, CONTRACT] as const
const MIDS = [10_000, 20_000, 11_000, 5_000] as const
const TYPES: readonly OrderType[] = ['LIMIT', 'LIMIT', 'MARKET', 'STOP', 'STOP_LIMIT']
const TIMES: readonly TimeInForce[] = ['GTC', 'DAY', 'IOC', 'FOK']

const pick = <T>(of: readonly T[], index: number): T => {
  const value = of[index % of.length]
  if (value === undefined) throw new Error('picked from something')
  return value
}

/** A world with four instruments and three accounts: one poor and with a foreign base currency, one LIVE. */
export function openWorld(observe: (world: World) => void = () => {}): World {
  const world = new World()
  observe(world)
  for (const instrument of INSTRUMENTS) world.list(instrument)
  INSTRUMENTS.forEach((instrument, index) =>
    world.quote(instrument, pick(MIDS, index) - 1, pick(MIDS, index) + 1),
  )
  world.open('PAPER', 'USD', '1000000')
  world.open('SHADOW', 'EUR', '5000')
  deployInto(world)
  liveInto(world)
  return world
}

/** Carries out one operation; refusals are as good as events. */
export function run(world: World, operation: Operation): void {
  const { kind, a, b, c, d } = operation
  if (kind < 60) world.when(asked(world, submission(world, operation), operation))
  else if (kind < 72) changeLive(world, operation)
  else if (kind < 168) reportOn(world, operation)
  else if (kind < 175) changeDeployments(world, operation)
  else if (kind < 185)
    world.when(asked(world, { type: 'CancelOrder', orderId: orderId(world, a) }, operation))
  else if (kind < 218) world.when(asked(world, replacement(world, operation), operation))
  else if (kind < 222)
    world.when({
      type: 'CancelAllOrders',
      accountId: b < 128 ? null : accountId(world, a),
      instrumentId: null,
    })
  else if (kind < 228) engageOrRelease(world, operation)
  else if (kind < 232) listWorking(world, b)
  else if (kind < 236)
    world.when({
      type: 'Deposit',
      accountId: accountId(world, a),
      amount: String(1 + b),
      currency: pick(['USD', 'EUR'], c),
      idempotencyKey: `k${d % 8}`,
    })
  else if (kind < 240) convert(world, operation)
  else if (kind < 243) putPolicy(world, operation)
  else if (kind < 245) world.when({ type: 'MarkAccounts' })
  else if (kind < 246) settle(world, operation)
  else if (kind < 247) act(world, operation)
  else quote(world, operation)
}

/** A third is asked in the name of a deployment; of its own orders, most. */
function asked(world: World, command: Given<Command>, operation: Operation): Given<Command> {
  const order = 'orderId' in command ? world.book.orders.get(command.orderId) : undefined
  const isOwned = (order?.deploymentId ?? null) !== null
  return ((operation.b + operation.c) % 3 === 0) !== isOwned
    ? byDeployment(world, command, operation)
    : command
}

function accountId(world: World, a: number): string {
  return pick(world.book.accounts, a).id
}

/** Mostly the newest orders, where the races are. */
function orderId(world: World, a: number): string {
  const ids = [...world.book.orders.values()].map(({ id }) => id)
  return ids.length === 0 ? 'none' : (ids[Math.max(0, ids.length - 1 - (a % 6))] ?? 'none')
}

function submission(world: World, { a, b, c, d }: Operation): Given<Command> {
  const which = a % 4
  const orderType = pick(TYPES, b)
  const price = pick(MIDS, which) + (c % 9) - 4
  const side: Side = d % 2 === 0 ? 'BUY' : 'SELL'
  const needsLimit = orderType === 'LIMIT' || orderType === 'STOP_LIMIT'
  const needsStop = orderType === 'STOP' || orderType === 'STOP_LIMIT'
  return {
    type: 'SubmitOrder',
    accountId: accountId(world, c < 160 ? 0 : c < 200 ? 1 : 2),
    instrumentId: pick(INSTRUMENTS, which).id,
    // A seventh of the ids repeats an older one, with the same terms or others.
    clientOrderId: d % 7 === 0 ? `repeat-${d % 3}` : `order-${world.book.seq}`,
    side,
    orderType,
    timeInForce: needsStop ? pick(TIMES, d % 2) : pick(TIMES, d),
    quantityLots: b === 255 ? 0 : 1 + (b % 24),
    limitTicks: needsLimit ? price : null,
    stopTicks: needsStop ? price + (side === 'BUY' ? 3 : -3) : null,
    requestedMode: null,
    strategyId: d % 3 === 0 ? 'strategy-1' : null,
    bracketId: pick([null, 'b1', 'b2'], d),
  }
}

function replacement(world: World, { a, b, c, d }: Operation): Given<Command> {
  const order = world.book.orders.get(orderId(world, a))
  return {
    type: 'ReplaceOrder',
    orderId: orderId(world, a),
    idempotencyKey: d % 5 === 0 ? 'again' : `replace-${world.book.seq}`,
    quantityLots: b % 3 === 0 ? null : 1 + (b % 32),
    limitTicks: c % 2 === 0 || order?.limitTicks == null ? null : order.limitTicks + (c % 5) - 2,
    stopTicks: null,
  }
}

function reportOn(world: World, { kind, a, b, c, d }: Operation): void {
  const orderIdOf = orderId(world, a)
  const order = world.book.orders.get(orderIdOf)
  const execId = `x${b % 7}`
  const lots = 1 + (c % 6)
  const ticks = (order === undefined ? 10_000 : pick(MIDS, order.instrumentIndex)) + (d % 7) - 3
  const fill = {
    orderId: orderIdOf,
    execId,
    lots,
    priceTicks: ticks,
    liquidity: 'TAKER' as const,
    fee: `${d % 3}.0${c % 10}`,
    venueAt: 1,
  }
  const reason = 'because'
  const pending = order?.pendingReplace
  const reports: readonly VenueReport[] = [
    { kind: 'ACCEPTED', orderId: orderIdOf, venueOrderId: `v${b % 2}` },
    { kind: 'ACCEPTED', orderId: orderIdOf, venueOrderId: 'v0' },
    { kind: 'ACCEPTED', orderId: orderIdOf, venueOrderId: 'v0' },
    { kind: 'FILL', ...fill },
    { kind: 'FILL', ...fill },
    { kind: 'FILL', ...fill },
    { kind: 'FILL', ...fill },
    { kind: 'FILL', ...fill },
    { kind: 'CANCELED', orderId: orderIdOf, reason },
    { kind: 'CANCEL_REJECTED', orderId: orderIdOf, reason },
    { kind: 'EXPIRED', orderId: orderIdOf, reason },
    { kind: 'REJECTED', orderId: orderIdOf, reason },
    { kind: 'UNKNOWN', orderId: orderIdOf, reason },
    { kind: 'TRIGGERED', orderId: orderIdOf },
    { kind: 'REPLACE_REJECTED', orderId: orderIdOf, reason },
    { kind: 'REPLACE_REJECTED', orderId: orderIdOf, reason },
    { kind: 'CANCEL_REJECTED', orderId: orderIdOf, reason },
    {
      kind: 'REPLACED',
      orderId: orderIdOf,
      quantityLots: pending?.quantityLots ?? lots,
      limitTicks: pending?.limitTicks ?? null,
      stopTicks: pending?.stopTicks ?? null,
    },
    { kind: 'BUSTED', orderId: orderIdOf, execId, reason },
    {
      ...fill,
      kind: 'CORRECTED',
      execId: `y${b % 5}`,
      replacesExecId: d % 3 === 0 ? `y${(b + 1) % 5}` : execId,
    },
  ]
  // Half of the ends come to nothing, or no order would live long enough to be replaced.
  const report = pick(reports, kind + d)
  const ends = report.kind === 'CANCELED' || report.kind === 'EXPIRED' || report.kind === 'REJECTED'
  if (!ends || b % 2 === 0) world.report(report)
}

/** The venue's list: all that works in our books, or none of it. */
function listWorking(world: World, b: number): void {
  const orderIds = b % 3 === 0 ? [...world.book.workingOrders.values()].map(({ id }) => id) : []
  world.report({ kind: 'WORKING_ORDERS', venueId: 'SIM', orderIds })
}

function engageOrRelease(world: World, { a, b, c, d }: Operation): void {
  const standing = world.book.switches.find((state) => state.phase !== 'RELEASED')
  if (standing !== undefined && a % 4 !== 0) {
    world.when({ type: 'ReleaseKillSwitch', killSwitchId: standing.id, reason: 'calm again' })
    return
  }
  const scopes = [
    ['ORGANIZATION', null],
    ['ACCOUNT', accountId(world, b)],
    ['VENUE', 'SIM'],
    ['STRATEGY', 'strategy-1'],
    ['USER', 'user-1'],
    ['GLOBAL', null],
  ] as const
  const [scope, targetId] = pick(scopes, c)
  world.when({
    type: 'EngageKillSwitch',
    scope,
    targetId,
    reason: 'test',
    cancelOpenOrders: d % 2 === 0,
    allowReduceOnly: d % 3 === 0,
  })
}

function convert(world: World, { a, b, c, d }: Operation): void {
  const [fromCurrency, toCurrency] = c % 2 === 0 ? ['USD', 'EUR'] : ['EUR', 'USD']
  world.when({
    type: 'ConvertCash',
    accountId: accountId(world, a),
    fromCurrency,
    toCurrency,
    amount: `${1 + (b % 20)}.${d % 100}`,
    idempotencyKey: `c${d % 16}`,
  })
}

function putPolicy(world: World, { a, b, c }: Operation): void {
  const limits = {
    ...NO_LIMITS,
    maxOpenOrders: a % 2 === 0 ? null : 5 + (b % 30),
    maxPositionQuantity: c % 2 === 0 ? null : String(10 + c),
    // Never reached: it has decisions state how many requests they saw.
    maxOrdersPerSecond: 1000,
  }
  const known = world.book.policies.find((policy) => policy.scope === 'ORGANIZATION')
  world.when({
    type: 'PutRiskPolicy',
    scope: 'ORGANIZATION',
    targetId: null,
    expectedVersion: known?.version ?? (b % 4 === 0 ? 9 : null),
    limits,
  })
}

/** Splits both ways and dividends of spot, some of them again under the same name. */
function act(world: World, { a, b, c }: Operation): void {
  const [numerator, denominator] = pick(
    [
      [2, 1],
      [3, 2],
      [1, 2],
      [7, 3],
    ] as const,
    b,
  )
  const action: CorporateAction =
    a % 3 === 0
      ? { kind: 'CASH_DIVIDEND', perUnit: '0.25' }
      : { kind: 'SPLIT', numerator, denominator, referencePrice: '100' }
  const actionId = c % 5 === 0 ? 'again' : `action-${world.book.seq}`
  world.when({
    type: 'ApplyCorporateAction',
    instrumentId: SPOT.id,
    actionId,
    exAt: 1,
    action,
    actor: SYSTEM,
  })
}

/** Mostly the contract, at one of three payouts: a second time often at another. */
function settle(world: World, { a, b }: Operation): void {
  world.when({
    type: 'SettleInstrument',
    instrumentId: a % 16 === 0 ? SPOT.id : CONTRACT.id,
    payoutTicks: pick([0, 2_500, 10_000], b),
    venueReference: 'the result',
    settledAt: 1,
    actor: SYSTEM,
  })
}

function quote(world: World, { a, b }: Operation): void {
  const which = a % 4
  const mid = pick(MIDS, which) + (b % 21) - 10
  world.quote(pick(INSTRUMENTS, which), mid - 1, mid + 1)
}
