import { describe, expect, it } from 'vitest'
import type { EngageKillSwitch } from '../src/index.ts'
import {
  accepted,
  desk,
  expectReplay,
  fillOf,
  instrumentTerms,
  orderCommand,
  refused,
  SPOT,
  type Given,
  type World,
} from './given.ts'

const engage = (terms: Partial<EngageKillSwitch> = {}): Given<EngageKillSwitch> => ({
  type: 'EngageKillSwitch',
  scope: 'ORGANIZATION',
  targetId: null,
  reason: 'odd fills',
  cancelOpenOrders: true,
  allowReduceOnly: false,
  ...terms,
})

/** An engaged switch over one confirmed order. */
function withdrawing(): {
  readonly world: World
  readonly accountId: string
  readonly orderId: string
  readonly killSwitchId: string
} {
  const { world, accountId } = desk()
  const orderId = world.submit({ accountId })
  world.report({ kind: 'ACCEPTED', orderId, venueOrderId: 'v' })
  const killSwitchId = accepted(world.when(engage())).subjectId ?? ''
  return { world, accountId, orderId, killSwitchId }
}

const phase = (world: World, index = 0): string | undefined => world.book.switches[index]?.phase
const list = (world: World, orderIds: readonly string[] = [], venueId = 'SIM'): void => {
  accepted(world.report({ kind: 'WORKING_ORDERS', venueId, orderIds }))
}

