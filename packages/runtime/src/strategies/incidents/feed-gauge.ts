/**
 * When a deployment was last told of each market that it follows, and how long that usually takes. A drill holds the market back
 * here: what is held back was never told, and is on no tape.
 */
import type { Micros } from '@quarterdeck/engine'
import { type Feed, timeframeMicros } from '@quarterdeck/sdk'
import type { FeedAge } from './observation.ts'

interface Gauge {
  readonly instrumentId: string
  readonly kind: FeedAge['kind']
  lastAt: Micros
  gap: Micros
  gaps: number
}

/** Gaps after which a stream has a usual one. */
const GAPS_KNOWN = 20
/** How much a new gap weighs in the usual one. */
const NEW_WEIGHT = 0.1

export class FeedGauge {
  /** Set by a drill: nothing of the market is told. */
  isHeld = false
  #streams = new Map<string, Gauge>()
  #bars: Gauge[] = []

  /** A run follows these from its beginning on. */
  follow(feeds: readonly Feed[]): void {
    this.#streams = new Map()
    this.#bars = []
    for (const feed of feeds) {
      const { instrumentId } = feed
      const since = { instrumentId, lastAt: 0, gaps: 0 }
      if (feed.kind !== 'BARS') this.#streams.set(instrumentId, { ...since, kind: 'STREAM', gap: 0 })
      else this.#bars.push({ ...since, kind: 'BARS', gap: timeframeMicros(feed.timeframe) ?? 0 })
    }
  }

  /** It begins, or goes on after a pause: what was before is no silence. */
  begin(at: Micros): void {
    for (const gauge of [...this.#streams.values(), ...this.#bars]) gauge.lastAt = Math.max(gauge.lastAt, at)
  }

  /** A quote or trade is told. */
  noteStream(instrumentId: string, at: Micros): void {
    const gauge = this.#streams.get(instrumentId)
    if (gauge === undefined) return
    const gap = at - gauge.lastAt
    gauge.gap = gauge.gaps === 0 ? gap : gauge.gap + (gap - gauge.gap) * NEW_WEIGHT
    gauge.gaps += 1
    gauge.lastAt = at
  }

  /** A bar is told. */
  noteBar(instrumentId: string, timeframe: Micros | null, at: Micros): void {
    for (const gauge of this.#bars)
      if (gauge.instrumentId === instrumentId && gauge.gap === timeframe) gauge.lastAt = at
  }

  ages(): readonly Pick<FeedAge, 'instrumentId' | 'kind' | 'lastAt' | 'usualGap'>[] {
    return [...this.#streams.values(), ...this.#bars].map(({ instrumentId, kind, lastAt, gap, gaps }) => ({
      instrumentId,
      kind,
      lastAt,
      usualGap: kind === 'BARS' || gaps >= GAPS_KNOWN ? gap : null,
    }))
  }
}
