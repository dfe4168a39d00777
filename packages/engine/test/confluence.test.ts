import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { FINAL_STATUSES } from './final.ts'
import type { VenueReport } from './engine.ts'
import { desk, fillOf, type World } from './given.ts'

const seed = Number(process.env.QUARTERDECK_TEST_SEED ?? 20_261_121)

/** Everything of economic meaning that must not depend on the order of messages. */
function outcomeOf(world: World, orderId: string): unknown {
  const order = world.order(orderId)
  const position = world.book.positions[order.positionIndex]
  return {
    status: order.status,
    quantityLots: order.quantityLots,
    limitTicks: order.limitTicks,
    filledLots: order.filledLots,
    filledTickLots: order.filledTickLots,
    venueOrderId: order.venueOrderId,
    reserved: order.reserved,
    cancelPending: FINAL_STATUSES.includes(order.status) ? null : order.cancelRequested,
    replacePending: FINAL_STATUSES.includes(order.status) ? null : order.pendingReplace !== null,
    standing: order.fills
      .filter((fill) => !fill.voided)
      .map((fill) => fill.execId)
      .sort(),
    position: { ...position },
    cash: world.book.accounts[0]?.cash,
    ledger: [...(world.book.accounts[0]?.ledger ?? [])]
      .sort((a, b) => (a.ledgerAccount < b.ledgerAccount ? -1 : 1))
      .filter((line) => line.total !== 0n),
    working: world.book.workingOrders.size,
  }
}

interface History {
  readonly ask: 'NOTHING' | 'CANCEL' | 'REPLACE'
  readonly newLots: number
  readonly reports: (orderId: string) => readonly VenueReport[]
}

function runHistory(
  history: History,
  arrange: (reports: readonly VenueReport[]) => readonly VenueReport[],
): unknown {
  const { world, accountId } = desk()
  const orderId = world.submit({ accountId, clientOrderId: 'confluence', quantityLots: 10 })
  if (history.ask === 'CANCEL') world.when({ type: 'CancelOrder', orderId })
  if (history.ask === 'REPLACE') {
    // Only an order that the venue knows can be replaced; its other reports race what follows.
    world.report({ kind: 'ACCEPTED', orderId, venueOrderId: 'v' })
    world.when({
      type: 'ReplaceOrder',
      orderId,
      idempotencyKey: 'r',
      quantityLots: history.newLots,
      limitTicks: null,
      stopTicks: null,
    })
    if (history.newLots !== 10) expect(world.order(orderId).status).toBe('PENDING_REPLACE')
  }
  for (const report of arrange(history.reports(orderId))) world.report(report)
  return outcomeOf(world, orderId)
}

function permutations<T>(items: readonly T[]): T[][] {
  if (items.length <= 1) return [[...items]]
  return items.flatMap((item, index) =>
    permutations([...items.slice(0, index), ...items.slice(index + 1)]).map((rest) => [item, ...rest]),
  )
}

