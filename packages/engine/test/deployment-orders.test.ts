/** What a deployment's orders may: whose they are, where they come from, and what holds them back. */

import { describe, expect, it } from 'vitest'
import { NO_LIMITS, type OrderCause } from '../src/index.ts'
import {
  actorOf,
  causeOf,
  deployed,
  deployment,
  idOf,
  NEWER,
  ownOrder,
  set,
  submitOwn,
  SYSTEM,
  VERSION,
} from './deployed.ts'
import type { Deployed } from './deployed.ts'
import { hash, restore, snapshot } from './engine.ts'
import {
  accepted,
  expectReplay,
  fillOf,
  FUTURE,
  orderCommand,
  refused,
  SPOT,
  START,
  TRADER,
} from './given.ts'

/** A second deployment of the strategy beside the first. */
function beside(given: Deployed): Deployed {
  const { world, strategyId, accountId } = given
  const terms = { strategyId, accountId, name: 'two', idempotencyKey: 'deploy-2' }
  return { ...given, deploymentId: idOf(world.when(deployment(terms))) }
}

/** The record of the deployment's own rate in the decision on an order that it would submit now. */
function ownRate(given: Deployed, order: Parameters<typeof ownOrder>[1] = {}) {
  const { decision } = accepted(given.world.ask({ ...ownOrder(given, order), type: 'PreviewOrder' }))
  return decision?.checks.find((check) => check.name === 'deploymentOrderRate')
}

const replace = (given: Deployed, orderId: string, rest: object = {}) =>
  ({
    type: 'ReplaceOrder',
    orderId,
    idempotencyKey: 'r1',
    quantityLots: 2000,
    limitTicks: null,
    stopTicks: null,
    actor: actorOf(given.deploymentId),
    cause: causeOf(given.deploymentId),
    ...rest,
  }) as const

