/**
 * Watches how old the data of each stream is. Heartbeats do not count: a venue can drop what matters and go on beating.
 *
 * A stream without data for `probeAfterMs` is to be asked about another way; when the answer agrees it was only quiet, when it
 * disagrees, or none comes until `staleAfterMs`, the stream is stale and nothing is to be sent on what it said.
 */

export interface AgeLimits {
  readonly probeAfterMs: number
  readonly staleAfterMs: number
}

export type AgeVerdict = 'FRESH' | 'PROBE' | 'STALE'

interface Watched {
  readonly limits: AgeLimits
  dataAtMs: number
  disagreed: boolean
}

export class DataAgeWatch {
  private readonly streams = new Map<string, Watched>()

  /** Begins to watch a stream; its age counts from now. Watching it again starts anew. */
  watch(stream: string, limits: AgeLimits, nowMs: number): void {
    this.streams.set(stream, { limits, dataAtMs: nowMs, disagreed: false })
  }

  forget(stream: string): void {
    this.streams.delete(stream)
  }

  /** Data of the stream came. Data of a stream that is not watched is of no interest. */
  data(stream: string, nowMs: number): void {
    const watched = this.streams.get(stream)
    if (watched === undefined) return
    watched.dataAtMs = nowMs
    watched.disagreed = false
  }

  /** The stream was compared with another source: `agrees` makes it fresh, otherwise it is stale until data comes. */
  probed(stream: string, agrees: boolean, nowMs: number): void {
    const watched = this.streams.get(stream)
    if (watched === undefined) return
    if (agrees) watched.dataAtMs = nowMs
    watched.disagreed = !agrees
  }

  verdict(stream: string, nowMs: number): AgeVerdict {
    const watched = this.streams.get(stream)
    if (watched === undefined || watched.disagreed) return 'STALE'
    const age = nowMs - watched.dataAtMs
    if (age >= watched.limits.staleAfterMs) return 'STALE'
    return age >= watched.limits.probeAfterMs ? 'PROBE' : 'FRESH'
  }

  /** Milliseconds since the stream's last data; null: it is not watched. */
  ageMs(stream: string, nowMs: number): number | null {
    const watched = this.streams.get(stream)
    return watched === undefined ? null : nowMs - watched.dataAtMs
  }

  /** Watched streams in the order in which they were first watched. */
  names(): readonly string[] {
    return [...this.streams.keys()]
  }
}
