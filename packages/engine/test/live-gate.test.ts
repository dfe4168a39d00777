/** The live gate and the ramp: who may trade a LIVE account, how far, and what keeps an order back. */

import { describe, expect, it } from 'vitest'
import { NO_LIMITS, type CheckRecord, type EnableLive } from '../src/index.ts'
import { restore, snapshot, type Actor, type SubmitOrder } from './engine.ts'
import { accepted, desk, expectReplay, fillOf, orderCommand, refused } from './given.ts'
import {
  CONNECTION,
  enabling,
  LIVE_CONTEXT,
  limitAccount,
  liveDesk,
  OPEN_GATE,
  openLive,
  OTHER_CONNECTION,
  RAMP,
  type LiveDesk,
} from './live.ts'

const SYSTEM: Actor = { kind: 'SYSTEM', id: 'promotion', name: 'Promotion', userId: null }
const OTHER: Actor = { kind: 'USER', id: 'user-2', name: 'Otto', userId: 'user-2' }

type Asked = Partial<SubmitOrder>

function checksOf({ world, accountId }: LiveDesk, order: Asked = {}): readonly CheckRecord[] {
  const preview = { ...orderCommand({ accountId, ...order }), type: 'PreviewOrder' } as const
  return accepted(world.ask(preview)).decision?.checks ?? []
}

function check(given: LiveDesk, name: CheckRecord['name'], order: Asked = {}): CheckRecord {
  const found = checksOf(given, order).find((record) => record.name === name)
  if (found === undefined) throw new Error(`no record of ${name}`)
  return found
}

/** What of the live account stands in the book. */
function live({ world, accountId }: LiveDesk) {
  const account = world.book.accounts.find(({ id }) => id === accountId)
  if (account === undefined) throw new Error('the account is in the book')
  expect(account.liveEnabled).toBe(account.live !== null)
  return account.live
}

/** Buys and fills, so that there is something to reduce. */
function hold({ world, accountId }: LiveDesk, lots: number, execId = 'x'): void {
  const orderId = world.submit({ accountId, quantityLots: lots })
  world.report({ kind: 'ACCEPTED', orderId, venueOrderId: orderId })
  world.report(fillOf(orderId, execId, lots))
}

