/**
 * The synthetic market as the stage of `strategy dev`: its clock follows the wall's at a speed, and what happens is told in portions.
 *
 * It begins at the same instant each time, so that with the same seed the same happens again.
 */

import { syntheticRehearsalMarket } from '@quarterdeck/runtime'
import { Rehearsal, type RehearsalNews } from '@quarterdeck/simulation'
import { timeframeMicros, type Strategy, type StrategyNeeds } from '@quarterdeck/sdk'
import { SIMULATED_INSTRUMENTS } from '@quarterdeck/venues'
import type { DevStanding, DevTerms } from './messages.ts'
import type { Stage, StageVersion } from './stage.ts'

/** Monday 5 January 2026, half an hour before New York opens. */
const BEGINS_AT = Date.UTC(2026, 0, 5, 14, 0) * 1_000
/** Most market time that is played at once: between two of them the process listens. */
const PORTION_MICROS_PER_SPEED = 100_000
/** By then every instrument was quoted. */
const QUOTED_AFTER_MICROS = 10e6
/** Quotes come as usual up to this speed; beyond it they are thinned out, to the same number a second on the wall. */
const FULL_QUOTES_SPEED = 100

export class LiveStage implements Stage {
  private readonly terms: DevTerms
  private readonly onNews: (news: RehearsalNews) => void
  private rehearsal: Rehearsal | null = null
  private speed = 1
  private wallAt = 0

  constructor(terms: DevTerms, onNews: (news: RehearsalNews) => void) {
    this.terms = terms
    this.onNews = onNews
  }

  async play({ strategy, params, needs }: StageVersion): Promise<readonly string[]> {
    checkInstruments(needs)
    const isFirst = this.rehearsal === null
    const rehearsal = this.rehearsal ?? this.begin(needs)
    const { withdrawn, notes } = rehearsal.load(strategy as Strategy, params)
    this.rehearsal = rehearsal
    if (isFirst) this.wallAt = performance.now()
    return [
      ...notes,
      ...(withdrawn > 0 ? [`${withdrawn} working order${withdrawn === 1 ? '' : 's'} withdrawn`] : []),
    ]
  }

  restart(): void {
    this.rehearsal = null
  }

  resume(): void {
    this.wallAt = performance.now()
  }

  advance(): boolean {
    const { rehearsal, speed } = this
    if (rehearsal === null) return false
    const now = performance.now()
    const wanted = (now - this.wallAt) * 1_000 * speed
    this.wallAt = now
    // A machine that cannot keep up, or slept, lets the market wait for it.
    rehearsal.advance(rehearsal.now + Math.round(Math.min(wanted, PORTION_MICROS_PER_SPEED * speed)))
    return true
  }

  standing(): DevStanding | null {
    if (this.rehearsal === null) return null
    return { ...this.rehearsal.standing(), speed: this.speed, played: null }
  }

  private begin(needs: StrategyNeeds): Rehearsal {
    const { seed, cash } = this.terms
    this.speed = this.terms.speed ?? speedFor(needs)
    const rate = Math.min(1, Math.max(0.01, FULL_QUOTES_SPEED / this.speed))
    const market = syntheticRehearsalMarket({
      instruments: SIMULATED_INSTRUMENTS,
      seed,
      at: BEGINS_AT,
      rate,
    })
    const account = { currency: 'USD', cash }
    const rehearsal = new Rehearsal({ market, at: BEGINS_AT, account, seed, onNews: this.onNews })
    // Nobody can trade before the first quotes have come.
    rehearsal.advance(BEGINS_AT + Math.round(QUOTED_AFTER_MICROS / rate))
    return rehearsal
  }
}

/** A bar of the shortest timeframe a second; as on the wall for a strategy that watches quotes, trades, or nothing but the clock. */
function speedFor({ feeds }: StrategyNeeds): number {
  const lengths = feeds.map((feed) =>
    feed.kind === 'BARS' ? (timeframeMicros(feed.timeframe) ?? 60e6) : 1e6,
  )
  return Math.max(1, Math.min(...(lengths.length === 0 ? [1e6] : lengths)) / 1e6)
}

function checkInstruments({ instruments }: StrategyNeeds): void {
  const known = SIMULATED_INSTRUMENTS.map(({ id }) => id)
  const missing = instruments.filter((id) => !known.includes(id))
  if (missing.length > 0)
    throw new RangeError(
      `the synthetic market has no ${missing.join(', ')}; it has ${known.join(', ')}: set another with --instrument, or run over your own bars with --tape`,
    )
}
