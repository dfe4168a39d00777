import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { canonicalJson, formatInstant, parseInstant } from '../src/index.ts'
import { decide, evolve, hash, restore, snapshot, type Command, type VenueReport } from './engine.ts'
import { actorOf, deployed, submitOwn, SYSTEM, VERSION } from './deployed.ts'
import { accepted, desk, fillOf, orderCommand, refused, START, TRADER } from './given.ts'
import { openWorld, operation, run } from './operations.ts'

const seed = Number(process.env.QUARTERDECK_TEST_SEED ?? 20_261_121)

describe('the state of a book', () => {
  it(
    `[SN-03] decide changes nothing and throws for nothing, whatever the fields hold, seed ${seed}`,
    { timeout: 120_000 },
    () => {
      const given = deployed()
      const { world, accountId, deploymentId, strategyId } = given
      const orderId = submitOwn(given)
      const before = hash(world.book)
      const types = [
        'ListInstrument',
        'OpenAccount',
        'Deposit',
        'ConvertCash',
        'BookIncome',
        'SubmitOrder',
        'PreviewOrder',
        'ReplaceOrder',
        'CancelOrder',
        'CancelAllOrders',
        'PutRiskPolicy',
        'EngageKillSwitch',
        'ReleaseKillSwitch',
        'RecordAudit',
        'CreateStrategy',
        'DeployStrategy',
        'ChangeDeployment',
        'SetDeployment',
        'QuarantineDeployment',
        'MarkAccounts',
        'SettleInstrument',
        'ApplyCorporateAction',
      ] as const
      const text = fc.oneof(
        fc.constantFrom(
          '',
          ' ',
          '\u0000',
          'GLOBAL',
          'ACCOUNT',
          'x'.repeat(10_000),
          '__proto__',
          'constructor',
          '1',
          '-1',
          '1e9',
          'USD',
          accountId,
          orderId,
          'SIM:BTC-USD',
        ),
        fc.string({ unit: 'binary' }),
      )
      const count = fc.oneof(
        fc.constantFrom(0, -1, 0.5, Number.NaN, Number.POSITIVE_INFINITY, 2 ** 53, 1000, 10_000),
        fc.double(),
      )
      const nullable = <T>(of: fc.Arbitrary<T>): fc.Arbitrary<T | null> => fc.option(of)
      const mostly = <T>(good: T, wild: fc.Arbitrary<T>): fc.Arbitrary<T> =>
        fc.oneof({ weight: 9, arbitrary: fc.constant(good) }, { weight: 1, arbitrary: wild })
      const cause = fc.record({
        deploymentId: mostly<unknown>(deploymentId, text),
        run: mostly<unknown>(1, count),
        input: mostly<unknown>(1, count),
        digest: mostly<unknown>(VERSION.digest, text),
      })
      const command = fc.record({
        type: fc.constantFrom(...types),
        at: mostly(START, count),
        commandId: mostly('c', text),
        actor: fc.constantFrom(TRADER, TRADER, SYSTEM, actorOf(deploymentId), actorOf('x')),
        cause: fc.option(fc.oneof(cause, text), { nil: undefined }),
        deploymentId: mostly(deploymentId, text),
        version: fc.option(fc.record({ versionId: text, number: count, digest: text })),
        params: fc.oneof(fc.constantFrom('{}', '{"a":[1e999]}', `${'{"a":'.repeat(9000)}1`, '[[1]]'), text),
        instrumentIds: fc.option(fc.array(fc.oneof(fc.constant('SIM:BTC-USD'), text), { maxLength: 3 })),
        ordersPerMinuteMax: count,
        seed: count,
        isolation: fc.constantFrom('PROCESS', 'X'),
        desired: fc.constantFrom('RUNNING', 'PAUSED', 'STOPPED', 'X'),
        cancelOrders: fc.option(fc.boolean(), { nil: undefined }),
        expectedRevision: count,
        accountId: mostly<string | null>(accountId, nullable(text)),
        instrumentId: mostly<string | null>('SIM:BTC-USD', nullable(text)),
        orderId: mostly(orderId, text),
        killSwitchId: text,
        clientOrderId: text,
        idempotencyKey: text,
        side: fc.constantFrom('BUY', 'SELL', ''),
        orderType: fc.constantFrom('MARKET', 'LIMIT', 'STOP', 'STOP_LIMIT', 'X'),
        timeInForce: fc.constantFrom('DAY', 'IOC', 'X'),
        quantityLots: count,
        limitTicks: nullable(count),
        stopTicks: nullable(count),
        requestedMode: nullable(text),
        strategyId: mostly<string | null>(strategyId, nullable(text)),
        name: text,
        mode: text,
        currency: text,
        connectionId: nullable(text),
        amount: text,
        fromCurrency: text,
        toCurrency: text,
        scope: text,
        targetId: nullable(text),
        expectedVersion: nullable(count),
        reason: text,
        payoutTicks: count,
        venueReference: text,
        settledAt: count,
        cancelOpenOrders: fc.boolean(),
        allowReduceOnly: fc.boolean(),
        limits: fc.constant({ maxOrderNotional: 'x' }),
        action: text,
        summary: text,
        before: nullable(text),
        after: nullable(text),
        instrument: fc.record({
          id: text,
          venueId: text,
          symbol: text,
          venueSymbol: text,
          name: text,
          assetClass: text,
          currency: text,
          priceIncrement: text,
          quantityIncrement: text,
          multiplier: text,
          minQuantity: text,
          maxQuantity: text,
          minPrice: nullable(text),
          maxPrice: nullable(text),
          expiry: nullable(text),
          strike: nullable(text),
          right: nullable(text),
          underlyingId: nullable(text),
          settlement: text,
          funding: text,
          initialMarginRate: text,
          maintenanceMarginRate: text,
          makerFeeRate: text,
          takerFeeRate: text,
          feePerUnit: text,
          calendar: text,
        }),
      })
      fc.assert(
        fc.property(command, (wild) => {
          const outcome = decide(world.book, world.market, wild as unknown as Command)
          if (outcome.kind === 'REFUSED') {
            expect(['BAD_USER_INPUT', 'NOT_FOUND', 'CONFLICT', 'FORBIDDEN']).toContain(outcome.code)
            expect(outcome.message.length).toBeGreaterThan(0)
          }
        }),
        { seed, numRuns: 20_000 },
      )
      expect(hash(world.book)).toBe(before)
    },
  )

  it(
    `[SN-03] decide throws for no report, whatever its fields hold, seed ${seed}`,
    { timeout: 120_000 },
    () => {
      const { world, accountId } = desk()
      const orderId = world.submit({ accountId })
      const before = hash(world.book)
      const text = fc.oneof(
        fc.constantFrom('', 'x', '\u0000', '1', '-0.5', '1e9', '__proto__'),
        fc.string({ unit: 'binary' }),
      )
      const count = fc.oneof(fc.constantFrom(0, -1, 1, 1000, 0.5, Number.NaN, 2 ** 53), fc.double())
      let taken = 0
      fc.assert(
        fc.property(wildReport(orderId, text, count), (wild) => {
          const cause = { at: START, commandId: 'c', actor: TRADER }
          const report = wild as unknown as VenueReport
          const outcome = decide(world.book, world.market, { type: 'ReportVenue', report, ...cause })
          if (outcome.kind === 'ACCEPTED') taken++
          else expect(outcome.field).toMatch(/^report\./)
        }),
        { seed, numRuns: 10_000 },
      )
      expect(taken).toBeGreaterThan(1000)
      expect(hash(world.book)).toBe(before)
    },
  )

  it(
    `[SN-04] a restored book goes on exactly as the one that was written, seed ${seed}`,
    { timeout: 120_000 },
    () => {
      fc.assert(
        fc.property(
          fc.array(operation, { minLength: 20, maxLength: 60 }),
          fc.array(operation, { minLength: 10, maxLength: 40 }),
          (first, rest) => {
            const world = openWorld()
            for (const one of first) run(world, one)
            const restored = restore(snapshot(world.book))
            expect(hash(restored)).toBe(hash(world.book))
            world.afterEvent = (event) => void evolve(restored, event)
            for (const one of rest) {
              run(world, one)
              const probe = {
                ...orderCommand({ accountId: world.book.accounts[0]?.id ?? '', clientOrderId: 'probe' }),
                at: START,
                commandId: 'probe',
                actor: TRADER,
              }
              expect(decide(restored, world.market, probe)).toEqual(decide(world.book, world.market, probe))
            }
            expect(hash(restored)).toBe(hash(world.book))
          },
        ),
        { seed, numRuns: 60 },
      )
    },
  )

  it('[SN-05] events have no holes and time never goes back', () => {
    const { world, accountId } = desk()
    const late = accepted(world.when({ ...orderCommand({ accountId }), at: START + 5_000 }))
    const early = accepted(world.when({ ...orderCommand({ accountId }), at: START }))
    expect(early.events[0]).toMatchObject({ at: START + 5_000, seq: (late.events.at(-1)?.seq ?? 0) + 1 })
    const event = early.events[0]
    if (event === undefined) throw new Error('an order made an event')
    expect(() => evolve(world.book, event)).toThrow(/^Invariant: event \d+ comes next/)
    expect(() => evolve(world.book, { ...event, seq: world.book.seq + 1, at: 1 })).toThrow(
      /^Invariant: time in the journal/,
    )
  })

  it('[SN-06] equal books have equal text: keys in order, exact numbers as strings', () => {
    expect(canonicalJson({ b: 1, a: [2n ** 70n, null, 'ü"', true, -0.5], c: undefined })).toBe(
      '{"a":["1180591620717411303424",null,"ü\\"",true,-0.5],"b":1}',
    )
    expect(() => canonicalJson({ a: Number.NaN })).toThrow(/^Invariant/)
    expect(() => canonicalJson({ a: new Map() })).toThrow(/^Invariant/)
    const [one, two] = [desk().world, desk().world]
    expect(snapshot(one.book)).toBe(snapshot(two.book))
    expect(JSON.parse(snapshot(one.book))).toMatchObject({ format: 10, organizationId: 'org-1' })
    expect(() => restore('{"format":99}')).toThrow(/format 10/)
  })

  it('[SN-06] a change of one unit changes the hash', () => {
    const { world, accountId } = desk()
    const orderId = world.submit({ accountId, quantityLots: 10 })
    const before = hash(world.book)
    world.report(fillOf(orderId, 'x', 1, 10_000, '0.000000000000000001'))
    expect(hash(world.book)).not.toBe(before)
  })

  it('[SN-07] an outside change is one event in the same trail', () => {
    const { world } = desk()
    const outcome = accepted(
      world.when({
        type: 'RecordAudit',
        action: 'api-key:create',
        summary: 'Key "bot" created',
        before: null,
        after: '{"role":"trader"}',
      }),
    )
    expect(outcome.events).toMatchObject([
      { type: 'AuditRecorded', action: 'api-key:create', seq: world.book.seq },
    ])
    expect(
      refused(world.when({ type: 'RecordAudit', action: '', summary: 's', before: null, after: null })).field,
    ).toBe('action')
    expect(
      refused(
        world.when({
          type: 'RecordAudit',
          action: 'a',
          summary: 's',
          before: 'x'.repeat(70_000),
          after: null,
        }),
      ).field,
    ).toBe('before')
  })

  it('[SN-05] instants are read and written as UTC text', () => {
    for (const text of ['1970-01-01T00:00:00Z', '2026-11-21T12:34:56.789Z', '2028-02-29T23:59:59.000001Z']) {
      expect(formatInstant(parseInstant(text) ?? -1)).toBe(text)
      expect(parseInstant(text)).toBe(
        Date.parse(text.replace(/\.(\d{3})\d+Z/, '.$1Z')) * 1000 +
          Number(/\.\d{3}(\d+)Z/.exec(text)?.[1] ?? '0'),
      )
    }
    for (const text of [
      '2026-02-29T00:00:00Z',
      '2026-13-01T00:00:00Z',
      '2026-01-01T24:00:00Z',
      '2026-01-01',
      '2026-01-01T00:00:00+01:00',
      '1969-12-31T23:59:59Z',
    ]) {
      expect(parseInstant(text)).toBeNull()
    }
  })

  it('[PO-04] lots are the sum of the fills that stand', () => {
    const { world, accountId } = desk()
    const buy = world.submit({ accountId, quantityLots: 10 })
    const sell = world.submit({ accountId, side: 'SELL', quantityLots: 4, limitTicks: 10_000 })
    world.report(fillOf(buy, 'a', 10))
    world.report(fillOf(sell, 'b', 3))
    world.report({ kind: 'BUSTED', orderId: buy, execId: 'a', reason: 'error' })
    expect(world.book.positions[0]?.lots).toBe(-3)
  })
})

const REPORT_KINDS = [
  'ACCEPTED',
  'REJECTED',
  'FILL',
  'CANCELED',
  'CANCEL_REJECTED',
  'EXPIRED',
  'REPLACED',
  'REPLACE_REJECTED',
  'UNKNOWN',
  'BUSTED',
  'CORRECTED',
  'WORKING_ORDERS',
  'constructor',
  'CANCEL',
]

function wildReport(
  orderId: string,
  text: fc.Arbitrary<string>,
  count: fc.Arbitrary<number>,
): fc.Arbitrary<object> {
  return fc.record({
    kind: fc.constantFrom(...REPORT_KINDS),
    orderId: fc.oneof({ weight: 4, arbitrary: fc.constant(orderId) }, { weight: 1, arbitrary: text }),
    venueOrderId: text,
    reason: text,
    execId: text,
    replacesExecId: text,
    lots: count,
    priceTicks: count,
    liquidity: fc.constantFrom('MAKER', 'TAKER', 'X'),
    fee: text,
    venueAt: count,
    quantityLots: count,
    limitTicks: fc.option(count),
    stopTicks: fc.option(count),
    venueId: text,
    orderIds: fc.option(fc.array(text, { maxLength: 3 })),
  })
}
