/** A deposit in the middle of a day: the marks that losses are counted from follow it. */

import { describe, expect, it } from 'vitest'
import { accountEquity, NO_LIMITS, type RiskLimits } from '../src/index.ts'
import { accepted, EURUSD, expectReplay, orderCommand, refused, SPOT, World } from './given.ts'

const DAY = 86_400_000_000
const MINUTE = 60_000_000

interface Setting {
  readonly world: World
  readonly accountId: string
}

/** An account in USD that bought 1000 BTC at 100.00 in a day that was marked, and lost 10,000 of 1,000,000 since. */
function losing(): Setting {
  const world = new World()
  for (const instrument of [SPOT, EURUSD]) world.list(instrument)
  const accountId = world.open('PAPER', 'USD')
  world.quote(SPOT, 10_000, 10_000)
  world.quote(EURUSD, 10_999, 11_001)
  const orderId = world.submit({ accountId, quantityLots: 1_000_000 })
  world.report({ kind: 'ACCEPTED', orderId, venueOrderId: orderId })
  world.report({
    kind: 'FILL',
    orderId,
    execId: '1',
    lots: 1_000_000,
    priceTicks: 10_000,
    liquidity: 'MAKER',
    fee: '0',
    venueAt: 0,
  })
  world.when({ type: 'MarkAccounts' })
  world.quote(SPOT, 9000, 9000)
  return { world, accountId }
}

function limit({ world, accountId }: Setting, limits: Partial<RiskLimits>): void {
  accepted(
    world.when({
      type: 'PutRiskPolicy',
      scope: 'ACCOUNT',
      targetId: accountId,
      expectedVersion: null,
      limits: { ...NO_LIMITS, ...limits },
    }),
  )
}

function deposit(accountId: string, amount: string, currency = 'USD') {
  return { type: 'Deposit', accountId, amount, currency, idempotencyKey: `${amount} ${currency}` } as const
}

/** What the check of a limit saw, of an order that adds risk. */
function seen({ world, accountId }: Setting, name: string): string | null | undefined {
  const outcome = accepted(world.ask({ ...orderCommand({ accountId }), type: 'PreviewOrder' }))
  return outcome.decision?.checks.find((check) => check.name === name)?.observed
}

/** Start, high and equity of the day, in whole units of the currency. */
function marks({ world }: Setting): readonly bigint[] {
  const account = world.book.accounts[0]
  if (account === undefined) throw new Error('the setting has an account')
  const equity = accountEquity(world.book, world.market, account.index) ?? 0n
  return [account.dayStartEquity, account.dayHighEquity, equity].map((units) => units / 10n ** 18n)
}

describe('risk: deposits and the marks of the day (RK)', () => {
  it('[RK-24] a deposit in the currency of the account hides nothing of a loss', () => {
    const given = losing()
    limit(given, { maxDailyLoss: '9999', maxDrawdown: '0.5' })
    expect(seen(given, 'dailyLoss')).toBe('10000')
    const { events } = accepted(given.world.when(deposit(given.accountId, '50000.000000000000000001')))
    expect(events).toMatchObject([{ type: 'FundsDeposited', dayMarksRise: '50000.000000000000000001' }])
    expect(marks(given)).toEqual([1_050_000n, 1_050_000n, 1_040_000n])
    expect(seen(given, 'dailyLoss')).toBe('10000')
    expect(refusedBy(given)).toContain('dailyLoss')
    expectReplay(given.world)
  })

  it('[RK-24] the fall from the high stays the same amount', () => {
    const given = losing()
    limit(given, { maxDrawdown: '0.005' })
    expect(refusedBy(given)).toEqual(['drawdown'])
    accepted(given.world.when(deposit(given.accountId, '500000')))
    expect(marks(given)).toEqual([1_500_000n, 1_500_000n, 1_490_000n])
    expect(refusedBy(given)).toEqual(['drawdown'])
  })

  it('[RK-24] another currency counts at the rate of its moment, and stays so when it is replayed', () => {
    const given = losing()
    const { events } = accepted(given.world.when(deposit(given.accountId, '1000', 'EUR')))
    expect(events).toMatchObject([{ type: 'FundsDeposited', dayMarksRise: '1100' }])
    given.world.quote(EURUSD, 11_999, 12_001)
    expect(marks(given)).toEqual([1_001_100n, 1_001_100n, 991_200n])
    expectReplay(given.world)
  })

  it('[RK-24] without a fresh rate another currency is refused, and the currency of the account is not', () => {
    const given = losing()
    const at = given.world.book.at + MINUTE + 1000
    const outcome = refused(given.world.when({ ...deposit(given.accountId, '1000', 'EUR'), at }))
    expect(outcome).toMatchObject({ code: 'BAD_USER_INPUT', field: 'currency' })
    expect(outcome.message).toMatch(/no fresh quote against USD.*nothing was deposited.*Deposit USD/)
    const never = refused(given.world.when(deposit(given.accountId, '1000', 'JPY')))
    expect(never).toMatchObject({ field: 'currency' })
    expect(marks(given)[0]).toBe(1_000_000n)
    expect(accepted(given.world.when({ ...deposit(given.accountId, '1000'), at })).events).toHaveLength(1)
  })

  it('[RK-24] a repeat is a success without a rate, and raises nothing again', () => {
    const given = losing()
    accepted(given.world.when(deposit(given.accountId, '1000', 'EUR')))
    const before = marks(given)
    const at = given.world.book.at + MINUTE + 1000
    expect(accepted(given.world.when({ ...deposit(given.accountId, '1000', 'EUR'), at })).events).toEqual([])
    expect(marks(given).slice(0, 2)).toEqual(before.slice(0, 2))
  })

  it('[RK-24] an account not marked on the day has nothing to raise, and needs no rate', () => {
    const given = losing()
    const at = given.world.book.at + DAY
    const { events } = accepted(given.world.when({ ...deposit(given.accountId, '1000', 'EUR'), at }))
    expect(events[0]).not.toHaveProperty('dayMarksRise')
    expect(marks(given)[0]).toBe(1_000_000n)
  })

  it('[RK-24] a deposit recorded before marks followed deposits replays as it did', () => {
    const given = losing()
    const { events } = accepted(given.world.ask(deposit(given.accountId, '1000')))
    const [event] = events
    if (event?.type !== 'FundsDeposited') throw new Error('a deposit is one event')
    const { dayMarksRise: _, ...old } = event
    given.world.apply(old)
    expect(marks(given)).toEqual([1_000_000n, 1_000_000n, 991_000n])
  })
})

/** Checks that an order which adds risk fails. */
function refusedBy({ world, accountId }: Setting): readonly string[] {
  const outcome = accepted(world.ask({ ...orderCommand({ accountId }), type: 'PreviewOrder' }))
  const checks = outcome.decision?.checks ?? []
  return checks.filter((check) => check.verdict === 'FAILED').map((check) => check.name)
}
