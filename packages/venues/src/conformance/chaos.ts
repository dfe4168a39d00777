/**
 * Trades through a live venue while its stand-in misbehaves at every layer, as a seed says, and then compares our books with
 * the truth: order by order, what is there, what was filled, what has ended.
 */

import type { VenueReport } from '@quarterdeck/engine'
import { instrumentPrice, instrumentQuantity } from '@quarterdeck/engine'
import type { Instrument } from '@quarterdeck/sdk'
import type { VenueOrder } from '../adapter.ts'
import type { Capabilities } from '../contract/capabilities.ts'
import type { VenueReads } from '../contract/reads.ts'
import { LiveVenue } from '../live/live-venue.ts'
import { SeededRandom } from '../simulated/random.ts'
import { MACHINE_TIME } from '../transport/timekeeper.ts'
import { eventually, value } from './ask.ts'
import { stageOf } from './case.ts'
import type { ConformanceRig, StagedFault } from './rig.ts'

export interface ChaosOptions {
  readonly seed: number
  readonly steps: number
  /** Nothing that a stand-in lost can arrive later than this. */
  readonly absenceProvenAfterMs: number
}

export interface ChaosResult {
  /** What differs between our books and the truth, in words; empty: nothing. */
  readonly differences: readonly string[]
  readonly orders: number
  readonly fills: number
  readonly faults: ReadonlyMap<StagedFault, number>
}

interface Placed {
  readonly orderId: string
  readonly lots: number
}

/** Faults that go on until they are calmed. */
const LASTING: ReadonlySet<StagedFault> = new Set(['STREAMS_SILENT', 'STREAMS_ONLY_BEAT'])

export async function runChaos(rig: ConformanceRig, options: ChaosOptions): Promise<ChaosResult> {
  const listed = await value(rig.reads.instruments())
  const instrument = listed.find(
    ({ instrument: one }) => one.venueSymbol === rig.market.venueSymbol,
  )?.instrument
  if (instrument === undefined) throw new Error('Invariant: what is traded is listed')
  const trader = new ChaosTrader(rig, instrument, options)
  try {
    return await trader.run()
  } finally {
    await trader.close()
  }
}

class ChaosTrader {
  private readonly rig: ConformanceRig
  private readonly instrument: Instrument
  private readonly options: ChaosOptions
  private readonly random: SeededRandom
  private readonly venue: LiveVenue
  private readonly reports = new Map<string, VenueReport[]>()
  private readonly placed: Placed[] = []
  private readonly faults = new Map<StagedFault, number>()

  constructor(rig: ConformanceRig, instrument: Instrument, options: ChaosOptions) {
    this.rig = rig
    this.instrument = instrument
    this.options = options
    this.random = new SeededRandom(options.seed)
    this.venue = new LiveVenue({
      reads: withAbsenceProven(rig.reads, options.absenceProvenAfterMs),
      writes: rig.writes,
      instruments: new Map([[instrument.id, instrument]]),
      time: MACHINE_TIME,
      alert: () => undefined,
      cursor: null,
      auditEveryMs: 500,
      retryMs: 40,
      sessionEndsAt: () => null,
      onReport: (report) => this.note(report),
      onReady: () => undefined,
      onCursor: () => undefined,
    })
  }

  async run(): Promise<ChaosResult> {
    this.venue.start([])
    await eventually('the account is in step', () => (this.venue.unhealthyBecause() === null ? true : null))
    for (let step = 0; step < this.options.steps; step += 1) {
      this.act()
      // A little time for what was asked to be under way when the next thing happens.
      const until = Date.now() + this.random.between(0, 15)
      await eventually('its turn', () => (Date.now() >= until ? true : null))
    }
    stageOf(this.rig).calm()
    const reconciled = async (): Promise<true | null> => (this.differences().length === 0 ? true : null)
    const differences = await eventually('our books are the truth', reconciled).then(
      () => [],
      () => this.differences(),
    )
    const fills = [...this.reports.values()].flat().filter(({ kind }) => kind === 'FILL').length
    return { differences, orders: this.placed.length, fills, faults: this.faults }
  }

  close(): Promise<void> {
    return this.venue.close()
  }

  private act(): void {
    const stage = stageOf(this.rig)
    const { market } = this.rig
    const dice = this.random.between(0, 99)
    const target = this.placed[this.random.between(0, Math.max(0, this.placed.length - 1))]
    if (dice < 40) this.place()
    else if (dice < 55 && target !== undefined)
      this.venue.send({ kind: 'CANCEL', orderId: target.orderId }, Date.now() * 1_000)
    else if (dice < 62 && target !== undefined) this.replace(target)
    else if (dice < 75) stage.somebody('SELL', market.quantity, market.takingBuyPrice)
    else this.misbehave()
  }

