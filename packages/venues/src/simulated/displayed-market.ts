/**
 * What the quote stream shows of one instrument: the touch with its displayed size, and the made-up depth behind it.
 *
 * What is taken stays taken until a new quote: one that says the same again, at no newer venue time, offers nothing again. The depth is drawn from the seed and the number of the quote when
 * somebody reaches it, so it does not depend on who asked before.
 *
 * Rules: SPEC.md, SV-10 and SV-11.
 */

import type { VenueQuote } from '../adapter.ts'
import { BUY, SELL } from './matching/codes.ts'
import type { SideCode } from './matching/codes.ts'
import type { DepthModel } from './options.ts'
import { SeededRandom } from './random.ts'
import type { Reach, ShownMarket } from './shown-market.ts'

interface OfferedSide {
  /** Quoted price; NaN: none is known. */
  touchTicks: number
  /** Quoted size; Infinity: a price without a size is as deep as anybody needs. */
  displayedLots: number
  /** Levels from the touch on, best first; the depth is appended when it is reached. */
  ticks: number[]
  lots: number[]
  /** The level that is offered now. */
  at: number
  depthDrawn: boolean
}

export interface MarketBounds {
  readonly minTicks: number
  readonly maxTicks: number
}

export class DisplayedMarket implements ShownMarket {
  lastTicks = Number.NaN
  private readonly sides: readonly [OfferedSide, OfferedSide] = [emptySide(), emptySide()]
  private quotes = 0
  private shown: VenueQuote | null = null
  private readonly depth: DepthModel
  private readonly seed: number
  private readonly bounds: MarketBounds

  constructor(model: { readonly depth: DepthModel; readonly seed: number; readonly bounds: MarketBounds }) {
    this.depth = model.depth
    this.seed = model.seed
    this.bounds = model.bounds
  }

  /** Replaces all that was shown, consumed or not, unless the quote is the one that is shown already. */
  show(quote: VenueQuote): void {
    if (quote.lastTicks !== null) this.lastTicks = quote.lastTicks
    if (this.isRepeated(quote)) return
    this.shown = quote
    this.quotes += 1
    this.refresh(BUY, quote.bidTicks, quote.bidLots)
    this.refresh(SELL, quote.askTicks, quote.askLots)
  }

  /** Whether a quote only shows again what is shown; without the venue's time, each is a new one. */
  private isRepeated(quote: VenueQuote): boolean {
    const { shown } = this
    if (shown?.venueAt === undefined || quote.venueAt === undefined || quote.venueAt > shown.venueAt)
      return false
    return (
      quote.bidTicks === shown.bidTicks &&
      quote.askTicks === shown.askTicks &&
      quote.bidLots === shown.bidLots &&
      quote.askLots === shown.askLots
    )
  }

  isShown(): boolean {
    return this.quotes > 0
  }

  touch(side: SideCode): number {
    return this.sides[side].touchTicks
  }

  joining(side: SideCode, ticks: number): number {
    const { touchTicks, displayedLots } = this.sides[side]
    const isBehind = (touchTicks - ticks) * (side === BUY ? 1 : -1) >= 0
    return isBehind && Number.isFinite(displayedLots) ? displayedLots : 0
  }

  standing(side: SideCode, ticks: number): number {
    const { touchTicks, displayedLots } = this.sides[side]
    return ticks === touchTicks ? displayedLots : 0
  }

  /** A quote shows the touch alone. */
  knownTo(side: SideCode): number {
    return this.sides[side].touchTicks
  }

  offeredTicks(side: SideCode, reach: Reach): number {
    const offered = this.sides[side]
    while (offered.at < offered.lots.length && offered.lots[offered.at] === 0) offered.at += 1
    if (offered.at === 0) return offered.ticks[0] ?? Number.NaN
    if (reach === 'DISPLAYED' || Number.isNaN(offered.touchTicks)) return Number.NaN
    this.drawDepth(side)
    return offered.ticks[offered.at] ?? Number.NaN
  }

  offeredLots(side: SideCode): number {
    const offered = this.sides[side]
    return offered.lots[offered.at] ?? 0
  }

  take(side: SideCode, lots: number): void {
    const offered = this.sides[side]
    offered.lots[offered.at]! -= lots
  }

