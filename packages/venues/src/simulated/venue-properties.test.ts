/** Under any orders, quotes and hours the venue stays honest, and tells the same story twice. */

import type { VenueReport } from '@quarterdeck/engine'
import type { TradingStatus } from '@quarterdeck/sdk'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { VenueOrder, VenueRequest } from '../adapter.ts'
import { DEFAULT_SIMULATION } from './options.ts'
import { Desk } from './testing/desk.ts'
import type { Shown } from './testing/desk.ts'

const SEED = Number(process.env['FAST_CHECK_SEED'] ?? 20261122)
const RUNS = 300

type Step =
  | { readonly kind: 'place'; readonly order: Omit<VenueOrder, 'orderId' | 'instrumentId'> }
  | { readonly kind: 'cancel' | 'again'; readonly pick: number }
  | { readonly kind: 'replace'; readonly pick: number; readonly lots: number; readonly ticks: number }
  | { readonly kind: 'quote'; readonly shown: Shown }
  | { readonly kind: 'status'; readonly status: TradingStatus }
  | { readonly kind: 'wait'; readonly micros: number }

const ticks = fc.integer({ min: 9_980, max: 10_020 })
const lots = fc.integer({ min: 1, max: 60 })
const pick = fc.nat(1_000)

const order = fc
  .record({
    accountId: fc.constantFrom('a', 'b'),
    side: fc.constantFrom('BUY' as const, 'SELL' as const),
    orderType: fc.constantFrom(
      'MARKET' as const,
      'LIMIT' as const,
      'LIMIT' as const,
      'STOP' as const,
      'STOP_LIMIT' as const,
    ),
    timeInForce: fc.constantFrom('GTC' as const, 'DAY' as const, 'IOC' as const, 'FOK' as const),
    lots,
    limitTicks: ticks,
    stopTicks: ticks,
  })
  .map((terms) => ({
    ...terms,
    limitTicks: terms.orderType === 'LIMIT' || terms.orderType === 'STOP_LIMIT' ? terms.limitTicks : null,
    stopTicks: terms.orderType === 'STOP' || terms.orderType === 'STOP_LIMIT' ? terms.stopTicks : null,
  }))

const shown = fc
  .record({
    middle: ticks,
    spread: fc.nat(6),
    bidLots: fc.nat(40),
    askLots: fc.nat(40),
    print: fc.option(ticks, { nil: undefined }),
  })
  .map(({ middle, spread, bidLots, askLots, print }) => ({
    bid: middle - spread,
    ask: middle + 1,
    bidLots,
    askLots,
    ...(print === undefined ? {} : { last: print }),
  }))

const steps = fc.array(
  fc.oneof(
    { weight: 8, arbitrary: fc.record({ kind: fc.constant('place' as const), order }) },
    { weight: 2, arbitrary: fc.record({ kind: fc.constantFrom('cancel' as const, 'again' as const), pick }) },
    { weight: 3, arbitrary: fc.record({ kind: fc.constant('replace' as const), pick, lots, ticks }) },
    { weight: 8, arbitrary: fc.record({ kind: fc.constant('quote' as const), shown }) },
    {
      weight: 1,
      arbitrary: fc.record({
        kind: fc.constant('status' as const),
        status: fc.constantFrom('OPEN' as const, 'HALTED' as const, 'CLOSED' as const),
      }),
    },
    {
      weight: 2,
      arbitrary: fc.record({
        kind: fc.constant('wait' as const),
        micros: fc.integer({ min: 1, max: 9_000 }),
      }),
    },
  ) as fc.Arbitrary<Step>,
  { minLength: 1, maxLength: 80 },
)

function play(
  script: readonly Step[],
  seed: number,
): { readonly reports: readonly VenueReport[]; readonly placed: readonly VenueOrder[] } {
  const desk = new Desk({ options: { ...DEFAULT_SIMULATION, seed } })
    .open()
    .quote({ bid: 9_999, ask: 10_001 })
  const placed: VenueOrder[] = []
  const send = (request: VenueRequest): void => desk.venue.send(request, desk.at)
  for (const step of script) {
    const picked = 'pick' in step && placed.length > 0 ? placed[step.pick % placed.length] : undefined
    if (step.kind === 'place') {
      const made = { ...step.order, orderId: `p${placed.length}`, instrumentId: desk.instrumentId }
      placed.push(made)
      send({ kind: 'PLACE', order: made })
    } else if (step.kind === 'quote') desk.quote(step.shown)
    else if (step.kind === 'status')
      desk.venue.onStatus({ instrumentId: desk.instrumentId, status: step.status, sessionEndsAt: null })
    else if (step.kind === 'wait') {
      desk.at += step.micros
      desk.venue.advance(desk.at)
    } else if (picked !== undefined && step.kind === 'cancel')
      send({ kind: 'CANCEL', orderId: picked.orderId })
    else if (picked !== undefined && step.kind === 'again') send({ kind: 'PLACE', order: picked })
    else if (picked !== undefined && step.kind === 'replace') {
      send({
        kind: 'REPLACE',
        orderId: picked.orderId,
        quantityLots: step.lots,
        filledLots: 0,
        limitTicks: picked.limitTicks === null ? null : step.ticks,
        stopTicks: picked.stopTicks,
      })
    }
  }
  send({ kind: 'LIST_WORKING' })
  desk.venue.advance(desk.at + 1_000_000)
  return { reports: desk.reports, placed }
}

/** Reads the reports of one order as a book-keeper would, and complains of what cannot be. */
function audit(placed: VenueOrder, reports: readonly VenueReport[]): { readonly ended: boolean } {
  let quantity = placed.lots
  let limit = placed.limitTicks
  let filled = 0
  let ended = false
  const booked = new Set<string>()
  for (const report of reports) {
    if (!('orderId' in report) || report.orderId !== placed.orderId) continue
    if (report.kind === 'FILL') {
      if (booked.has(report.execId)) continue
      expect(ended).toBe(false)
      booked.add(report.execId)
      filled += report.lots
      expect(report.lots).toBeGreaterThan(0)
      expect(filled).toBeLessThanOrEqual(quantity)
      const beyond = limit === null ? 0 : (report.priceTicks - limit) * (placed.side === 'BUY' ? 1 : -1)
      expect(beyond).toBeLessThanOrEqual(0)
      ended = filled === quantity
    } else if (report.kind === 'REPLACED') {
      expect(ended).toBe(false)
      quantity = report.quantityLots
      limit = report.limitTicks
      expect(filled).toBeLessThan(quantity)
    } else if (report.kind === 'CANCELED' || report.kind === 'EXPIRED' || report.kind === 'REJECTED')
      ended = true
  }
  return { ended }
}

describe('venue: honest under any commands (SV)', () => {
  it(`[SV-33] [SV-04] [SV-31] never overfills, never speaks after an end, and lists what is open, seed ${SEED}`, () => {
    fc.assert(
      fc.property(steps, fc.nat(9), (script, seed) => {
        const { reports, placed } = play(script, seed)
        const open = placed.filter((made) => !audit(made, reports).ended).map((made) => made.orderId)
        expect(reports.findLast((report) => report.kind === 'WORKING_ORDERS')?.orderIds).toEqual(open)
      }),
      { seed: SEED, numRuns: RUNS },
    )
  })

  it(`[SV-33] tells the same story twice, seed ${SEED}`, () => {
    fc.assert(
      fc.property(steps, fc.nat(9), (script, seed) => {
        expect(play(script, seed)).toEqual(play(script, seed))
      }),
      { seed: SEED, numRuns: RUNS / 3 },
    )
  })
})