const fill = fillOf
const HISTORIES: Readonly<Record<string, History>> = {
  'accepted, three fills to the end': {
    ask: 'NOTHING',
    newLots: 0,
    reports: (id) => [
      { kind: 'ACCEPTED', orderId: id, venueOrderId: 'v' },
      fill(id, 'a', 5, 10_000, '0.1'),
      fill(id, 'b', 3, 9_999, '0.2'),
      fill(id, 'c', 2, 9_998),
    ],
  },
  'a cancel that crosses two fills': {
    ask: 'CANCEL',
    newLots: 0,
    reports: (id) => [
      { kind: 'ACCEPTED', orderId: id, venueOrderId: 'v' },
      fill(id, 'a', 5),
      fill(id, 'b', 3),
      { kind: 'CANCELED', orderId: id, reason: 'you asked' },
      fill(id, 'a', 5),
    ],
  },
  'a cancel that came too late': {
    ask: 'CANCEL',
    newLots: 0,
    reports: (id) => [
      { kind: 'ACCEPTED', orderId: id, venueOrderId: 'v' },
      fill(id, 'a', 5),
      fill(id, 'b', 5),
      { kind: 'CANCEL_REJECTED', orderId: id, reason: 'too late' },
    ],
  },
  'a bust between fills and expiry': {
    ask: 'NOTHING',
    newLots: 0,
    reports: (id) => [
      { kind: 'ACCEPTED', orderId: id, venueOrderId: 'v' },
      fill(id, 'a', 4, 10_000, '0.1'),
      fill(id, 'b', 3),
      { kind: 'BUSTED', orderId: id, execId: 'a', reason: 'error' },
      { kind: 'EXPIRED', orderId: id, reason: 'day over' },
    ],
  },
  'a bust of a filled order': {
    ask: 'NOTHING',
    newLots: 0,
    reports: (id) => [
      { kind: 'ACCEPTED', orderId: id, venueOrderId: 'v' },
      fill(id, 'a', 4),
      fill(id, 'b', 6),
      { kind: 'BUSTED', orderId: id, execId: 'a', reason: 'error' },
      { kind: 'BUSTED', orderId: id, execId: 'a', reason: 'error' },
    ],
  },
  'a fill corrected twice': {
    ask: 'NOTHING',
    newLots: 0,
    reports: (id) => [
      { kind: 'ACCEPTED', orderId: id, venueOrderId: 'v' },
      fill(id, 'a', 4, 10_000, '0.1'),
      { ...fill(id, 'y', 5, 9_990, '0.2'), kind: 'CORRECTED', replacesExecId: 'a' },
      { ...fill(id, 'z', 3, 9_980, '0.3'), kind: 'CORRECTED', replacesExecId: 'y' },
      fill(id, 'b', 2),
      { kind: 'CANCELED', orderId: id, reason: 'venue' },
    ],
  },
  'a replace upwards that crosses fills': {
    ask: 'REPLACE',
    newLots: 15,
    reports: (id) => [
      fill(id, 'a', 6),
      fill(id, 'b', 4),
      { kind: 'REPLACED', orderId: id, quantityLots: 15, limitTicks: 10_000, stopTicks: null },
      fill(id, 'c', 3),
      { kind: 'REPLACED', orderId: id, quantityLots: 15, limitTicks: 10_000, stopTicks: null },
    ],
  },
  'a replace downwards to what is filled': {
    ask: 'REPLACE',
    newLots: 5,
    reports: (id) => [
      fill(id, 'a', 2),
      fill(id, 'b', 3),
      { kind: 'REPLACED', orderId: id, quantityLots: 5, limitTicks: 10_000, stopTicks: null },
    ],
  },
  'a replace upwards refused after the order filled': {
    ask: 'REPLACE',
    newLots: 15,
    reports: (id) => [
      fill(id, 'a', 6),
      fill(id, 'b', 4),
      { kind: 'REPLACE_REJECTED', orderId: id, reason: 'too late' },
    ],
  },
  'a replace confirmed, then canceled, with fills': {
    ask: 'REPLACE',
    newLots: 15,
    reports: (id) => [
      fill(id, 'a', 6),
      fill(id, 'b', 4),
      { kind: 'REPLACED', orderId: id, quantityLots: 15, limitTicks: 10_000, stopTicks: null },
      { kind: 'CANCELED', orderId: id, reason: 'venue' },
    ],
  },
  'a rejection, repeated': {
    ask: 'NOTHING',
    newLots: 0,
    reports: (id) => [
      { kind: 'REJECTED', orderId: id, reason: 'no' },
      { kind: 'REJECTED', orderId: id, reason: 'no' },
    ],
  },
  'a fill that contradicts a rejection': {
    ask: 'NOTHING',
    newLots: 0,
    reports: (id) => [{ kind: 'REJECTED', orderId: id, reason: 'no' }, fill(id, 'a', 4), fill(id, 'b', 2)],
  },
}

