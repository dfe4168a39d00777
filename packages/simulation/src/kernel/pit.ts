/**
 * Where one instrument is traded: its market stream, its simulated venue, and the walk of the venue along a bar's path.
 *
 * Between the points of its path a bar's market moves without a gap, so it comes to every price at which an order waits: the walk
 * stops at each, and what a fill sets off (a bracket's exits) is there before the market moves on. Only a bar's open is a jump.
 */

import type { Micros, VenueReport } from '@quarterdeck/engine'
import type { Instrument } from '@quarterdeck/sdk'
import { PATH_POINTS, QuoteWay, SimulatedVenue } from '@quarterdeck/venues'
import type { QuoteMove, RestoredOrder, VenueRequest, VenueState } from '@quarterdeck/venues'
import { venueOptionsOf } from '../venue-model/fill-model.ts'
import type { FillModel } from '../venue-model/fill-model.ts'
import { BookPlayer } from './book-player.ts'
import type { MarketStream } from './market-stream.ts'
import { halfTicksOf, toLots, toTicks } from './tick-prices.ts'
import type { Shown } from './tick-prices.ts'

export interface PitTerms {
  readonly instrument: Instrument
  /** Of the instrument in the book. */
  readonly index: number
  readonly fills: FillModel
  readonly stream: MarketStream
  readonly seed: number
  readonly onReport: (report: VenueReport) => void
  /** Whether the strategy is told of every quote that the market shows. */
  readonly tellsQuotes: boolean
}

/** A pit at rest, as plain JSON. */
export interface PitState {
  readonly standing: Shown
  readonly standsSince: Micros
  readonly takenLots: number
  readonly venue: VenueState
}

const NOTHING_SHOWN: Shown = {
  bidTicks: null,
  askTicks: null,
  bidLots: null,
  askLots: null,
  lastTicks: null,
}

/** What stood before a split, at the nearest tick and in whole lots of new shares. */
function inNewShares({ bidTicks, askTicks, bidLots, askLots, lastTicks }: Shown, ratio: number): Shown {
  const ticks = (old: number | null): number | null => (old === null ? null : Math.round(old / ratio))
  const lots = (old: number | null): number | null => (old === null ? null : Math.floor(old * ratio))
  return {
    bidTicks: ticks(bidTicks),
    askTicks: ticks(askTicks),
    bidLots: lots(bidLots),
    askLots: lots(askLots),
    lastTicks: ticks(lastTicks),
  }
}

export class Pit {
  readonly instrument: Instrument
  readonly index: number
  readonly stream: MarketStream
  venue: SimulatedVenue
  readonly tellsQuotes: boolean
  /** Null: its market is no order book. */
  private readonly book: BookPlayer | null
  /** What stands now; decisions are taken on it. */
  standing: Shown = NOTHING_SHOWN
  /** Since when it stands, as far as anybody can tell. */
  standsSince: Micros = 0
  /** Lots that fills took out of the running bar. */
  private takenLots = 0
  private readonly fills: FillModel
  private readonly terms: PitTerms

  constructor(terms: PitTerms) {
    this.instrument = terms.instrument
    this.index = terms.index
    this.stream = terms.stream
    this.fills = terms.fills
    this.tellsQuotes = terms.tellsQuotes
    this.terms = terms
    this.venue = this.openVenue()
    this.book = this.openBook()
    if (this.tellsQuotes) this.stream.watch()
  }

  private openVenue(): SimulatedVenue {
    const { instrument, fills, seed, stream, onReport } = this.terms
    const venue = new SimulatedVenue({
      venueId: instrument.venueId,
      instruments: [instrument],
      listener: { onReport: (report) => this.pass(report, onReport) },
      options: venueOptionsOf(fills, seed, stream.isBook ? 'RECORDED' : 'MADE_UP'),
    })
    // DAY orders end where the data's session does, not by the clock: between two sessions there is no market to leave.
    const sessionEndsAt = stream.isBars ? Number.MAX_SAFE_INTEGER : null
    venue.onStatus({ instrumentId: instrument.id, status: 'OPEN', sessionEndsAt })
    return venue
  }

