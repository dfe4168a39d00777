/** The risk rules one by one, through decide: what an order would be told, and why. */

import { describe, expect, it } from 'vitest'
import { CHECK_NAMES, NO_LIMITS, accountEquity, conversionRate } from '../src/index.ts'
import { accepted, expectReplay, FUTURE, orderCommand, refused, SPOT, type World } from './given.ts'
import { applyQuote, applyStatus } from './engine.ts'
import { SELL, fill, limit, record, records, setting } from './risk-setting.ts'

describe('risk: rules (RK)', () => {
  it('[RK-01] records every check, in order, whatever failed before it', () => {
    const given = setting()
    limit(given, { maxOrderQuantity: '0.5' })
    const { decision } = accepted(
      given.world.ask({ ...orderCommand({ accountId: given.accountId }), type: 'PreviewOrder' }),
    )
    expect(decision?.outcome).toBe('BLOCKED')
    expect([...new Set(decision?.checks.map((check) => check.name))]).toEqual(
      // Nobody's own rate but a deployment's is judged, and no stage or dispute but a LIVE account's.
      CHECK_NAMES.filter(
        (name) => !['deploymentOrderRate', 'capitalStage', 'positionDispute'].includes(name),
      ),
    )
    expect(record(given, 'leverage')).toMatchObject({
      verdict: 'SKIPPED',
      limit: null,
      message: 'no policy sets a limit',
    })
  })

  it('[RK-02] passes what equals its limit and fails what is one unit of 10^-18 over it', () => {
    const given = setting()
    limit(given, { maxOrderNotional: '100' })
    expect(record(given, 'orderNotional')).toMatchObject({
      verdict: 'PASSED',
      observed: '100',
      limit: '100',
      headroom: '0',
    })
    const over = setting()
    limit(over, { maxOrderNotional: '99.999999999999999999' })
    expect(record(over, 'orderNotional')).toMatchObject({
      verdict: 'FAILED',
      headroom: '-0.000000000000000001',
    })
  })

  it('[RK-03] takes the tightest limit and names the policy that set it', () => {
    const given = setting()
    limit(given, { maxOrderQuantity: '5' })
    limit(given, { maxOrderQuantity: '2' }, 'ACCOUNT', given.accountId)
    limit(given, { maxOrderQuantity: '3' }, 'INSTRUMENT', SPOT.id)
    expect(record(given, 'orderQuantity')).toMatchObject({
      limit: '2',
      scope: 'ACCOUNT',
      targetId: given.accountId,
      policyVersion: 1,
    })
  })

  it('[RK-04] measures a global limit over all accounts of the mode, an account limit on the account', () => {
    const given = setting()
    fill({ world: given.world, accountId: given.world.open() }, 4000)
    limit(given, { maxPositionQuantity: '10', maxGrossExposure: '900' })
    limit(given, { maxPositionQuantity: '10' }, 'ACCOUNT', given.accountId)
    limit(given, { maxGrossExposure: '150' }, 'INSTRUMENT', SPOT.id)
    expect(records(given, 'positionQuantity').map(({ scope, observed }) => [scope, observed])).toEqual([
      ['ACCOUNT', '1'],
      ['GLOBAL', '5'],
    ])
    expect(records(given, 'grossExposure').map(({ scope, observed }) => [scope, observed])).toEqual([
      ['INSTRUMENT', '100.05'],
      ['GLOBAL', '500.25'],
    ])
  })

  it.each([
    ['OPEN', 'MARKET', 'IOC', 'PASSED'],
    ['CLOSED', 'LIMIT', 'GTC', 'PASSED'],
    ['CLOSED', 'LIMIT', 'IOC', 'FAILED'],
    ['CLOSED', 'MARKET', 'DAY', 'FAILED'],
    ['HALTED', 'LIMIT', 'GTC', 'FAILED'],
  ] as const)(
    '[RK-05] a market that is %s and a %s %s order: %s',
    (status, orderType, timeInForce, verdict) => {
      const given = setting()
      applyStatus(given.world.market, 0, { instrumentId: SPOT.id, status, sessionEndsAt: null })
      const limitTicks = orderType === 'MARKET' ? null : 10_000
      expect(record(given, 'marketHours', { orderType, timeInForce, limitTicks }).verdict).toBe(verdict)
    },
  )

  it('[RK-06] needs the touched side for a market order and a reference price for any other', () => {
    const given = setting()
    applyQuote(given.world.market, 0, {
      instrumentId: SPOT.id,
      bidTicks: 10_000,
      askTicks: null,
      bidLots: 1,
      askLots: null,
      lastTicks: null,
      receivedAt: given.world.book.at + 100,
    })
    expect(
      record(given, 'quoteAvailable', { orderType: 'MARKET', timeInForce: 'IOC', limitTicks: null }).verdict,
    ).toBe('FAILED')
    expect(
      record(given, 'quoteAvailable', { ...SELL, orderType: 'MARKET', timeInForce: 'IOC', limitTicks: null })
        .verdict,
    ).toBe('PASSED')
    // The last trade (100.00) is still a reference.
    expect(record(given, 'quoteAvailable').verdict).toBe('PASSED')
  })

  it('[RK-07] wants a quote of at most 60 s, or what the policy says, unless the market is closed and the order rests', () => {
    const given = setting()
    const { at } = given.world.book
    const quote = {
      instrumentId: SPOT.id,
      bidTicks: 10_000,
      askTicks: 10_010,
      bidLots: 1,
      askLots: 1,
      lastTicks: null,
    }
    applyQuote(given.world.market, 0, { ...quote, receivedAt: at + 100 })
    const later = { at: at + 60_100_100 }
    expect(record(given, 'quoteAge', later)).toMatchObject({
      verdict: 'FAILED',
      limit: '60000',
      scope: 'SYSTEM',
    })
    applyStatus(given.world.market, 0, { instrumentId: SPOT.id, status: 'CLOSED', sessionEndsAt: null })
    expect(record(given, 'quoteAge', later).verdict).toBe('SKIPPED')
    applyStatus(given.world.market, 0, { instrumentId: SPOT.id, status: 'OPEN', sessionEndsAt: null })
    limit(given, { maxQuoteAgeMs: 70_000 })
    expect(record(given, 'quoteAge', later).verdict).toBe('PASSED')
  })

  it('[RK-08] converts by the mid of a pair or its inverse, and not by a quote that is too old', () => {
    const { world } = setting()
    const { book, market } = world
    expect(conversionRate(book, market, 'EUR', 'USD')).toMatchObject({
      rate: 1_100_000_000_000_000_000n,
      instrumentIndex: 2,
    })
    expect(conversionRate(book, market, 'USD', 'EUR')?.rate).toBe(909_090_909_090_909_091n)
    expect(conversionRate(book, market, 'EUR', 'JPY')).toBeNull()
    expect(conversionRate(book, market, 'EUR', 'USD', book.at + 61_000_000)).toBeNull()
  })

  it('[RK-09] lets only reductions through where new risk is restricted', () => {
    const given = setting()
    fill(given, 1000)
    limit(given, { restricted: true })
    expect(record(given, 'restricted').verdict).toBe('FAILED')
    expect(record(given, 'restricted', { ...SELL, quantityLots: 1000 }).verdict).toBe('PASSED')
  })

  it.each([
    ['a buy at its limit', {}, '100'],
    [
      'a market buy at the ask and 5 %, up to a tick',
      { orderType: 'MARKET', timeInForce: 'IOC', limitTicks: null },
      '105.11',
    ],
    ['a sale below the bid at the bid', { ...SELL, limitTicks: 9000 }, '100'],
    [
      'a stop buy above the ask at the stop and 5 %',
      { orderType: 'STOP', limitTicks: null, stopTicks: 11_000 },
      '115.5',
    ],
  ] as const)('[RK-10] judges the notional of %s', (_name, order, observed) => {
    const given = setting()
    limit(given, { maxOrderNotional: '1000' })
    expect(record(given, 'orderNotional', order).observed).toBe(observed)
  })

  it('[RK-11] holds only the worse side of the reference against a price', () => {
    const given = setting()
    limit(given, { priceCollar: '0.05' })
    expect(record(given, 'priceCollar', { limitTicks: 11_000 }).verdict).toBe('FAILED')
    expect(record(given, 'priceCollar', { limitTicks: 5000 }).verdict).toBe('PASSED')
    expect(record(given, 'priceCollar', { ...SELL, limitTicks: 5000 }).verdict).toBe('FAILED')
    expect(
      record(given, 'priceCollar', { orderType: 'STOP_LIMIT', stopTicks: 12_000, limitTicks: 12_100 })
        .verdict,
    ).toBe('PASSED')
  })

  it('[RK-12] counts what works on the same side and nothing of the other', () => {
    const given = setting()
    fill(given, 1000)
    given.world.submit({ accountId: given.accountId, quantityLots: 2000 })
    given.world.submit({ accountId: given.accountId, ...SELL, quantityLots: 500 })
    limit(given, { maxPositionQuantity: '3.9' }, 'ACCOUNT', given.accountId)
    expect(record(given, 'positionQuantity')).toMatchObject({ observed: '4', verdict: 'FAILED' })
  })

  it('[RK-13] asks cash for what opens: notional or margin, and the worst fee', () => {
    const given = setting()
    expect(record(given, 'availableCash')).toMatchObject({
      observed: '100.2',
      limit: '1000000',
      verdict: 'PASSED',
    })
    expect(record(given, 'availableCash', SELL).observed).toBe('50.2')
    const future = { instrumentId: FUTURE.id, quantityLots: 1, limitTicks: 16_000 }
    expect(record(given, 'availableCash', future).observed).toBe('20001.25')
    fill(given, 1000)
    expect(record(given, 'availableCash', SELL).observed).toBe('0')
  })

  it('[RK-14] counts open orders with this one and requests of the last second, blocked ones too', () => {
    const given = setting()
    given.world.submit({ accountId: given.accountId })
    limit(given, { maxOpenOrders: 1, maxOrdersPerSecond: 1, maxOrderQuantity: '2' })
    expect(record(given, 'openOrders')).toMatchObject({ observed: '2', limit: '1', verdict: 'FAILED' })
    given.world.submit({ accountId: given.accountId, quantityLots: 9000 })
    expect(record(given, 'orderRate')).toMatchObject({ observed: '3', limit: '1', verdict: 'FAILED' })
  })

  it('[RK-14] counts replacements among the requests of the last second, blocked ones too', () => {
    const given = setting()
    const { world, accountId } = given
    const orderId = world.submit({ accountId })
    world.report({ kind: 'ACCEPTED', orderId, venueOrderId: 'v' })
    limit(given, { maxOrdersPerSecond: 3, maxOrderQuantity: '2' })
    const replace = (idempotencyKey: string, quantityLots: number) =>
      accepted(
        world.when({
          type: 'ReplaceOrder',
          orderId,
          idempotencyKey,
          quantityLots,
          limitTicks: null,
          stopTicks: null,
        }),
      ).decision?.outcome
    expect(replace('too large', 9000)).toBe('BLOCKED')
    expect(replace('good', 1500)).toBe('ALLOWED')
    expect(record(given, 'orderRate')).toMatchObject({ observed: '4', limit: '3', verdict: 'FAILED' })
    expectReplay(world)
  })

  it('[RK-15] sums worst cases for gross exposure and the order side for net exposure', () => {
    const given = setting()
    fill(given, 2000)
    limit(given, { maxGrossExposure: '1000', maxNetExposure: '150' }, 'ACCOUNT', given.accountId)
    expect(record(given, 'grossExposure')).toMatchObject({ observed: '300.15', verdict: 'PASSED' })
    expect(record(given, 'netExposure')).toMatchObject({ observed: '300.15', verdict: 'FAILED' })
    // Selling 3 leaves a short of 1: a flip, nearer to zero than the long of 2.
    expect(record(given, 'netExposure', { ...SELL, quantityLots: 3000 })).toMatchObject({
      observed: '100.05',
      verdict: 'PASSED',
    })
  })

  it('[RK-16] compares leverage, concentration and caps with equity and class', () => {
    const given = setting()
    limit(
      given,
      {
        maxLeverage: '0.0001',
        maxConcentration: '0.00010005',
        assetClassCaps: [{ assetClass: 'CRYPTO', maxExposure: '100' }],
      },
      'ACCOUNT',
      given.accountId,
    )
    expect(record(given, 'leverage')).toMatchObject({ observed: '0.00010005', verdict: 'FAILED' })
    expect(record(given, 'concentration')).toMatchObject({
      observed: '0.00010005',
      verdict: 'PASSED',
      headroom: '0',
    })
    expect(record(given, 'assetClassCap')).toMatchObject({ observed: '100.05', verdict: 'FAILED' })
  })

  it('[RK-17] counts loss from the day start and drawdown from the day high', () => {
    const given = setting()
    fill(given, 1_000_000)
    given.world.when({ type: 'MarkAccounts' })
    given.world.quote(SPOT, 9000, 9010)
    limit(given, { maxDailyLoss: '9949', maxDrawdown: '0.5' }, 'ACCOUNT', given.accountId)
    expect(record(given, 'dailyLoss')).toMatchObject({ observed: '9950', verdict: 'FAILED' })
    expect(record(given, 'drawdown').verdict).toBe('PASSED')
  })

  it('[RK-18] never holds back a reduction, and a flip is none', () => {
    const given = setting()
    fill(given, 2000)
    limit(given, {
      maxGrossExposure: '1',
      maxNetExposure: '1',
      maxLeverage: '0',
      maxPositionQuantity: '0.1',
      maxDailyLoss: '0',
      restricted: true,
    })
    const reduce = accepted(
      given.world.ask({
        ...orderCommand({ accountId: given.accountId, ...SELL, quantityLots: 2000 }),
        type: 'PreviewOrder',
      }),
    )
    expect(reduce.decision?.outcome).toBe('ALLOWED')
    const flip = accepted(
      given.world.ask({
        ...orderCommand({ accountId: given.accountId, ...SELL, quantityLots: 2001 }),
        type: 'PreviewOrder',
      }),
    )
    expect(flip.decision?.outcome).toBe('BLOCKED')
  })

  it('[RK-19] blocks added risk that cannot be evaluated and names what is missing', () => {
    const given = setting('JPY')
    limit(given, { maxOrderNotional: '1' })
    expect(record(given, 'fxRate').verdict).toBe('FAILED')
    expect(record(given, 'orderNotional')).toMatchObject({ verdict: 'FAILED', observed: null })
    expect(record(given, 'orderNotional').message).toContain('a rate from USD to JPY')
  })

  it('[RK-20] judges a replacement with the old order taken out', () => {
    const given = setting()
    const orderId = given.world.submit({ accountId: given.accountId, quantityLots: 3000 })
    given.world.report({ kind: 'ACCEPTED', orderId, venueOrderId: 'v' })
    limit(given, { maxPositionQuantity: '4', maxOpenOrders: 1 })
    const replace = { type: 'ReplaceOrder', orderId, limitTicks: null, stopTicks: null } as const
    expect(
      accepted(given.world.ask({ ...replace, idempotencyKey: 'a', quantityLots: 4000 })).decision?.outcome,
    ).toBe('ALLOWED')
    expect(
      accepted(given.world.ask({ ...replace, idempotencyKey: 'b', quantityLots: 4001 })).decision?.outcome,
    ).toBe('BLOCKED')
  })

  it('[RK-21] values an account by cash, paid holdings and margined profit, each currency converted once', () => {
    const given = setting()
    fill(given, 1000)
    const { book, market } = given.world
    // 1,000,000 - 100 paid, and 1 BTC at a mid of 100.05.
    expect(accountEquity(book, market, 0)).toBe(1_000_000_050_000_000_000_000_000n)
    accepted(
      given.world.when({
        type: 'Deposit',
        accountId: given.accountId,
        amount: '10',
        currency: 'EUR',
        idempotencyKey: 'eur',
      }),
    )
    expect(accountEquity(book, market, 0)).toBe(1_000_011_050_000_000_000_000_000n)
  })

  it('[RK-22] a mark sets the start of a new day and raises the high, and moves nothing else', () => {
    const given = setting()
    fill(given, 1000)
    expect(accepted(given.world.when({ type: 'MarkAccounts' })).events).toMatchObject([
      { type: 'AccountMarked', dayStartEquity: '1000000', dayHighEquity: '1000000.05' },
    ])
    expect(accepted(given.world.when({ type: 'MarkAccounts' })).events).toEqual([])
    given.world.quote(SPOT, 11_000, 11_010)
    expect(accepted(given.world.when({ type: 'MarkAccounts' })).events).toMatchObject([
      { dayStartEquity: '1000000', dayHighEquity: '1000010.05' },
    ])
  })

  it('[RK-22] does not mark an account that nothing was ever booked in', () => {
    const { world } = setting()
    const empty = world.open('PAPER', 'USD', null)
    const { events } = accepted(world.when({ type: 'MarkAccounts' }))
    expect(events).toHaveLength(1)
    accepted(
      world.when({
        type: 'Deposit',
        accountId: empty,
        amount: '500',
        currency: 'USD',
        idempotencyKey: 'first',
      }),
    )
    expect(accepted(world.when({ type: 'MarkAccounts' })).events).toMatchObject([
      { type: 'AccountMarked', accountId: empty, dayStartEquity: '500', dayHighEquity: '500' },
    ])
  })

  it("[RK-22] the day's first accepted order marks the account before it, and none after does", () => {
    const { world, accountId } = setting()
    const types = (outcome: ReturnType<World['when']>) => accepted(outcome).events.map(({ type }) => type)
    const blocked = orderCommand({ accountId, quantityLots: 1_000_000, limitTicks: 1_000_000 })
    expect(types(world.when(blocked))).toEqual(['OrderBlocked'])
    const first = accepted(world.when(orderCommand({ accountId })))
    expect(first.events).toMatchObject([
      { type: 'AccountMarked', accountId, dayStartEquity: '1000000', dayHighEquity: '1000000' },
      { type: 'OrderAccepted', orderId: first.subjectId },
    ])
    expect(types(world.when(orderCommand({ accountId })))).toEqual(['OrderAccepted'])
    const tomorrow = { ...orderCommand({ accountId }), at: world.book.at + 86_400_000_000 }
    world.quoteAt(tomorrow.at, SPOT, 10_000, 10_010)
    expect(types(world.when(tomorrow))).toEqual(['AccountMarked', 'OrderAccepted'])
    expectReplay(world)
  })

  it("[RK-22] the day's first replacement marks the account as an order does", () => {
    const { world, accountId } = setting()
    const orderId = world.submit({ accountId })
    world.report({ kind: 'ACCEPTED', orderId, venueOrderId: 'v' })
    const at = world.book.at + 86_400_000_000
    world.quoteAt(at, SPOT, 10_000, 10_010)
    const terms = { orderId, idempotencyKey: 'r', quantityLots: 500, limitTicks: null, stopTicks: null, at }
    const { events } = accepted(world.when({ type: 'ReplaceOrder', ...terms }))
    expect(events.map(({ type }) => type)).toEqual(['AccountMarked', 'OrderReplaceRequested'])
    expectReplay(world)
  })

  it('[RK-25] shows a ratio at eight decimals, and never as the limit that it is over', () => {
    const given = setting()
    limit(given, { priceCollar: '0.001' })
    // 100.15 against 100.05 is 0.000999500249..., and 100.16 is 0.001099450...
    expect(record(given, 'priceCollar', { limitTicks: 10_015 })).toMatchObject({
      verdict: 'PASSED',
      observed: '0.0009995',
      headroom: '0.0000005',
    })
    expect(record(given, 'priceCollar', { limitTicks: 10_016 }).observed).toBe('0.00109946')
    const narrow = setting()
    limit(narrow, { maxLeverage: '0.0001' })
    // 100.05 to buy against a million and a millionth: over by less than what is shown.
    expect(record(narrow, 'leverage', { quantityLots: 1000 })).toMatchObject({ verdict: 'FAILED' })
    expect(record(narrow, 'leverage', { quantityLots: 1000 }).observed).not.toBe('0.0001')
  })

  it('[RK-17] [RK-22] a round trip between midnight and the first mark counts as a loss of the day', () => {
    const given = setting()
    limit(given, { maxDailyLoss: '5' }, 'ACCOUNT', given.accountId)
    fill(given, 1000, 'BUY', '1', 10_010)
    fill(given, 1000, 'SELL', '2', 9_000)
    expect(record(given, 'dailyLoss')).toMatchObject({ observed: '10.1', verdict: 'FAILED' })
    given.world.when({ type: 'MarkAccounts' })
    expect(record(given, 'dailyLoss')).toMatchObject({ observed: '10.1', verdict: 'FAILED' })
  })

  it('[RK-22] an order of an account that cannot be valued is accepted without a mark where no limit needs one', () => {
    const { world, accountId } = setting()
    accepted(
      world.when({ type: 'Deposit', accountId, amount: '1000', currency: 'JPY', idempotencyKey: 'jpy' }),
    )
    const { events } = accepted(world.when(orderCommand({ accountId })))
    expect(events.map(({ type }) => type)).toEqual(['OrderAccepted'])
  })

  it.each([
    [{ maxOrderNotional: '-1' }, 'limits.maxOrderNotional'],
    [{ maxGrossExposure: '1e9' }, 'limits.maxGrossExposure'],
    [{ priceCollar: '5' }, 'limits.priceCollar'],
    [{ maxOrdersPerSecond: 1024 }, 'limits.maxOrdersPerSecond'],
    [{ maxOpenOrders: 1.5 }, 'limits.maxOpenOrders'],
    [
      {
        assetClassCaps: [
          { assetClass: 'FX', maxExposure: '1' },
          { assetClass: 'FX', maxExposure: '2' },
        ],
      },
      'limits.assetClassCaps.1.assetClass',
    ],
  ] as const)('[RK-23] refuses %o, naming %s', (limits, field) => {
    const { world } = setting()
    const outcome = refused(
      world.when({
        type: 'PutRiskPolicy',
        scope: 'GLOBAL',
        targetId: null,
        expectedVersion: null,
        limits: { ...NO_LIMITS, ...limits },
      }),
    )
    expect(outcome).toMatchObject({ code: 'BAD_USER_INPUT', field })
  })
})