describe('the live gate: who may trade (LG)', () => {
  it('[LG-01] an account is enabled for the people named, at a stage, and its state keeps who, how far and since when', () => {
    const given = liveDesk({ userIds: ['user-1', 'user-2'], stagePercent: 5 })
    const { at } = given.world.events.at(-1) ?? { at: 0 }
    expect(given.world.events.at(-1)).toMatchObject({
      type: 'LiveEnabled',
      connectionId: CONNECTION,
      userIds: ['user-1', 'user-2'],
      stagePercent: 5,
      before: null,
      reason: 'ready',
    })
    expect(live(given)).toEqual({
      userIds: ['user-1', 'user-2'],
      stagePercent: 5,
      enabledAt: at,
      stageSince: at,
    })
    expectReplay(given.world)
    expect(snapshot(restore(snapshot(given.world.book)))).toBe(snapshot(given.world.book))
  })

  it.each<[string, Partial<EnableLive>]>([
    ['connectionId', { connectionId: 'connection-2' }],
    ['userIds', { userIds: [] }],
    ['userIds', { userIds: ['user-1', 'user-1'] }],
    ['userIds', { userIds: [''] }],
    ['userIds', { userIds: Array.from({ length: 101 }, (_, index) => `user-${index}`) }],
    ['stagePercent', { stagePercent: 50 as 5 }],
    ['reason', { reason: ' ' }],
    ['accountId', { accountId: 'nobody' }],
  ])('[LG-01] refuses a bad %s', (field, terms) => {
    const given = liveDesk()
    expect(refused(given.world.when(enabling(given.accountId, terms))).field).toBe(field)
  })

  it('[LG-01] refuses a PAPER account, and a journal that is not power-safe', () => {
    const paper = desk()
    paper.world.context = LIVE_CONTEXT
    expect(refused(paper.world.when(enabling(paper.accountId))).message).toBe(
      'accountId is PAPER; only LIVE accounts are asked this',
    )
    const { world } = paper
    const accountId = openLive(world)
    expect(refused(world.when(enabling(accountId), { embedded: true })).message).toMatch(
      /power-safe; set DATABASE_URL/,
    )
  })

  it('[LG-02] enabling anew names other people and keeps since when; the same terms change nothing', () => {
    const given = liveDesk({ stagePercent: 5 })
    const before = live(given)
    const { events } = accepted(
      given.world.when(enabling(given.accountId, { userIds: ['user-2'], stagePercent: 5 })),
    )
    expect(events).toMatchObject([
      { type: 'LiveEnabled', before: { userIds: ['user-1'], stagePercent: 5 }, userIds: ['user-2'] },
    ])
    expect(live(given)).toEqual({ ...before, userIds: ['user-2'] })
    const again = enabling(given.accountId, { userIds: ['user-2'], stagePercent: 5, reason: 'once more' })
    expect(accepted(given.world.when(again)).events).toEqual([])
    expect(refused(given.world.when(enabling(given.accountId, { stagePercent: 100 }))).field).toBe(
      'stagePercent',
    )
  })

  it('[LG-03] [OR-13] disabling is never refused, shuts from the next command on, and blocks no cancel', () => {
    const given = liveDesk()
    const { world, accountId } = given
    const orderId = world.submit({ accountId })
    const { events } = accepted(
      world.when({ type: 'DisableLive', accountId, reason: `${'pull the plug '.repeat(100)}\u0000` }),
    )
    expect(events).toMatchObject([
      { type: 'LiveDisabled', before: { userIds: ['user-1'], stagePercent: 100 } },
    ])
    expect(live(given)).toBeNull()
    expect(check(given, 'liveGate')).toMatchObject({
      verdict: 'FAILED',
      message: 'shut: live trading is not enabled for the account',
    })
    expect(accepted(world.when({ type: 'DisableLive', accountId, reason: '' })).events).toEqual([])
    expect(accepted(world.when({ type: 'CancelOrder', orderId })).events).toMatchObject([
      { type: 'OrderCancelRequested', orderId },
    ])
    expectReplay(world)
  })

  it('[LG-03] only a LIVE account is disabled', () => {
    const { world, accountId } = desk()
    expect(refused(world.when({ type: 'DisableLive', accountId, reason: 'no' })).field).toBe('accountId')
    expect(refused(world.when({ type: 'DisableLive', accountId: 'x', reason: 'no' })).code).toBe('NOT_FOUND')
  })

  it.each([
    [5, 25, true],
    [5, 100, false],
    [25, 100, true],
    [25, 5, true],
    [100, 5, true],
    [100, 25, true],
  ] as const)('[LG-04] from stage %i to %i is taken: %s', (stagePercent, asked, isTaken) => {
    const given = liveDesk({ stagePercent })
    const { world, accountId } = given
    const outcome = world.when({
      type: 'SetCapitalStage',
      accountId,
      stagePercent: asked,
      reason: 'so it went',
    })
    expect(outcome.kind).toBe(isTaken ? 'ACCEPTED' : 'REFUSED')
    expect(live(given)?.stagePercent).toBe(isTaken ? asked : stagePercent)
    if (outcome.kind === 'REFUSED') expect(outcome.message).toMatch(/at most 25.*one stage at a time/)
    else expect(outcome.events).toMatchObject([{ type: 'CapitalStageSet', before: stagePercent }])
    if (isTaken) expect(live(given)?.stageSince).toBeGreaterThan(live(given)?.enabledAt ?? 0)
    expectReplay(world)
  })

  it('[LG-04] setting what is set changes nothing; what is not enabled has no stage; a stage needs a reason', () => {
    const { world, accountId } = liveDesk({ stagePercent: 25 })
    const set = { type: 'SetCapitalStage', accountId, stagePercent: 25, reason: 'again' } as const
    expect(accepted(world.when(set)).events).toEqual([])
    expect(refused(world.when({ ...set, stagePercent: 5, reason: '' })).field).toBe('reason')
    accepted(world.when({ type: 'DisableLive', accountId, reason: 'stop' }))
    expect(refused(world.when(set))).toMatchObject({ code: 'CONFLICT', field: 'accountId' })
  })

  it('[LG-05] what the system lowers or shuts raises an alert, what a person does raises none', () => {
    const { world, accountId } = liveDesk()
    const lower = { type: 'SetCapitalStage', accountId, stagePercent: 25, reason: 'drawdown' } as const
    expect(accepted(world.when({ ...lower, actor: SYSTEM })).events).toMatchObject([
      { type: 'CapitalStageSet' },
      {
        type: 'AlertRaised',
        kind: 'LIVE_DEMOTED',
        message: expect.stringMatching(/from 100 to 25 %.*drawdown/),
      },
    ])
    expect(accepted(world.when({ ...lower, stagePercent: 5 })).events).toHaveLength(1)
    const raise = { ...lower, stagePercent: 25, actor: SYSTEM } as const
    expect(accepted(world.when(raise)).events).toHaveLength(1)
    const shut = { type: 'DisableLive', accountId, reason: 'breaks', actor: SYSTEM } as const
    expect(accepted(world.when(shut)).events).toMatchObject([
      { type: 'LiveDisabled' },
      { type: 'AlertRaised', kind: 'LIVE_DEMOTED' },
    ])
  })
})