  state(): PitState {
    const { standing, standsSince, takenLots } = this
    return { standing, standsSince, takenLots, venue: this.venue.state() }
  }

  restore(state: PitState): void {
    this.standing = state.standing
    this.standsSince = state.standsSince
    this.takenLots = state.takenLots
    this.venue.adopt(state.venue)
  }

  /** Whether anything can still trade or is on its way. */
  hasBusiness(): boolean {
    return this.venue.listing(this.instrument.id)?.hasOrders() === true || this.venue.hasMessages()
  }

  send(request: VenueRequest, at: Micros): void {
    this.venue.send(request, at)
  }

  /**
   * Brings the venue up to what stands now, before the first order of a time in which nobody traded. `passed` says which points
   * of the running bar are behind us.
   */
  wake(passed: (instant: Micros) => boolean): void {
    const { stream } = this
    if (stream.isWatched) return
    stream.isWatched = true
    // A book is kept all the time, whether anybody trades or not.
    if (stream.isBook) return
    if (!stream.isBars) {
      if (stream.row > stream.terms.firstRow) this.quote(this.standing, this.standsSince, 'THROUGH')
      return
    }
    if (stream.closedRow >= 0)
      this.stand(stream.shownAt(stream.closedRow, PATH_POINTS - 1, null), stream.closedAt)
    let point = 0
    while (stream.row < stream.terms.endRow && point < PATH_POINTS && passed(stream.instantOf(point)))
      point += 1
    if (point > 0) {
      const shown = stream.shownAt(stream.row, point - 1, this.openLots())
      this.stand(shown, stream.instantOf(point - 1))
      this.quote(shown, this.standsSince, 'THROUGH')
    } else this.restAtClose()
    stream.point = point
    stream.plan()
  }

  /** Shows the next point of the running bar; `settle` does all that follows from each price on the way. */
  showPoint(settle: () => void): void {
    const { stream } = this
    const at = stream.nextAt
    const { row, point } = stream
    // An opening price is a jump; on its way to the other points the market meets every price between.
    if (point === 0) {
      this.takenLots = 0
      // What was sent after the last close before it belongs to the session that begins.
      if (stream.beginsSession(row)) this.venue.endSession(this.instrument.id, stream.closedAt)
    } else this.walk(stream.shownAt(row, point, null), at, settle)
    this.show(stream.shownAt(row, point, this.openLots()), at, point === 0 ? 'GAP' : 'THROUGH')
    stream.point = point + 1
    stream.plan()
    settle()
  }

  /** Shows the quote, trade or message of an order book that comes next. */
  showTick(settle: () => void): void {
    const { stream } = this
    if (this.book !== null) return this.showMessage(this.book, settle)
    const lots = stream.data.kind === 'TRADES' ? this.share(stream.volumeOf(stream.row)) : null
    const shown = stream.shownAt(stream.row, 0, lots)
    if (stream.isWatched) this.show(shown, stream.nextAt, 'THROUGH')
    else this.stand(shown, stream.nextAt)
    stream.advance()
    settle()
  }

  /** Shows a trade beside an order book. */
  showPrint(price: number, size: number, of: { readonly aggressor: number; readonly at: Micros }): void {
    const { grid } = this.stream.terms
    const lots = toLots(grid, size)
    if (!this.stream.isWatched || lots === null) return
    const aggressor = of.aggressor === 0 ? null : of.aggressor > 0 ? 'BUY' : 'SELL'
    this.venue.onPrint(this.instrument.id, { ticks: toTicks(grid, price), lots, aggressor }, of.at)
    this.venue.advance(of.at)
  }

  /** Twice the price in ticks at which positions are marked once a row was shown; NaN: nobody knows. */
  markOf(row: number): number {
    return this.book === null ? this.stream.markOf(row) : halfTicksOf(this.standing)
  }

  /** The running bar has closed: its close stands until the next one opens, but nobody trades there unless that is declared. */
  close(at: Micros): void {
    const { stream } = this
    this.stand(stream.shownAt(stream.row, PATH_POINTS - 1, null), at)
    if (!stream.isWatched) return
    if (stream.endsSession(stream.row)) this.venue.endSession(this.instrument.id, at)
    this.restAtClose()
  }