  availableWithin(side: SideCode, limitTicks: number, reach: Reach): number {
    const offered = this.sides[side]
    if (reach === 'DEPTH' && !Number.isNaN(offered.touchTicks)) this.drawDepth(side)
    const levels = reach === 'DEPTH' ? offered.ticks.length : Math.min(1, offered.ticks.length)
    let lots = 0
    for (let at = offered.at; at < levels; at += 1) {
      const ticks = offered.ticks[at]!
      if (side === SELL ? ticks <= limitTicks : ticks >= limitTicks) lots += offered.lots[at]!
    }
    return lots
  }

  state(): MarketState {
    const { lastTicks, quotes } = this
    return { lastTicks: known(lastTicks), quotes, sides: this.sides.map(sideState) }
  }

  restore(state: MarketState): void {
    this.lastTicks = state.lastTicks ?? Number.NaN
    this.quotes = state.quotes
    for (const [index, saved] of state.sides.entries()) {
      const side = this.sides[index]
      if (side === undefined) continue
      side.touchTicks = saved.touchTicks ?? Number.NaN
      side.displayedLots = saved.displayedLots ?? Number.POSITIVE_INFINITY
      side.ticks = [...saved.ticks]
      side.lots = saved.lots.map((lots) => lots ?? Number.POSITIVE_INFINITY)
      side.at = saved.at
      side.depthDrawn = saved.depthDrawn
    }
  }

  private refresh(side: SideCode, ticks: number | null, lots: number | null): void {
    const offered = this.sides[side]
    offered.touchTicks = ticks ?? Number.NaN
    offered.displayedLots = ticks === null ? 0 : (lots ?? Number.POSITIVE_INFINITY)
    offered.at = 0
    offered.depthDrawn = false
    // Emptied only where need be: an array that was emptied begins with new room, for every quote.
    const levels = ticks === null ? 0 : 1
    if (offered.ticks.length > levels) offered.ticks.length = offered.lots.length = levels
    if (ticks === null) return
    offered.ticks[0] = ticks
    offered.lots[0] = offered.displayedLots
  }

  private drawDepth(side: SideCode): void {
    const offered = this.sides[side]
    if (offered.depthDrawn) return
    offered.depthDrawn = true
    const { levels, stepBasisPoints, growthPercent, lastIsEndless } = this.depth
    if (offered.displayedLots === 0 || !Number.isFinite(offered.displayedLots)) return
    const random = new SeededRandom(
      this.seed ^ Math.imul(this.quotes, 0x85ebca6b) ^ (side === BUY ? 0 : 0x27d4eb2f),
    )
    const step = Math.max(1, Math.round((Math.abs(offered.touchTicks) * stepBasisPoints) / 10_000))
    for (let level = 1; level <= levels; level += 1) {
      const ticks = offered.touchTicks + (side === BUY ? -step : step) * level
      if (ticks < this.bounds.minTicks || ticks > this.bounds.maxTicks) return
      const sized = offered.displayedLots * (100 + growthPercent * level) * random.between(75, 125)
      const drawn = Math.min(Number.MAX_SAFE_INTEGER, Math.floor(sized / 10_000))
      if (drawn === 0) continue
      offered.ticks.push(ticks)
      offered.lots.push(lastIsEndless && level === levels ? Number.POSITIVE_INFINITY : drawn)
    }
  }
}

/** What is shown, as plain JSON: null for a price that is not known, and for lots without end. */
export interface MarketState {
  readonly lastTicks: number | null
  readonly quotes: number
  readonly sides: readonly {
    readonly touchTicks: number | null
    readonly displayedLots: number | null
    readonly ticks: readonly number[]
    readonly lots: readonly (number | null)[]
    readonly at: number
    readonly depthDrawn: boolean
  }[]
}

function sideState(side: OfferedSide): MarketState['sides'][number] {
  const { touchTicks, displayedLots, ticks, lots, at, depthDrawn } = side
  return {
    touchTicks: known(touchTicks),
    displayedLots: known(displayedLots),
    ticks: [...ticks],
    lots: lots.map(known),
    at,
    depthDrawn,
  }
}

function known(value: number): number | null {
  return Number.isFinite(value) ? value : null
}

function emptySide(): OfferedSide {
  return { touchTicks: Number.NaN, displayedLots: 0, ticks: [], lots: [], at: 0, depthDrawn: false }
}