describe('orders of deployments (ST)', () => {
  it('[ST-09] a cause is given by the deployment that it names, and by nobody else', () => {
    const given = deployed()
    const { world, deploymentId } = given
    expect(refused(world.when(ownOrder(given, { actor: TRADER })))).toMatchObject({
      code: 'FORBIDDEN',
      field: 'cause',
    })
    const other = beside(given)
    expect(refused(world.when(ownOrder(given, { actor: actorOf(other.deploymentId) })))).toMatchObject({
      code: 'FORBIDDEN',
      field: 'cause.deploymentId',
    })
    const stranger = { actor: actorOf('stranger'), cause: causeOf('stranger') }
    expect(refused(world.when(ownOrder(given, stranger)))).toMatchObject({
      code: 'NOT_FOUND',
      field: 'cause.deploymentId',
    })
    expect(accepted(world.when(ownOrder(given))).events.at(-1)).toMatchObject({
      type: 'OrderAccepted',
      cause: { deploymentId },
    })
  })

  it('[ST-09] a deployment asks for nothing without one', () => {
    const given = deployed()
    const { world, accountId } = given
    const actor = actorOf(given.deploymentId)
    const orderId = submitOwn(given)
    const submit = { ...orderCommand({ accountId }), actor }
    const { cause: _, ...replacing } = replace(given, orderId)
    for (const command of [
      submit,
      { ...submit, type: 'PreviewOrder' },
      replacing,
      { type: 'CancelOrder', orderId, actor },
    ] as const)
      expect(refused(world.when(command))).toMatchObject({ code: 'BAD_USER_INPUT', field: 'cause' })
  })

  it.each<[string, Partial<OrderCause>]>([
    ['cause.deploymentId', { deploymentId: '' }],
    ['cause.run', { run: 0 }],
    ['cause.run', { run: 1.5 }],
    ['cause.input', { input: -1 }],
    ['cause.digest', { digest: 'short' }],
    ['cause.digest', { digest: undefined as unknown as string }],
  ])('[ST-09] refuses %s of %j', (field, cause) => {
    const given = deployed()
    const wrong = { cause: causeOf(given.deploymentId, cause) }
    expect(refused(given.world.when(ownOrder(given, wrong)))).toMatchObject({ code: 'BAD_USER_INPUT', field })
    expect(refused(given.world.when(ownOrder(given, { cause: 'x' as unknown as OrderCause }))).field).toBe(
      'cause',
    )
  })

  it('[ST-09] [OR-02] the same order again is the same, whatever is wanted of its deployment meanwhile', () => {
    const given = deployed()
    const { world } = given
    const orderId = submitOwn(given, { clientOrderId: 'd1-r1-1' })
    accepted(world.when(set(given, 'STOPPED')))
    const again = ownOrder(given, {
      clientOrderId: 'd1-r1-1',
      cause: causeOf(given.deploymentId, { input: 99 }),
    })
    expect(accepted(world.when(again))).toMatchObject({ events: [], subjectId: orderId })
  })

  it('[ST-09] an order that another deployment, or a person, made under the id is a conflict', () => {
    const given = deployed()
    const { world, accountId, strategyId } = given
    const other = beside(given)
    submitOwn(other, { clientOrderId: 'd1-r1-1' })
    world.submit({ accountId, strategyId, clientOrderId: 'd1-r1-2' })
    for (const clientOrderId of ['d1-r1-1', 'd1-r1-2'])
      expect(refused(world.when(ownOrder(given, { clientOrderId })))).toMatchObject({
        code: 'CONFLICT',
        field: 'cause.deploymentId',
      })
  })

  it('[ST-10] refuses orders and replacements while it is paused, stopped or quarantined', () => {
    const given = deployed()
    const { world, deploymentId } = given
    const orderId = submitOwn(given)
    world.report({ kind: 'ACCEPTED', orderId, venueOrderId: 'v' })
    const expectRefused = (words: string) => {
      for (const command of [
        ownOrder(given),
        { ...ownOrder(given), type: 'PreviewOrder' },
        replace(given, orderId),
      ] as const)
        expect(refused(world.when(command))).toMatchObject({
          code: 'FORBIDDEN',
          field: 'cause.deploymentId',
          message: expect.stringContaining(words),
        })
    }
    for (const desired of ['PAUSED', 'STOPPED'] as const) {
      accepted(world.when(set(given, desired)))
      expectRefused(`is ${desired}`)
    }
    accepted(world.when(set(given, 'RUNNING')))
    accepted(world.when({ type: 'QuarantineDeployment', deploymentId, reason: 'runaway', actor: SYSTEM }))
    expectRefused('is quarantined: runaway')
    accepted(world.when(set(given, 'RUNNING')))
    submitOwn(given)
    accepted(world.when(replace(given, orderId)))
  })

  it('[ST-10] refuses what an artifact decided that it does not run any more', () => {
    const given = deployed()
    const { world, deploymentId } = given
    const terms = { params: '{}', instrumentIds: [SPOT.id], ordersPerMinuteMax: 60, version: NEWER }
    accepted(world.when({ type: 'ChangeDeployment', deploymentId, expectedRevision: 1, ...terms }))
    expect(refused(world.when(ownOrder(given)))).toMatchObject({
      code: 'CONFLICT',
      field: 'cause.digest',
      message: expect.stringContaining('version 2'),
    })
    submitOwn(given, { cause: causeOf(deploymentId, { digest: NEWER.digest, run: 2 }) })
  })

  it('[ST-10] refuses another account and another instrument, also to reduce what is held', () => {
    const given = deployed()
    const { world, accountId } = given
    const elsewhere = world.open()
    expect(refused(world.when(ownOrder(given, { accountId: elsewhere })))).toMatchObject({
      code: 'FORBIDDEN',
      field: 'accountId',
    })
    const future = { instrumentId: FUTURE.id, quantityLots: 1, limitTicks: 20_000 }
    const held = world.submit({ accountId, ...future })
    world.report(fillOf(held, 'x', 1, 20_000))
    expect(refused(world.when(ownOrder(given, { ...future, side: 'SELL' })))).toMatchObject({
      code: 'FORBIDDEN',
      field: 'instrumentId',
    })
    expect(refused(world.when(ownOrder(given, { instrumentId: 'SIM:NONE' }))).field).toBe('instrumentId')
  })

  it('[ST-11] an order keeps where it comes from, and the strategy of its deployment, whatever it says', () => {
    const given = deployed()
    const { world, strategyId, deploymentId } = given
    const cause = causeOf(deploymentId, { run: 3, input: 41 })
    const orderId = submitOwn(given, { strategyId: 'another', cause })
    expect(world.order(orderId)).toMatchObject({
      strategyId,
      deploymentId,
      cause,
      actor: actorOf(deploymentId),
    })
    expect(world.events.at(-1)).toMatchObject({ type: 'OrderAccepted', cause, terms: { strategyId } })
    world.report({ kind: 'ACCEPTED', orderId, venueOrderId: 'v' })
    const later = causeOf(deploymentId, { run: 3, input: 42 })
    expect(accepted(world.when(replace(given, orderId, { cause: later }))).events).toMatchObject([
      { type: 'OrderReplaceRequested', cause: later },
    ])
    const last = causeOf(deploymentId, { run: 3, input: 43 })
    const cancel = { type: 'CancelOrder', orderId, actor: actorOf(deploymentId), cause: last } as const
    expect(accepted(world.when(cancel)).events).toMatchObject([{ type: 'OrderCancelRequested', cause: last }])
    // What asked for the order is what it keeps.
    expect(world.order(orderId).cause).toEqual(cause)
    const plain = world.submit({ accountId: given.accountId })
    expect(world.order(plain)).toMatchObject({ deploymentId: null, cause: null })
    expect(world.events.at(-1)).not.toHaveProperty('cause')
    expectReplay(world)
    expect(hash(restore(snapshot(world.book)))).toBe(hash(world.book))
  })

  it('[ST-11] a blocked order of a deployment states its cause as well', () => {
    const given = deployed()
    const { world, deploymentId } = given
    world.when({
      type: 'EngageKillSwitch',
      scope: 'GLOBAL',
      targetId: null,
      reason: 'r',
      cancelOpenOrders: false,
      allowReduceOnly: false,
    })
    const { events, decision } = accepted(world.when(ownOrder(given)))
    expect(events).toMatchObject([{ type: 'OrderBlocked', cause: causeOf(deploymentId) }])
    expect(decision?.checks.find((check) => check.name === 'killSwitch')?.verdict).toBe('FAILED')
  })

  it('[ST-12] a deployment finds its own orders only', () => {
    const given = deployed()
    const { world, accountId } = given
    const other = submitOwn(beside(given))
    const person = world.submit({ accountId })
    const asking = { actor: actorOf(given.deploymentId), cause: causeOf(given.deploymentId) }
    for (const orderId of [other, person, 'none'])
      for (const command of [{ type: 'CancelOrder', orderId, ...asking }, replace(given, orderId)] as const)
        expect(refused(world.when(command))).toMatchObject({
          code: 'NOT_FOUND',
          field: 'orderId',
          message: 'orderId was not found',
        })
  })

  it.each(['PAUSED', 'STOPPED', 'RUNNING'] as const)(
    '[ST-12] [OR-13] its cancels are taken while it is %s, quarantined, past its rate and of an old artifact',
    (desired) => {
      const given = deployed({ ordersPerMinuteMax: 1 })
      const { world, deploymentId } = given
      const orderId = submitOwn(given)
      accepted(world.when(set(given, desired)))
      accepted(world.when({ type: 'QuarantineDeployment', deploymentId, reason: 'runaway', actor: SYSTEM }))
      const cause = causeOf(deploymentId, { digest: NEWER.digest })
      const cancel = { type: 'CancelOrder', orderId, actor: actorOf(deploymentId), cause } as const
      expect(accepted(world.when(cancel)).events).toHaveLength(1)
    },
  )

  it('[ST-12] people replace and cancel its orders as any other', () => {
    const given = deployed()
    const { world } = given
    const orderId = submitOwn(given)
    world.report({ kind: 'ACCEPTED', orderId, venueOrderId: 'v' })
    const { actor: _, cause: __, ...command } = replace(given, orderId)
    expect(accepted(world.when(command)).events).toMatchObject([{ type: 'OrderReplaceRequested' }])
    accepted(world.when({ type: 'CancelOrder', orderId }))
    expect(world.events.at(-1)).not.toHaveProperty('cause')
  })

  it('[ST-13] past its own rate it is blocked, by a check of that name with limit, observed and headroom', () => {
    const given = deployed({ ordersPerMinuteMax: 2 })
    const { world } = given
    expect(ownRate(given)).toEqual({
      name: 'deploymentOrderRate',
      scope: 'SYSTEM',
      targetId: null,
      policyVersion: null,
      verdict: 'PASSED',
      observed: '1',
      limit: '2',
      headroom: '1',
      message:
        'a rate of the deployment over 60 s of 1 requests is within 2 requests (deployment one, revision 1)',
    })
    submitOwn(given)
    submitOwn(given)
    const { events, decision } = accepted(world.when(ownOrder(given)))
    expect(events).toMatchObject([{ type: 'OrderBlocked' }])
    expect(decision?.summary).toBe(
      'Blocked by deploymentOrderRate: a rate of the deployment over 60 s of 3 requests is over the limit of 2 requests (deployment one, revision 1)',
    )
    // Blocked ones count too: who goes on asking stays blocked.
    expect(ownRate(given)).toMatchObject({ observed: '4', headroom: '-2', verdict: 'FAILED' })
    // Neither another deployment's orders nor a person's are held back, or counted.
    submitOwn(beside(given))
    world.submit({ accountId: given.accountId })
    expect(ownRate(given)).toMatchObject({ observed: '4' })
    expectReplay(world)
  })

  it('[ST-13] counts the minute of the book, whose oldest moment has left it', () => {
    const given = deployed({ ordersPerMinuteMax: 2 })
    const { world } = given
    const at = START + 1_000_000
    const order = (now: number) => world.when({ ...ownOrder(given), at: now })
    const quote = (now: number) => world.quoteAt(now, SPOT, 9_990, 10_010)
    expect(accepted(order(at)).decision?.outcome).toBe('ALLOWED')
    expect(accepted(order(at + 1)).decision?.outcome).toBe('ALLOWED')
    quote(at + 59_999_999)
    expect(accepted(order(at + 59_999_999)).decision?.outcome).toBe('BLOCKED')
    quote(at + 60_000_000)
    expect(accepted(order(at + 60_000_000)).decision?.outcome).toBe('BLOCKED')
    quote(at + 119_999_999)
    expect(accepted(order(at + 119_999_999)).decision?.outcome).toBe('ALLOWED')
    expect(hash(restore(snapshot(world.book)))).toBe(hash(world.book))
    expectReplay(world)
  })

  it('[ST-13] counts replacements that it asks for, and not those of people', () => {
    const given = deployed({ ordersPerMinuteMax: 2 })
    const { world } = given
    const orderId = submitOwn(given)
    world.report({ kind: 'ACCEPTED', orderId, venueOrderId: 'v' })
    const { actor: _, cause: __, ...byPerson } = replace(given, orderId)
    accepted(world.when({ ...byPerson, idempotencyKey: 'p' }))
    world.report({ kind: 'REPLACE_REJECTED', orderId, reason: 'no' })
    expect(accepted(world.when(replace(given, orderId))).decision?.outcome).toBe('ALLOWED')
    world.report({ kind: 'REPLACE_REJECTED', orderId, reason: 'no' })
    const third = accepted(world.when(replace(given, orderId, { idempotencyKey: 'r2' })))
    expect(third.events).toMatchObject([{ type: 'OrderReplaceBlocked', cause: causeOf(given.deploymentId) }])
    expect(third.decision?.summary).toContain('deploymentOrderRate')
    expect(world.order(orderId).status).toBe('NEW')
    expectReplay(world)
  })

  it('[ST-13] an order that only reduces the position passes, and the decision says so', () => {
    const given = deployed({ ordersPerMinuteMax: 1 })
    const { world } = given
    const orderId = submitOwn(given)
    world.report(fillOf(orderId, 'x', 1000))
    expect(accepted(world.when(ownOrder(given))).decision?.outcome).toBe('BLOCKED')
    const exit = { side: 'SELL', quantityLots: 1000 } as const
    expect(ownRate(given, exit)).toMatchObject({
      verdict: 'PASSED',
      observed: '3',
      limit: '1',
      headroom: '-2',
      message: 'the order only reduces the position, so this limit does not hold it back',
    })
    // More than is held would open a short: that is no exit.
    expect(ownRate(given, { ...exit, quantityLots: 1001 })).toMatchObject({ verdict: 'FAILED' })
    submitOwn(given, exit)
  })

  it('[ST-13] a rate that is changed counts from the next order on, with what was asked before', () => {
    const given = deployed({ ordersPerMinuteMax: 1 })
    const { world, deploymentId } = given
    submitOwn(given)
    expect(ownRate(given)?.verdict).toBe('FAILED')
    const terms = { version: VERSION, params: '{}', instrumentIds: [SPOT.id], ordersPerMinuteMax: 2 }
    accepted(world.when({ type: 'ChangeDeployment', deploymentId, expectedRevision: 1, ...terms }))
    expect(ownRate(given)).toMatchObject({
      verdict: 'PASSED',
      observed: '2',
      message: expect.stringContaining('(deployment one, revision 2)'),
    })
  })

  it('[ST-13] of an order without a cause it is not judged', () => {
    const { world, accountId } = deployed()
    const { decision } = accepted(world.when(orderCommand({ accountId })))
    expect(decision?.checks.some((check) => check.name === 'deploymentOrderRate')).toBe(false)
  })

  it('[ST-14] a policy of its strategy binds the orders of each of its deployments', () => {
    const given = deployed()
    const { world, accountId, strategyId } = given
    accepted(
      world.when({
        type: 'PutRiskPolicy',
        scope: 'STRATEGY',
        targetId: strategyId,
        expectedVersion: null,
        limits: { ...NO_LIMITS, maxOrderQuantity: '0.5' },
      }),
    )
    for (const each of [given, beside(given)]) {
      const { decision } = accepted(world.when(ownOrder(each)))
      expect(decision?.checks.find((check) => check.name === 'orderQuantity')).toMatchObject({
        verdict: 'FAILED',
        scope: 'STRATEGY',
        targetId: strategyId,
        observed: '1',
        limit: '0.5',
      })
      const small = submitOwn(each, { quantityLots: 500 })
      world.report({ kind: 'ACCEPTED', orderId: small, venueOrderId: small })
      // A replacement beyond it is as little let through.
      expect(accepted(world.when(replace(each, small))).decision?.outcome).toBe('BLOCKED')
    }
    expect(accepted(world.when(orderCommand({ accountId }))).decision?.outcome).toBe('ALLOWED')
  })

  it('[ST-14] a kill switch of its strategy blocks and withdraws the orders of all its deployments', () => {
    const given = deployed()
    const { world, accountId, strategyId } = given
    const other = beside(given)
    const orderIds = [submitOwn(given), submitOwn(other)]
    const person = world.submit({ accountId })
    const engaged = accepted(
      world.when({
        type: 'EngageKillSwitch',
        scope: 'STRATEGY',
        targetId: strategyId,
        reason: 'odd fills',
        cancelOpenOrders: true,
        allowReduceOnly: false,
      }),
    )
    expect(engaged.orderIds).toEqual(orderIds)
    for (const orderId of orderIds) expect(world.order(orderId).cancelRequested).toBe(true)
    expect(world.order(person).cancelRequested).toBe(false)
    for (const each of [given, other])
      expect(accepted(world.when(ownOrder(each))).decision?.outcome).toBe('BLOCKED')
    expect(accepted(world.when(orderCommand({ accountId }))).decision?.outcome).toBe('ALLOWED')
  })

  it("[ST-14] what names a deployment as if it were a strategy binds nothing: its orders are its strategy's", () => {
    const given = deployed()
    const { world, deploymentId } = given
    const orderId = submitOwn(given)
    world.report({ kind: 'ACCEPTED', orderId, venueOrderId: 'v' })
    const options = { reason: 'a slip', cancelOpenOrders: false, allowReduceOnly: false }
    world.when({ type: 'EngageKillSwitch', scope: 'STRATEGY', targetId: deploymentId, ...options })
    expect(accepted(world.when(replace(given, orderId))).decision?.outcome).toBe('ALLOWED')
    expect(accepted(world.when(ownOrder(given))).decision?.outcome).toBe('ALLOWED')
  })

  it('[ST-14] a kill switch of the person who deployed it blocks it as well', () => {
    const given = deployed()
    accepted(
      given.world.when({
        type: 'EngageKillSwitch',
        scope: 'USER',
        targetId: 'user-1',
        reason: 'left',
        cancelOpenOrders: false,
        allowReduceOnly: false,
      }),
    )
    expect(accepted(given.world.when(ownOrder(given))).decision?.outcome).toBe('BLOCKED')
  })

  it('[ST-11] [MO-02] on a LIVE account they pass the live gate, or do not, as any other', () => {
    const given = deployed()
    const { world, strategyId } = given
    const live = {
      type: 'OpenAccount',
      name: 'Live',
      mode: 'LIVE',
      currency: 'USD',
      connectionId: 'c',
    } as const
    const accountId = idOf(world.when(live, { embedded: false }))
    const terms = { strategyId, accountId, name: 'live', idempotencyKey: 'live' }
    const deploymentId = idOf(world.when(deployment(terms)))
    const { events, decision } = accepted(world.when(ownOrder({ ...given, accountId, deploymentId })))
    expect(events).toMatchObject([{ type: 'OrderBlocked', cause: { deploymentId } }])
    expect(decision?.checks.find((check) => check.name === 'liveGate')).toMatchObject({
      verdict: 'FAILED',
      message: expect.stringContaining('live trading is not enabled'),
    })
  })
})