  /** Begins the market anew in new shares: what works is seated again, and waits for the next thing that it shows. */
  split(ratio: number, working: readonly RestoredOrder[], at: Micros): void {
    const { stream, standing, instrument } = this
    this.takenLots = 0
    if (stream.isBars && stream.closedRow >= 0)
      this.standing = stream.shownAt(stream.closedRow, PATH_POINTS - 1, null)
    else this.standing = inNewShares(standing, ratio)
    this.venue = this.openVenue()
    this.venue.awaitQuote(instrument.id)
    this.venue.restore(working, at)
  }

  /** Nobody trades any more: the next bars are only closed. */
  rest(): void {
    if (!this.tellsQuotes && !this.hasBusiness()) this.stream.unwatch()
  }

  /** The order book of the stream, as it stands before the first message that is played. */
  private openBook(): BookPlayer | null {
    const { stream, venue, instrument } = this
    const market = venue.listing(instrument.id)?.recorded ?? null
    if (stream.data.kind !== 'DEPTH' || market === null) return null
    const { firstRow, grid } = stream.terms
    const book = new BookPlayer(stream.data.depth, market, grid)
    book.play(0, firstRow)
    if (firstRow > 0) this.stand(book.shown(NOTHING_SHOWN), stream.time[firstRow - 1]!)
    return book
  }

  private showMessage(book: BookPlayer, settle: () => void): void {
    const { stream, venue } = this
    const at = stream.nextAt
    // What was due by now met the book that stood.
    if (stream.isWatched) venue.advance(at)
    book.play(stream.row, stream.messageEnd())
    this.stand(book.shown(this.standing), at)
    if (stream.isWatched) {
      venue.onBook(this.instrument.id, at)
      venue.advance(at)
    }
    stream.advance()
    settle()
  }

  private restAtClose(): void {
    const { id } = this.instrument
    if (this.fills.entry === 'NEXT_OPEN') this.venue.awaitQuote(id)
    else if (this.standing.bidTicks !== null || this.standing.askTicks !== null)
      this.quote(this.standing, this.standsSince, 'THROUGH')
  }

  /** Stops at every price between what stands and the next point at which an order of ours can trade. */
  private walk(to: Shown, at: Micros, settle: () => void): void {
    const from = this.standing
    if (from.bidTicks === null || from.askTicks === null || to.bidTicks === null || to.askTicks === null)
      return
    const way = new QuoteWay(
      { bid: from.bidTicks, ask: from.askTicks },
      { bid: to.bidTicks, ask: to.askTicks },
    )
    const listing = this.venue.listing(this.instrument.id)
    if (listing === undefined) return
    for (let stop = way.next(listing); stop !== null; stop = way.next(listing)) {
      const lots = this.openLots()
      this.show(
        { bidTicks: stop.bid, askTicks: stop.ask, bidLots: lots, askLots: lots, lastTicks: null },
        at,
        'THROUGH',
      )
      settle()
    }
  }

  private show(shown: Shown, at: Micros, move: QuoteMove): void {
    this.stand(shown, at)
    this.quote(shown, at, move)
  }

  private stand(shown: Shown, at: Micros): void {
    this.standing = shown
    this.standsSince = at
  }

  private quote(shown: Shown, at: Micros, move: QuoteMove): void {
    const { bidTicks, askTicks, bidLots, askLots } = shown
    const instrumentId = this.instrument.id
    this.venue.onQuote(
      { instrumentId, bidTicks, askTicks, bidLots, askLots, lastTicks: null, receivedAt: at },
      move,
    )
    this.venue.advance(at)
  }

  /** Lots that the running bar still offers; null: as many as anybody wants. */
  private openLots(): number | null {
    const share = this.share(this.stream.volumeOf(this.stream.row))
    return share === null ? null : Math.max(0, share - this.takenLots)
  }

  private share(volume: number): number | null {
    if (this.fills.participation === null) return null
    return toLots(this.stream.terms.grid, volume * Number(this.fills.participation)) ?? 0
  }

  private pass(report: VenueReport, onReport: (report: VenueReport) => void): void {
    if (report.kind === 'FILL') this.takenLots += report.lots
    onReport(report)
  }
}