  private place(): void {
    const { market } = this.rig
    const taking = this.random.between(0, 1) === 0
    const quantity =
      [market.quantity, market.halfQuantity, market.doubleQuantity][this.random.between(0, 2)] ??
      market.quantity
    const order: VenueOrder = {
      orderId: this.rig.newClientOrderId(),
      accountId: 'chaos',
      instrumentId: this.instrument.id,
      side: 'BUY',
      orderType: 'LIMIT',
      timeInForce: 'GTC',
      lots: this.lots(quantity),
      limitTicks: this.ticks(taking ? market.takingBuyPrice : market.restingBuyPrice),
      stopTicks: null,
    }
    this.placed.push({ orderId: order.orderId, lots: order.lots })
    this.venue.send({ kind: 'PLACE', order }, Date.now() * 1_000)
  }

  private replace({ orderId, lots }: Placed): void {
    const limitTicks = this.ticks(this.rig.market.otherRestingBuyPrice)
    this.venue.send(
      {
        kind: 'REPLACE',
        orderId,
        quantityLots: lots,
        filledLots: this.filled(orderId),
        limitTicks,
        stopTicks: null,
      },
      Date.now() * 1_000,
    )
  }

  private misbehave(): void {
    const stage = stageOf(this.rig)
    const possible = [...stage.faults]
    const fault = possible[this.random.between(0, possible.length - 1)]
    if (fault === undefined) return
    if (LASTING.has(fault) && this.random.between(0, 1) === 0) stage.calm()
    else {
      stage.arm(fault)
      this.faults.set(fault, (this.faults.get(fault) ?? 0) + 1)
    }
  }

  private note(report: VenueReport): void {
    if (!('orderId' in report)) return
    this.reports.set(report.orderId, [...(this.reports.get(report.orderId) ?? []), report])
  }

  private filled(orderId: string): number {
    const told = this.reports.get(orderId) ?? []
    return told.reduce((sum, report) => sum + (report.kind === 'FILL' ? report.lots : 0), 0)
  }

  private differences(): readonly string[] {
    return this.placed.flatMap((order) => this.difference(order))
  }

  private difference({ orderId, lots }: Placed): readonly string[] {
    const stage = stageOf(this.rig)
    const told = this.reports.get(orderId) ?? []
    const said = (kind: VenueReport['kind']): boolean => told.some((report) => report.kind === kind)
    const truth = stage.truthOf?.(orderId) ?? null
    if (stage.ordersWith(orderId) > 1) return [`${orderId} is more than one order`]
    if (truth === null)
      return said('REJECTED') && !said('ACCEPTED')
        ? []
        : [`${orderId} is not there and not said to be rejected`]
    const filled = this.filled(orderId)
    const ended = said('CANCELED') || said('EXPIRED') || filled === lots
    return [
      ...(said('ACCEPTED') && !said('REJECTED')
        ? []
        : [`${orderId} is there and was said: ${told.map(({ kind }) => kind).join(', ')}`]),
      ...(filled === this.lots(truth.filledQuantity)
        ? []
        : [`${orderId} has ${truth.filledQuantity} filled, and ${filled} lots were told`]),
      ...(ended === truth.done ? [] : [`${orderId} has ${truth.done ? '' : 'not '}ended`]),
    ]
  }

  private lots(quantity: string): number {
    const counted = instrumentQuantity(this.instrument, quantity, 'quantity')
    if (!('lots' in counted)) throw new Error(`Invariant: what is traded fits: ${counted.message}`)
    return counted.lots
  }

  private ticks(price: string): number {
    const counted = instrumentPrice(this.instrument, price, 'price')
    if (!('ticks' in counted)) throw new Error(`Invariant: what is traded fits: ${counted.message}`)
    return counted.ticks
  }
}

/** The same reads, with another bound for when an absence proves something: a stand-in loses things for good. */
function withAbsenceProven(reads: VenueReads, absenceProvenAfterMs: number): VenueReads {
  const { idempotency } = reads.capabilities
  const capabilities: Capabilities = {
    ...reads.capabilities,
    idempotency: { ...idempotency, absenceProvenAfterMs },
  }
  return new Proxy(reads, {
    get: (target, name) => {
      if (name === 'capabilities') return capabilities
      const member: unknown = Reflect.get(target, name)
      return typeof member === 'function' ? (member.bind(target) as unknown) : member
    },
  })
}
