import { describe, expect, it } from 'vitest'
import { hash, type VenueReport } from './engine.ts'
import { accepted, desk, expectReplay, fillOf, FUTURE, orderCommand, START, type World } from './given.ts'

function working(quantityLots = 10): {
  readonly world: World
  readonly accountId: string
  readonly orderId: string
} {
  const { world, accountId } = desk()
  const orderId = world.submit({ accountId, quantityLots })
  world.report({ kind: 'ACCEPTED', orderId, venueOrderId: 'v' })
  return { world, accountId, orderId }
}

const kinds = (world: World, report: VenueReport): readonly string[] =>
  accepted(world.report(report)).events.map((event) =>
    event.type === 'AlertRaised' ? event.kind : event.type,
  )

/** The events of a report of which nothing but alerts may come. */
const alerts = (world: World, report: VenueReport) => {
  const { events } = accepted(world.report(report))
  expect(events.map(({ type }) => type)).toEqual(events.map(() => 'AlertRaised'))
  return events
}

describe('what venues report', () => {
  it('[OR-23] counts an execution once, however often it is reported', () => {
    const { world, orderId } = working()
    const fill = fillOf(orderId, 'x', 4)
    expect(kinds(world, fill)).toEqual(['OrderFilled'])
    const after = hash(world.book)
    expect(kinds(world, fill)).toEqual([])
    expect(hash(world.book)).toBe(after)
    expect(kinds(world, { ...fill, lots: 5 })).toEqual(['UNMATCHED_REPORT'])
    expect(world.order(orderId).filledLots).toBe(4)
  })

  it('[OR-24] a fill during a pending cancel counts, and the cancel then ends the rest', () => {
    const { world, orderId } = working()
    world.when({ type: 'CancelOrder', orderId })
    world.report(fillOf(orderId, 'x', 4))
    expect(world.order(orderId)).toMatchObject({ status: 'PENDING_CANCEL', filledLots: 4 })
    world.report({ kind: 'CANCELED', orderId, reason: 'as asked' })
    expect(world.order(orderId)).toMatchObject({ status: 'CANCELED', filledLots: 4, endReason: 'as asked' })
    expect(world.book.positions[0]).toMatchObject({ lots: 4, workingBuyLots: 0 })
  })

  it.each(['CANCELED', 'EXPIRED', 'REJECTED'] as const)(
    '[OR-25] a fill after %s is booked and alerted',
    (kind) => {
      const { world, orderId } = working()
      world.report({ kind, orderId, reason: 'over' })
      expect(kinds(world, fillOf(orderId, 'x', 4))).toEqual(['OrderFilled', 'FILL_AFTER_END'])
      expect(world.order(orderId)).toMatchObject({ status: kind, filledLots: 4 })
      expect(world.book.positions[0]?.lots).toBe(4)
      world.report(fillOf(orderId, 'y', 6))
      expect(world.order(orderId).status).toBe('FILLED')
      expectReplay(world)
    },
  )

  it('[OR-26] a fill before the acceptance counts, and the acceptance still brings the id', () => {
    const { world, accountId } = desk()
    const orderId = world.submit({ accountId, quantityLots: 10 })
    world.report(fillOf(orderId, 'x', 10))
    expect(world.order(orderId)).toMatchObject({ status: 'FILLED', venueOrderId: null })
    world.report({ kind: 'ACCEPTED', orderId, venueOrderId: 'v' })
    expect(world.order(orderId)).toMatchObject({ status: 'FILLED', venueOrderId: 'v' })
  })

  it('[OR-27] a stale end after the end is absorbed without event', () => {
    const { world, orderId } = working()
    world.report(fillOf(orderId, 'x', 10))
    expect(kinds(world, { kind: 'CANCELED', orderId, reason: 'stale' })).toEqual([])
    expect(kinds(world, { kind: 'EXPIRED', orderId, reason: 'stale' })).toEqual([])
    expect(world.order(orderId).status).toBe('FILLED')
  })

  it('[OR-28] an overfill is booked, flagged and alerted', () => {
    const { world, orderId } = working()
    world.report(fillOf(orderId, 'x', 8))
    const outcome = accepted(world.report(fillOf(orderId, 'y', 5)))
    expect(outcome.events).toMatchObject([
      { type: 'OrderFilled', overfill: true },
      { type: 'AlertRaised', kind: 'OVERFILL', orderId },
    ])
    expect(world.order(orderId)).toMatchObject({ status: 'FILLED', filledLots: 13, reserved: 0n })
    expect(world.book.positions[0]?.lots).toBe(13)
  })

  it('[OR-29] an unknown order counts at full size, blocks a resend, and ends only by the venue', () => {
    const { world, accountId } = desk()
    const command = orderCommand({ accountId, clientOrderId: 'mine', quantityLots: 10 })
    const orderId = accepted(world.when(command)).subjectId ?? ''
    const reserved = world.order(orderId).reserved
    world.report({ kind: 'UNKNOWN', orderId, reason: 'connection reset' })
    expect(world.order(orderId)).toMatchObject({ status: 'UNKNOWN', reserved })
    expect(world.book.positions[0]?.workingBuyLots).toBe(10)
    expect(accepted(world.when(command))).toMatchObject({ events: [], subjectId: orderId })
    world.report({ kind: 'WORKING_ORDERS', venueId: 'SIM', orderIds: [] })
    expect(world.order(orderId).status).toBe('UNKNOWN')
    world.report({ kind: 'REJECTED', orderId, reason: 'never arrived' })
    expect(world.order(orderId)).toMatchObject({ status: 'REJECTED', reserved: 0n })
  })

  it('[OR-29] what the venue has shown to know does not become unknown', () => {
    const { world, orderId } = working()
    expect(kinds(world, { kind: 'UNKNOWN', orderId, reason: 'late timeout' })).toEqual([])
    expect(world.order(orderId).status).toBe('NEW')
  })

  it('[OR-30] a report of an order that is not ours, or of a second venue id, raises an alert', () => {
    const { world, orderId } = working()
    expect(kinds(world, fillOf('not-ours', 'x', 1))).toEqual(['UNMATCHED_REPORT'])
    expect(kinds(world, { kind: 'ACCEPTED', orderId, venueOrderId: 'another' })).toEqual(['UNMATCHED_REPORT'])
    expect(world.order(orderId).venueOrderId).toBe('v')
  })

  it.each<[string, object]>([
    ['report.lots', { lots: 0 }],
    ['report.lots', { lots: 1.5 }],
    ['report.lots', { lots: -1 }],
    ['report.lots', { lots: Number.MAX_SAFE_INTEGER, priceTicks: 10 ** 15 }],
    ['report.priceTicks', { priceTicks: Number.NaN }],
    ['report.fee', { fee: '1e-5' }],
    ['report.fee', { fee: '99999999999999999999' }],
    ['report.execId', { execId: '' }],
    ['report.venueAt', { venueAt: -1 }],
    ['report.liquidity', { liquidity: 'BOTH' }],
  ])(
    '[OR-30] alerts of an execution that cannot be read, and books nothing of it: %s of %j',
    (field, terms) => {
      const { world, orderId } = working()
      const fill = { ...fillOf(orderId, 'x', 1), ...terms } as VenueReport
      expect(alerts(world, fill)).toMatchObject([
        {
          kind: 'UNMATCHED_REPORT',
          orderId,
          message: expect.stringMatching(`^FILL that cannot be read: ${field} `),
        },
      ])
      expect(world.order(orderId)).toMatchObject({ filledLots: 0, status: 'NEW' })
    },
  )

  it('[OR-30] alerts of what is no report and of a list that is none', () => {
    const { world, orderId } = working()
    expect(alerts(world, { kind: 'EXPLODED', orderId } as unknown as VenueReport)).toMatchObject([
      { orderId, message: 'EXPLODED that cannot be read: report.kind is no report' },
    ])
    const list = { kind: 'WORKING_ORDERS', venueId: 'SIM' } as unknown as VenueReport
    expect(alerts(world, list)).toMatchObject([
      { orderId: null, message: expect.stringContaining('report.orderIds') },
    ])
  })

  it('[OR-43] records once that a stop was set off, and keeps it in the book', () => {
    const { world, accountId } = desk()
    const orderId = world.submit({
      accountId,
      orderType: 'STOP_LIMIT',
      stopTicks: 10_050,
      limitTicks: 10_060,
      quantityLots: 10,
    })
    world.report({ kind: 'ACCEPTED', orderId, venueOrderId: 'v' })
    expect(kinds(world, { kind: 'TRIGGERED', orderId })).toEqual(['OrderTriggered'])
    expect(kinds(world, { kind: 'TRIGGERED', orderId })).toEqual([])
    expect(world.order(orderId)).toMatchObject({ triggered: true, status: 'NEW' })
    expectReplay(world)
    world.report({ kind: 'CANCELED', orderId, reason: 'enough' })
    expect(kinds(world, { kind: 'TRIGGERED', orderId })).toEqual([])
    const limit = working().world
    const limitId = limit.submit({ accountId: [...limit.book.accounts][0]!.id, quantityLots: 1 })
    expect(kinds(limit, { kind: 'TRIGGERED', orderId: limitId })).toEqual(['UNMATCHED_REPORT'])
  })

  it('[OR-30] keeps what a venue says printable and short', () => {
    const { world, orderId } = working()
    world.report({ kind: 'CANCELED', orderId, reason: `bad\u0000news ${'x'.repeat(1000)}` })
    expect(world.order(orderId).endReason).toMatch(/^bad news x+$/)
    expect(world.order(orderId).endReason?.length).toBe(500)
  })

  it('[OR-31] a rejection after a partial fill ends the rest and keeps the fill', () => {
    const { world, orderId } = working()
    world.report(fillOf(orderId, 'x', 4))
    expect(kinds(world, { kind: 'REJECTED', orderId, reason: 'what?' })).toEqual([
      'OrderRejected',
      'UNMATCHED_REPORT',
    ])
    expect(world.order(orderId)).toMatchObject({ status: 'REJECTED', filledLots: 4, reserved: 0n })
    expect(world.book.positions[0]?.lots).toBe(4)
  })
})