describe('kill switches', () => {
  it.each<[string, Partial<EngageKillSwitch>, string]>([
    ['targetId', { scope: 'GLOBAL', targetId: 'x' }, 'BAD_USER_INPUT'],
    ['targetId', { scope: 'ORGANIZATION', targetId: 'org-2' }, 'BAD_USER_INPUT'],
    ['targetId', { scope: 'ACCOUNT', targetId: null }, 'BAD_USER_INPUT'],
    ['targetId', { scope: 'ACCOUNT', targetId: 'x' }, 'NOT_FOUND'],
    ['targetId', { scope: 'VENUE', targetId: 'NOWHERE' }, 'NOT_FOUND'],
    ['targetId', { scope: 'STRATEGY', targetId: '' }, 'BAD_USER_INPUT'],
    ['targetId', { scope: 'USER', targetId: 'a\u0000b' }, 'BAD_USER_INPUT'],
    ['reason', { reason: '' }, 'BAD_USER_INPUT'],
    ['reason', { reason: 'x'.repeat(501) }, 'BAD_USER_INPUT'],
    ['scope', { scope: 'PLANET' as 'GLOBAL' }, 'BAD_USER_INPUT'],
  ])('[KS-01] refuses %s of %j', (field, terms, code) => {
    const { world } = desk()
    expect(refused(world.when(engage(terms)))).toMatchObject({ code, field })
    expect(world.book.switches).toEqual([])
  })

  it('[KS-01] takes the organization as its own target', () => {
    const { world } = desk()
    accepted(world.when(engage({ targetId: 'org-1' })))
    expect(world.book.switches[0]).toMatchObject({ scope: 'ORGANIZATION', targetId: null })
  })

  it('[KS-02] engaging what is engaged gives it back, and another target is another switch', () => {
    const { world, accountId } = desk()
    const first = accepted(world.when(engage({ cancelOpenOrders: false })))
    expect(accepted(world.when(engage()))).toMatchObject({ subjectId: first.subjectId })
    expect(world.book.switches).toHaveLength(1)
    expect(accepted(world.when(engage({ scope: 'ACCOUNT', targetId: accountId }))).subjectId).not.toBe(
      first.subjectId,
    )
  })

  it('[KS-02] pressing again to cancel asks what still works and is not being canceled', () => {
    const { world, accountId } = desk()
    const orderId = world.submit({ accountId })
    const first = accepted(world.when(engage({ cancelOpenOrders: false })))
    const again = accepted(world.when(engage()))
    expect(again).toMatchObject({ subjectId: first.subjectId, orderIds: [orderId] })
    expect(again.events).toMatchObject([
      { type: 'KillSwitchTightened', openOrderIds: [orderId] },
      { type: 'OrderCancelRequested', orderId },
    ])
    expect(accepted(world.when(engage())).events).toMatchObject([{ type: 'KillSwitchTightened' }])
    world.report({ kind: 'CANCEL_REJECTED', orderId, reason: 'busy' })
    expect(accepted(world.when(engage())).events).toMatchObject([
      { type: 'KillSwitchTightened' },
      { type: 'OrderCancelRequested', orderId },
    ])
  })

  it('[KS-02] pressing again keeps the stricter of both options, and a release alone loosens', () => {
    const { world, accountId } = desk()
    const orderId = world.submit({ accountId, quantityLots: 10 })
    world.report(fillOf(orderId, 'x', 10))
    accepted(world.when(engage({ cancelOpenOrders: false, allowReduceOnly: true })))
    const strict = accepted(
      world.when(engage({ cancelOpenOrders: false, allowReduceOnly: false, reason: 'worse' })),
    )
    expect(strict.events).toMatchObject([
      {
        type: 'KillSwitchTightened',
        actor: { id: 'user-1' },
        reason: 'worse',
        before: { cancelOpenOrders: false, allowReduceOnly: true },
        cancelOpenOrders: false,
        allowReduceOnly: false,
        openOrderIds: null,
      },
    ])
    const reduction = orderCommand({ accountId, side: 'SELL', quantityLots: 10 })
    expect(accepted(world.when(reduction)).decision?.outcome).toBe('BLOCKED')
    accepted(world.when(engage({ cancelOpenOrders: false, allowReduceOnly: true })))
    expect(world.book.switches[0]).toMatchObject({
      phase: 'ENGAGED',
      reason: 'odd fills',
      allowReduceOnly: false,
    })
    expectReplay(world)
  })

  it('[KS-02] pressing a confirmed switch to cancel withdraws anew, and every venue has to speak again', () => {
    const { world, accountId } = desk()
    const held = world.submit({ accountId, quantityLots: 10 })
    world.report(fillOf(held, 'x', 10))
    accepted(world.when(engage({ allowReduceOnly: true })))
    list(world)
    expect(phase(world)).toBe('CONFIRMED')
    const reduction = world.submit({ accountId, side: 'SELL', quantityLots: 10 })
    accepted(world.when(engage()))
    expect(world.book.switches[0]).toMatchObject({
      phase: 'CANCELLING',
      cancelOpenOrders: true,
      openOrderIds: [reduction],
      awaitedVenueIds: ['SIM'],
      confirmedAt: null,
    })
    expect(world.order(reduction).status).toBe('PENDING_CANCEL')
    world.report({ kind: 'CANCELED', orderId: reduction, reason: 'as asked' })
    list(world)
    expect(phase(world)).toBe('CONFIRMED')
    expectReplay(world)
  })

  it.each<[EngageKillSwitch['scope'], string | null]>([
    ['GLOBAL', null],
    ['ORGANIZATION', null],
    ['VENUE', 'SIM'],
    ['ACCOUNT', 'the account'],
    ['STRATEGY', 's-1'],
    ['USER', 'user-1'],
  ])('[KS-03] %s blocks what lies in its scope and nothing else', (scope, target) => {
    const { world, accountId } = desk()
    const outside = world.open()
    const away = instrumentTerms({ venueId: 'AWAY' })
    world.list(away)
    world.quote(away, 9_990, 10_010)
    accepted(
      world.when(
        engage({ scope, targetId: scope === 'ACCOUNT' ? accountId : target, cancelOpenOrders: false }),
      ),
    )
    const isBlocked = (order: Parameters<typeof orderCommand>[0]): boolean =>
      accepted(world.when(orderCommand(order))).decision?.outcome === 'BLOCKED'
    expect(isBlocked({ accountId, strategyId: 's-1' })).toBe(true)
    const other = { kind: 'USER', id: 'user-2', name: 'Else', userId: 'user-2' } as const
    const elsewhere = {
      ...orderCommand({ accountId: outside, instrumentId: away.id, strategyId: 's-2' }),
      actor: other,
    }
    expect(accepted(world.when(elsewhere)).decision?.outcome).toBe(
      scope === 'GLOBAL' || scope === 'ORGANIZATION' ? 'BLOCKED' : 'ALLOWED',
    )
  })

  it('[KS-04] asks every working order in scope to cancel, in one command, once each', () => {
    const { world, accountId } = desk()
    const other = world.open()
    const fresh = world.submit({ accountId })
    const unknown = world.submit({ accountId })
    world.report({ kind: 'UNKNOWN', orderId: unknown, reason: 'timeout' })
    const canceling = world.submit({ accountId })
    world.when({ type: 'CancelOrder', orderId: canceling })
    const foreign = world.submit({ accountId: other })
    const outcome = accepted(world.when(engage({ scope: 'ACCOUNT', targetId: accountId })))
    expect(outcome.events).toMatchObject([
      { type: 'KillSwitchEngaged', openOrderIds: [fresh, unknown, canceling] },
      { type: 'OrderCancelRequested', orderId: fresh },
      { type: 'OrderCancelRequested', orderId: unknown },
    ])
    expect(world.order(foreign).cancelRequested).toBe(false)
    expectReplay(world)
  })

  it.each<[EngageKillSwitch['scope'], string | null, readonly string[]]>([
    ['GLOBAL', null, ['mine', 'other']],
    ['VENUE', 'AWAY', ['other']],
    ['STRATEGY', 's-1', ['mine']],
    ['USER', 'user-2', ['other']],
  ])('[KS-04] %s %s withdraws %j', (scope, targetId, expected) => {
    const { world, accountId } = desk()
    const away = instrumentTerms({ venueId: 'AWAY' })
    world.list(away)
    world.quote(away, 9_990, 10_010)
    const mine = world.submit({ accountId, strategyId: 's-1' })
    const elsewhere = orderCommand({ accountId, instrumentId: away.id, strategyId: 's-2' })
    const actor = { kind: 'USER', id: 'user-2', name: 'Else', userId: 'user-2' } as const
    const other = accepted(world.when({ ...elsewhere, actor })).subjectId ?? ''
    const names = new Map([
      [mine, 'mine'],
      [other, 'other'],
    ])
    const { orderIds } = accepted(world.when(engage({ scope, targetId })))
    expect(orderIds.map((orderId) => names.get(orderId))).toEqual(expected)
  })

  it('[KS-05] is confirmed only by the venue and the books together', () => {
    const { world, orderId } = withdrawing()
    expect(phase(world)).toBe('CANCELLING')
    list(world)
    expect(phase(world), 'the venue lists nothing, our books still expect an answer').toBe('CANCELLING')
    world.report({ kind: 'CANCELED', orderId, reason: 'as asked' })
    expect(phase(world), 'our books are clear, the venue has not said so').toBe('CANCELLING')
    list(world, [orderId])
    expect(phase(world), 'the venue still lists it').toBe('CANCELLING')
    list(world, ['an order of somebody else'])
    expect(phase(world)).toBe('CONFIRMED')
    expect(world.book.switches[0]?.confirmedAt).not.toBeNull()
  })

  it('[KS-05] an unproven order keeps it cancelling', () => {
    const { world, accountId } = desk()
    const orderId = world.submit({ accountId })
    world.report({ kind: 'UNKNOWN', orderId, reason: 'timeout' })
    accepted(world.when(engage()))
    list(world)
    expect(phase(world)).toBe('CANCELLING')
    world.report({ kind: 'REJECTED', orderId, reason: 'never arrived' })
    list(world)
    expect(phase(world)).toBe('CONFIRMED')
  })

  it("[KS-05] with nothing open it takes the venue's word all the same", () => {
    const { world } = desk()
    accepted(world.when(engage()))
    expect(phase(world)).toBe('CANCELLING')
    list(world)
    expect(phase(world)).toBe('CONFIRMED')
  })

  it('[KS-06] orders at two venues take the word of both', () => {
    const { world, accountId } = desk()
    const away = instrumentTerms({ venueId: 'AWAY' })
    world.list(away)
    world.quote(away, 9_990, 10_010)
    const here = world.submit({ accountId })
    const there = world.submit({ accountId, instrumentId: away.id })
    accepted(world.when(engage()))
    for (const orderId of [here, there]) world.report({ kind: 'CANCELED', orderId, reason: 'as asked' })
    list(world, [], 'AWAY')
    expect(world.book.switches[0]).toMatchObject({ phase: 'CANCELLING', awaitedVenueIds: ['SIM'] })
    list(world, [], 'AWAY')
    expect(phase(world)).toBe('CANCELLING')
    list(world, [], 'SIM')
    expect(phase(world)).toBe('CONFIRMED')
    expectReplay(world)
  })

  it('[KS-06] an order that works again after its venue spoke keeps the switch cancelling', () => {
    const { world, accountId } = desk()
    const away = instrumentTerms({ venueId: 'AWAY' })
    world.list(away)
    world.quote(away, 9_990, 10_010)
    const here = world.submit({ accountId, quantityLots: 10 })
    const there = world.submit({ accountId, instrumentId: away.id, quantityLots: 10 })
    accepted(world.when(engage()))
    world.report(fillOf(here, 'x', 2))
    world.report({ ...fillOf(here, 'y', 10), kind: 'CORRECTED', replacesExecId: 'x' })
    list(world, [], 'SIM')
    expect(world.book.switches[0]?.awaitedVenueIds).toEqual(['AWAY'])
    world.report({ ...fillOf(here, 'z', 3), kind: 'CORRECTED', replacesExecId: 'y' })
    expect(world.order(here).status).toBe('PENDING_CANCEL')
    world.report({ kind: 'CANCELED', orderId: there, reason: 'as asked' })
    list(world, [], 'AWAY')
    expect(phase(world)).toBe('CANCELLING')
    world.report({ kind: 'CANCELED', orderId: here, reason: 'as asked' })
    list(world, [], 'AWAY')
    expect(phase(world)).toBe('CONFIRMED')
  })

  it('[KS-07] an order in flight that the venue accepts later is asked to cancel then', () => {
    const { world, accountId } = desk()
    const orderId = world.submit({ accountId })
    accepted(world.when(engage()))
    world.report({ kind: 'CANCEL_REJECTED', orderId, reason: 'no such order yet' })
    expect(world.order(orderId).status).toBe('PENDING_NEW')
    const outcome = accepted(world.report({ kind: 'ACCEPTED', orderId, venueOrderId: 'v' }))
    expect(outcome.events.map((event) => event.type)).toEqual(['OrderConfirmed', 'OrderCancelRequested'])
    expect(world.order(orderId).status).toBe('PENDING_CANCEL')
  })

  it('[KS-07] an order that has ended is not asked to cancel when its acceptance comes late', () => {
    const { world, accountId } = desk()
    const orderId = world.submit({ accountId, quantityLots: 10 })
    accepted(world.when(engage()))
    world.report(fillOf(orderId, 'all', 10))
    expect(world.order(orderId).status).toBe('FILLED')
    const outcome = accepted(world.report({ kind: 'ACCEPTED', orderId, venueOrderId: 'late' }))
    expect(outcome.events.map((event) => event.type)).toEqual(['OrderConfirmed'])
  })

  it('[KS-13] takes a reason of several lines, and no other control character', () => {
    const { world } = desk()
    const { subjectId } = accepted(world.when({ ...engage(), reason: 'first line\nsecond\r\nthird' }))
    expect(world.book.switches[0]?.reason).toBe('first line\nsecond\r\nthird')
    const release = { type: 'ReleaseKillSwitch', killSwitchId: subjectId ?? '' } as const
    for (const reason of ['a\tb', 'a\u0000b', 'a\rb', '\n \n', 'x\n'.repeat(251)])
      expect(refused(world.when({ ...release, reason })), JSON.stringify(reason)).toMatchObject({
        field: 'reason',
      })
    accepted(world.when({ ...release, reason: 'checked\nand well' }))
  })

  it('[KS-11] asks again, with every list, for the cancel of what the venue still lists and refused to cancel', () => {
    const { world, orderId, killSwitchId } = withdrawing()
    const listed = (): readonly unknown[] =>
      accepted(world.report({ kind: 'WORKING_ORDERS', venueId: 'SIM', orderIds: [orderId] })).events
    expect(listed(), 'the cancel is still pending').toEqual([])
    world.report({ kind: 'CANCEL_REJECTED', orderId, reason: 'busy' })
    expect(world.order(orderId).status).toBe('NEW')
    expect(listed()).toMatchObject([
      { type: 'OrderCancelRequested', orderId, reason: `kill switch ${killSwitchId}` },
    ])
    world.report({ kind: 'CANCEL_REJECTED', orderId, reason: 'still busy' })
    expect(listed()).toHaveLength(1)
    world.report({ kind: 'CANCELED', orderId, reason: 'as asked' })
    list(world)
    expect(phase(world)).toBe('CONFIRMED')
    expectReplay(world)
  })

  it('[KS-11] asks once where two switches withdraw the order, and not for what a switch lets through', () => {
    const { world, accountId } = desk()
    const held = world.submit({ accountId, quantityLots: 10 })
    world.report(fillOf(held, 'x', 10))
    const orderId = world.submit({ accountId })
    accepted(world.when(engage({ allowReduceOnly: true })))
    accepted(world.when(engage({ scope: 'ACCOUNT', targetId: accountId, allowReduceOnly: true })))
    const reduction = world.submit({ accountId, side: 'SELL', quantityLots: 10 })
    world.report({ kind: 'CANCEL_REJECTED', orderId, reason: 'busy' })
    const outcome = accepted(
      world.report({ kind: 'WORKING_ORDERS', venueId: 'SIM', orderIds: [orderId, reduction] }),
    )
    expect(outcome.events).toMatchObject([{ type: 'OrderCancelRequested', orderId }])
    world.report({ kind: 'CANCELED', orderId, reason: 'as asked' })
    list(world, [reduction])
    expect([phase(world, 0), phase(world, 1)]).toEqual(['CONFIRMED', 'CONFIRMED'])
  })

  it('[KS-12] an order that had ended in our books, yet works at the venue, keeps it cancelling and alerts once', () => {
    const { world, accountId } = desk()
    const orderId = world.submit({ accountId })
    world.report({ kind: 'CANCELED', orderId, reason: 'said the venue' })
    accepted(world.when(engage()))
    const first = accepted(world.report({ kind: 'WORKING_ORDERS', venueId: 'SIM', orderIds: [orderId] }))
    expect(first.events).toMatchObject([{ type: 'AlertRaised', kind: 'LISTED_AFTER_END', orderId }])
    list(world, [orderId])
    expect(world.events.filter((event) => event.type === 'AlertRaised')).toHaveLength(1)
    expect(phase(world)).toBe('CANCELLING')
    list(world, ['an order of somebody else'])
    expect(phase(world)).toBe('CONFIRMED')
    expectReplay(world)
  })

  it('[KS-12] an order outside its scope that the venue lists is no matter of the switch', () => {
    const { world, accountId } = desk()
    const other = world.open()
    const orderId = world.submit({ accountId: other })
    world.report({ kind: 'CANCELED', orderId, reason: 'said the venue' })
    accepted(world.when(engage({ scope: 'ACCOUNT', targetId: accountId })))
    list(world, [orderId])
    expect(phase(world)).toBe('CONFIRMED')
  })

  it('[KS-12] an order that comes back to work after the engagement is withdrawn too', () => {
    const { world, accountId } = desk()
    const orderId = world.submit({ accountId, quantityLots: 10 })
    world.report(fillOf(orderId, 'x', 2))
    world.report({ ...fillOf(orderId, 'y', 10), kind: 'CORRECTED', replacesExecId: 'x' })
    expect(world.order(orderId).status).toBe('FILLED')
    accepted(world.when(engage()))
    world.report({ ...fillOf(orderId, 'z', 3), kind: 'CORRECTED', replacesExecId: 'y' })
    list(world, [orderId])
    expect(world.order(orderId).status).toBe('PENDING_CANCEL')
    expect(phase(world)).toBe('CANCELLING')
  })

  it('[KS-08] without canceling it stays engaged and what works, works on', () => {
    const { world, accountId } = desk()
    const orderId = world.submit({ accountId })
    accepted(world.when(engage({ cancelOpenOrders: false })))
    list(world)
    expect(phase(world)).toBe('ENGAGED')
    expect(accepted(world.report({ kind: 'ACCEPTED', orderId, venueOrderId: 'v' })).events).toHaveLength(1)
    expect(world.order(orderId).status).toBe('NEW')
  })

  it('[KS-09] a switch released while it is cancelling waits for no venue any more', () => {
    const { world, killSwitchId } = withdrawing()
    accepted(world.when({ type: 'ReleaseKillSwitch', killSwitchId, reason: 'a drill' }))
    expect(world.book.switches[0]).toMatchObject({ phase: 'RELEASED', awaitedVenueIds: [] })
    expectReplay(world)
  })

  it('[KS-09] releasing takes a reason, counts from the next command, and is done once', () => {
    const { world, accountId, killSwitchId } = withdrawing()
    expect(refused(world.when({ type: 'ReleaseKillSwitch', killSwitchId, reason: '' }))).toMatchObject({
      field: 'reason',
    })
    expect(refused(world.when({ type: 'ReleaseKillSwitch', killSwitchId: 'x', reason: 'ok' }))).toMatchObject(
      { code: 'NOT_FOUND', field: 'killSwitchId' },
    )
    accepted(world.when({ type: 'ReleaseKillSwitch', killSwitchId, reason: 'checked' }))
    expect(world.book.switches[0]).toMatchObject({
      phase: 'RELEASED',
      releaseReason: 'checked',
      releasedBy: { id: 'user-1' },
    })
    expect(refused(world.when({ type: 'ReleaseKillSwitch', killSwitchId, reason: 'again' }))).toMatchObject({
      code: 'BAD_USER_INPUT',
      field: 'killSwitchId',
    })
    expect(accepted(world.when(orderCommand({ accountId }))).decision?.outcome).toBe('ALLOWED')
    expect(accepted(world.when(engage())).subjectId).not.toBe(killSwitchId)
    list(world)
    expect(phase(world)).toBe('RELEASED')
  })

  it('[KS-10] lets a reduction through where it says so', () => {
    const { world, accountId } = desk()
    const orderId = world.submit({ accountId, quantityLots: 10 })
    world.report(fillOf(orderId, 'x', 10))
    accepted(world.when(engage({ allowReduceOnly: true })))
    const verdict = (quantityLots: number): string | undefined =>
      accepted(world.when(orderCommand({ accountId, side: 'SELL', quantityLots }))).decision?.outcome
    expect(verdict(11)).toBe('BLOCKED')
    expect(verdict(10)).toBe('ALLOWED')
    expect(accepted(world.when(orderCommand({ accountId, instrumentId: SPOT.id }))).decision?.outcome).toBe(
      'BLOCKED',
    )
  })
})