describe('the live gate: what passes (LG)', () => {
  it('[MO-02] [LG-06] an order passes for whoever is named, and for nobody else', () => {
    const given = liveDesk()
    expect(check(given, 'liveGate')).toMatchObject({ verdict: 'PASSED' })
    expect(accepted(given.world.when(orderCommand(given))).decision?.outcome).toBe('ALLOWED')
    expect(check(given, 'liveGate', { actor: OTHER })).toMatchObject({
      verdict: 'FAILED',
      message: 'shut: user user-2 may not trade the account live',
    })
    expect(check(given, 'liveGate', { actor: SYSTEM })).toMatchObject({
      verdict: 'FAILED',
      message: 'shut: nobody is accountable for the order',
    })
  })

  it('[LG-06] a replacement passes for the one who asks and the one who submitted the order', () => {
    const { world, accountId } = liveDesk({ userIds: ['user-1', 'user-2'] })
    const orderId = world.submit({ accountId })
    world.report({ kind: 'ACCEPTED', orderId, venueOrderId: 'v' })
    const smaller = (idempotencyKey: string, actor: Actor) =>
      accepted(
        world.when({
          type: 'ReplaceOrder',
          orderId,
          idempotencyKey,
          quantityLots: 500,
          limitTicks: null,
          stopTicks: null,
          actor,
        }),
      ).decision?.outcome
    accepted(world.when(enabling(accountId, { userIds: ['user-2'] })))
    expect(smaller('submitted by one who may not now', OTHER)).toBe('BLOCKED')
    accepted(world.when(enabling(accountId, { userIds: ['user-1'] })))
    expect(smaller('asked by one who may not', OTHER)).toBe('BLOCKED')
    accepted(world.when(enabling(accountId, { userIds: ['user-1', 'user-2'] })))
    expect(smaller('both may', OTHER)).toBe('ALLOWED')
  })

  it.each(['connectionHealthy', 'reconciled', 'killSwitchesKnown'] as const)(
    "[LG-07] %s is asked of the account's own connection",
    (flag) => {
      const given = liveDesk()
      const shut = { ...OPEN_GATE, [flag]: false }
      given.world.context = { embedded: false, liveGates: (id) => (id === CONNECTION ? shut : OPEN_GATE) }
      expect(check(given, 'liveGate').verdict).toBe('FAILED')
      given.world.context = { embedded: false, liveGates: (id) => (id === CONNECTION ? OPEN_GATE : shut) }
      expect(check(given, 'liveGate').verdict).toBe('PASSED')
      given.world.context = { embedded: false }
      expect(check(given, 'liveGate').verdict).toBe('FAILED')
    },
  )

  it.each([
    [5, 1000, 'PASSED'],
    [5, 1001, 'FAILED'],
    [25, 5000, 'PASSED'],
    [25, 5001, 'FAILED'],
  ] as const)(
    '[LG-08] at stage %i an order of %i lots at 100.00, where 2000 is the limit: %s',
    (stagePercent, lots, verdict) => {
      const given = liveDesk({ stagePercent })
      const record = check(given, 'capitalStage', { quantityLots: lots })
      expect(record).toMatchObject({ verdict, scope: 'ACCOUNT', limit: String(20 * stagePercent) })
      expect(record.message).toMatch(
        new RegExp(`^at the ${stagePercent} % capital stage, a worst-case order notional`),
      )
      expect(check(given, 'orderNotional', { quantityLots: lots }).verdict).toBe('PASSED')
    },
  )

  it('[LG-08] gross exposure is held to the share at each level, what is held and at work counted', () => {
    const given = liveDesk({ stagePercent: 5 })
    hold(given, 1000, '1')
    hold(given, 1000, '2')
    given.world.submit({ accountId: given.accountId, quantityLots: 1000 })
    const records = () => checksOf(given).filter(({ name }) => name === 'capitalStage')
    // 3 BTC held or at work, and this one, at 100.00, of at most 5 % of 10000.
    expect(records().map(({ observed, limit, verdict }) => [observed, limit, verdict])).toEqual([
      ['100', '100', 'PASSED'],
      ['400', '500', 'PASSED'],
    ])
    given.world.submit({ accountId: given.accountId, quantityLots: 1000 })
    given.world.submit({ accountId: given.accountId, quantityLots: 1000 })
    expect(records().map(({ observed, verdict }) => [observed, verdict])).toEqual([
      ['100', 'PASSED'],
      ['600', 'FAILED'],
    ])
    expectReplay(given.world)
  })

  it('[LG-08] of a limit over all accounts the share is of what the account alone holds', () => {
    const given = liveDesk()
    const { world } = given
    hold(given, 5000)
    const connectionId = OTHER_CONNECTION
    const second = { world, accountId: openLive(world, 'USD', { connectionId }) }
    limitAccount(second, RAMP)
    accepted(world.when(enabling(second.accountId, { stagePercent: 5, connectionId })))
    accepted(
      world.when({
        type: 'PutRiskPolicy',
        scope: 'ORGANIZATION',
        targetId: null,
        expectedVersion: null,
        limits: { ...NO_LIMITS, maxGrossExposure: '4000' },
      }),
    )
    const ofMode = () =>
      checksOf(second).filter(({ name, scope }) => name === 'capitalStage' && scope === 'ORGANIZATION')
    expect(ofMode()).toMatchObject([
      {
        observed: '100',
        limit: '200',
        verdict: 'PASSED',
        message: expect.stringMatching(
          /^at the 5 % capital stage, a gross exposure of the account of 100 USD is within/,
        ),
      },
    ])
    expect(check(second, 'grossExposure')).toMatchObject({ verdict: 'PASSED' })
    hold(second, 1000, 's')
    expect(ofMode()).toMatchObject([{ observed: '200', verdict: 'PASSED' }])
    hold(second, 1000, 't')
    expect(ofMode()).toMatchObject([{ observed: '300', verdict: 'FAILED' }])
  })

  it('[LG-08] at 100 % the limits hold whole, and other accounts have no such check', () => {
    const given = liveDesk()
    expect(checksOf(given).filter(({ name }) => name === 'capitalStage')).toMatchObject([
      { verdict: 'SKIPPED', message: 'at the last capital stage the limits hold whole' },
    ])
    const paper = desk()
    const names = checksOf(paper).map(({ name }) => name)
    expect(names).not.toContain('capitalStage')
    expect(names).not.toContain('positionDispute')
  })

  it.each([
    ['notional only', { maxOrderNotional: '2000' }],
    ['gross exposure only', { maxGrossExposure: '10000' }],
    ['neither', { maxOpenOrders: 5 }],
  ] as const)('[LG-09] below the last stage the gate is shut where policies limit %s', (_name, limits) => {
    const given = liveDesk({ stagePercent: 5 })
    limitAccount(given, limits, 1)
    expect(check(given, 'liveGate', { quantityLots: 1 })).toMatchObject({
      verdict: 'FAILED',
      message: expect.stringMatching(/^shut: no policy limits both .*capital stage of 5 % is a share$/),
    })
    accepted(
      given.world.when({
        type: 'SetCapitalStage',
        accountId: given.accountId,
        stagePercent: 25,
        reason: 'up',
      }),
    )
    accepted(
      given.world.when({
        type: 'SetCapitalStage',
        accountId: given.accountId,
        stagePercent: 100,
        reason: 'up',
      }),
    )
    expect(check(given, 'liveGate').verdict).toBe('PASSED')
    limitAccount(given, RAMP, 2)
  })

  it('[LG-10] a reduction passes the ramp whatever its size, and no other gate', () => {
    const given = liveDesk()
    const { world, accountId } = given
    hold(given, 10_000)
    accepted(world.when({ type: 'SetCapitalStage', accountId, stagePercent: 5, reason: 'down' }))
    const sale = { side: 'SELL', quantityLots: 10_000 } as const
    expect(checksOf(given, sale).filter(({ verdict }) => verdict === 'FAILED')).toEqual([])
    expect(checksOf(given).filter(({ verdict }) => verdict === 'FAILED')).toMatchObject([
      { name: 'capitalStage', observed: '1100', limit: '500' },
    ])
    limitAccount(given, { maxOpenOrders: 5 }, 1)
    expect(check(given, 'liveGate', sale).verdict).toBe('PASSED')
    expect(check(given, 'liveGate', { ...sale, actor: OTHER }).verdict).toBe('FAILED')
    world.context = { embedded: false }
    expect(check(given, 'liveGate', sale).verdict).toBe('FAILED')
  })

  it('[LG-11] while something that differs is open nobody is kept from getting out, once books were compared', () => {
    const given = liveDesk()
    hold(given, 10_000)
    const sale = { side: 'SELL', quantityLots: 10_000 } as const
    const flip = { side: 'SELL', quantityLots: 10_001 } as const
    given.world.context = { embedded: false, liveGates: () => ({ ...OPEN_GATE, reconciled: false }) }
    expect(check(given, 'liveGate', sale).verdict).toBe('PASSED')
    expect(check(given, 'liveGate', flip).message).toBe('shut: the connection is not reconciled')
    expect(check(given, 'liveGate').verdict).toBe('FAILED')
    const unread = { ...OPEN_GATE, reconciled: false, compared: false }
    given.world.context = { embedded: false, liveGates: () => unread }
    expect(check(given, 'liveGate', sale).verdict).toBe('FAILED')
  })
})