describe('every order of the same messages ends in one state', () => {
  it.each(Object.entries(HISTORIES))('[OR-21] %s: all permutations', (_name, history) => {
    const first = runHistory(history, (reports) => reports)
    const count = history.reports('').length
    for (const order of permutations([...Array(count).keys()])) {
      const outcome = runHistory(history, (reports) =>
        order.map((index) => reports[index]).filter((report) => report !== undefined),
      )
      expect(outcome, `order ${order.join(' ')}`).toEqual(first)
    }
  })

  it(`[OR-21] random consistent venues, shuffled and repeated, seed ${seed}`, { timeout: 120_000 }, () => {
    fc.assert(
      fc.property(
        venueHistory,
        fc.array(fc.nat({ max: 999 }), { minLength: 24, maxLength: 24 }),
        (history, chances) => {
          const first = runHistory(history, (reports) => reports)
          const shuffled = runHistory(history, (reports) =>
            shuffle([...reports, ...reports.slice(0, 3)], chances),
          )
          expect(shuffled).toEqual(first)
        },
      ),
      { seed, numRuns: 3000 },
    )
  })
})

function shuffle<T>(items: T[], chances: readonly number[]): T[] {
  for (let index = items.length - 1; index > 0; index--) {
    const other = (chances[index % chances.length] ?? 0) % (index + 1)
    ;[items[index], items[other]] = [items[other] as T, items[index] as T]
  }
  return items
}

/** A venue that never contradicts itself: it fills at most what it confirmed, ends once, busts and corrects what it reported. */
const venueHistory: fc.Arbitrary<History> = fc
  .record({
    ask: fc.constantFrom('NOTHING' as const, 'CANCEL' as const, 'REPLACE' as const),
    newLots: fc.integer({ min: 1, max: 20 }),
    fills: fc.array(
      fc.record({
        lots: fc.integer({ min: 1, max: 6 }),
        ticks: fc.integer({ min: 9_980, max: 10_000 }),
        fee: fc.constantFrom('0', '0.01', '-0.005'),
      }),
      { maxLength: 5 },
    ),
    answer: fc.boolean(),
    end: fc.constantFrom(null, 'CANCELED' as const, 'EXPIRED' as const),
    bust: fc.option(fc.nat({ max: 4 })),
    correct: fc.option(
      fc.record({
        of: fc.nat({ max: 4 }),
        lots: fc.integer({ min: 1, max: 6 }),
        ticks: fc.integer({ min: 9_980, max: 10_000 }),
      }),
    ),
  })
  .map(({ ask, newLots, fills, answer, end, bust, correct }) => {
    const replaced = ask === 'REPLACE' && answer && newLots !== 10
    const quantity = replaced ? newLots : 10
    let left = quantity
    const executed = fills.flatMap((one, index) => {
      const lots = Math.min(one.lots, left)
      left -= lots
      return lots === 0 ? [] : [{ ...one, lots, execId: `x${index}` }]
    })
    const reports = (orderId: string): VenueReport[] => {
      const list: VenueReport[] = [{ kind: 'ACCEPTED', orderId, venueOrderId: 'v' }]
      for (const one of executed) list.push(fillOf(orderId, one.execId, one.lots, one.ticks, one.fee))
      if (replaced)
        list.push({ kind: 'REPLACED', orderId, quantityLots: newLots, limitTicks: 10_000, stopTicks: null })
      if (ask === 'REPLACE' && !answer) list.push({ kind: 'REPLACE_REJECTED', orderId, reason: 'no' })
      if (ask === 'CANCEL' && end === null && answer)
        list.push({ kind: 'CANCEL_REJECTED', orderId, reason: 'no' })
      const busted = bust === null ? undefined : executed[bust]
      if (busted !== undefined) list.push({ kind: 'BUSTED', orderId, execId: busted.execId, reason: 'error' })
      const corrected = correct === null ? undefined : executed[correct.of]
      if (correct !== null && corrected !== undefined && corrected !== busted) {
        const lots = Math.min(correct.lots, corrected.lots)
        list.push({
          ...fillOf(orderId, 'y', lots, correct.ticks),
          kind: 'CORRECTED',
          replacesExecId: corrected.execId,
        })
      }
      if (end !== null && left > 0) list.push({ kind: end, orderId, reason: 'end' })
      return list
    }
    return { ask, newLots, reports }
  })