describe('executions taken back and restated', () => {
  it('[OR-40] a filled order that loses a fill is CANCELED, and works no more', () => {
    const { world, orderId } = working()
    world.report(fillOf(orderId, 'x', 4))
    world.report(fillOf(orderId, 'y', 6))
    world.report({ kind: 'BUSTED', orderId, execId: 'x', reason: 'clearly erroneous' })
    expect(world.order(orderId)).toMatchObject({
      status: 'CANCELED',
      filledLots: 6,
      endReason: 'execution x taken back: clearly erroneous',
    })
    expect(world.book.workingOrders.size).toBe(0)
    expect(kinds(world, { kind: 'BUSTED', orderId, execId: 'x', reason: 'again' })).toEqual([])
  })

  it('[OR-40] a working order that loses a fill works on with what was open', () => {
    const { world, orderId } = working()
    world.report(fillOf(orderId, 'x', 4))
    world.report({ kind: 'BUSTED', orderId, execId: 'x', reason: 'error' })
    expect(world.order(orderId)).toMatchObject({ status: 'NEW', filledLots: 0 })
    expect(world.book.positions[0]).toMatchObject({ lots: 0, workingBuyLots: 6 })
  })

  it('[OR-41] what is taken back before it is reported is alerted, and booked and taken back when it comes', () => {
    const { world, orderId } = working()
    expect(kinds(world, { kind: 'BUSTED', orderId, execId: 'x', reason: 'error' })).toEqual([
      'FillBusted',
      'BUST_OF_UNKNOWN_FILL',
    ])
    expect(kinds(world, fillOf(orderId, 'x', 4))).toEqual(['OrderFilled', 'FillBusted'])
    expect(world.order(orderId)).toMatchObject({ status: 'NEW', filledLots: 0, executedLots: 4 })
    expect(world.book.positions[0]).toMatchObject({ lots: 0, cost: 0n, realizedPnl: 0n, fees: 0n })
    expect(kinds(world, fillOf(orderId, 'x', 4))).toEqual([])
    expectReplay(world)
  })

  it('[OR-42] a correction stands in the place of what it names, and may be corrected itself', () => {
    const { world, orderId } = working()
    world.report(fillOf(orderId, 'x', 4, 10_000, '1'))
    const corrected = {
      ...fillOf(orderId, 'y', 3, 9_990, '0.5'),
      kind: 'CORRECTED' as const,
      replacesExecId: 'x',
    }
    world.report(corrected)
    expect(world.order(orderId)).toMatchObject({ filledLots: 3, filledTickLots: 29_970n })
    expect(kinds(world, corrected)).toEqual([])
    world.report({ ...fillOf(orderId, 'z', 5, 9_980, '0'), kind: 'CORRECTED', replacesExecId: 'y' })
    expect(world.order(orderId)).toMatchObject({
      filledLots: 5,
      filledTickLots: 49_900n,
      status: 'PARTIALLY_FILLED',
    })
    expect(alerts(world, { ...corrected, execId: 'w', replacesExecId: 'w' })).toMatchObject([
      { message: expect.stringContaining('report.replacesExecId') },
    ])
    expectReplay(world)
  })

  it('[OR-42] what was taken back is not taken back once more by its correction', () => {
    const { world, orderId } = working()
    world.report(fillOf(orderId, 'x', 4))
    world.report({ kind: 'BUSTED', orderId, execId: 'x', reason: 'error' })
    world.report({ ...fillOf(orderId, 'y', 3, 9_990), kind: 'CORRECTED', replacesExecId: 'x' })
    expect(world.order(orderId)).toMatchObject({ filledLots: 3, filledTickLots: 29_970n })
    expect(world.book.positions[0]?.lots).toBe(3)
  })

  it.each([
    ['spot', 'SIM:BTC-USD', 10_000],
    ['future', FUTURE.id, 20_000],
  ])(
    '[PO-08] a fill of a %s taken back leaves the books as if it had never been, plus the trail',
    (_name, instrumentId, price) => {
      const build = (withFill: boolean): World => {
        const { world, accountId } = desk()
        const trade = (
          clientOrderId: string,
          side: 'BUY' | 'SELL',
          fills: readonly [string, number, number][],
        ): void => {
          const orderId = world.submit({
            accountId,
            instrumentId,
            clientOrderId,
            side,
            quantityLots: 20,
            limitTicks: price,
          })
          for (const [execId, lots, ticks] of fills) {
            if (execId !== 'bad' || withFill) world.report(fillOf(orderId, execId, lots, ticks, '0.25'))
          }
          if (withFill && side === 'SELL')
            world.report({ kind: 'BUSTED', orderId, execId: 'bad', reason: 'error' })
          world.report({ kind: 'CANCELED', orderId, reason: 'done' })
        }
        trade('a', 'BUY', [
          ['1', 7, price + 3],
          ['2', 5, price - 2],
        ])
        // The bad fill turns the position around: everything after it is counted on another side.
        trade('b', 'SELL', [
          ['3', 4, price + 1],
          ['bad', 11, price + 9],
          ['4', 3, price - 5],
        ])
        return world
      }
      const [never, undone] = [build(false), build(true)]
      const pick = (world: World): unknown => ({
        positions: world.book.positions,
        cash: world.book.accounts[0]?.cash,
        ledger: world.book.accounts[0]?.ledger
          .filter((line) => line.total !== 0n)
          .map((line) => `${line.ledgerAccount} ${line.total}`)
          .sort((a, b) => (a < b ? -1 : 1)),
      })
      expect(pick(undone)).toEqual(pick(never))
      expect(undone.postings.length).toBeGreaterThan(never.postings.length)
      expectReplay(undone)
    },
  )

  it('[PO-05] counts cost and profit in the order of booking', () => {
    const { world, accountId } = desk()
    const buy = world.submit({ accountId, quantityLots: 20 })
    const sell = world.submit({ accountId, side: 'SELL', quantityLots: 20, limitTicks: 10_000 })
    world.report(fillOf(buy, 'a', 2, 10_000))
    world.report({ ...fillOf(sell, 'b', 2, 10_010), venueAt: START - 1000 })
    world.report(fillOf(buy, 'c', 2, 9_000))
    // 2 lots of 0.001 bought at 100.00 and sold at 100.10; the later lots are held at 90.00.
    expect(world.book.positions[0]).toMatchObject({
      realizedPnl: 200_000_000_000_000n,
      cost: 180_000_000_000_000_000n,
    })
  })
})
