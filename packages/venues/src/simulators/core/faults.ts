/**
 * The switches of a simulator: each misbehaviour that a venue was seen to have, for the next so many messages of a route, or
 * for as long as it is on.
 */

/**
 * What happens to one HTTP request. BEFORE: it is not carried out. AFTER: it is, and its answer suffers.
 * STALE: a read answers as if what happened in the last `staleMs` had not.
 */
export type HttpFault =
  | { readonly kind: 'SILENT_BEFORE' | 'SILENT_AFTER' | 'RESET_BEFORE' | 'RESET_AFTER' }
  | { readonly kind: 'STATUS_BEFORE' | 'STATUS_AFTER'; readonly status: number; readonly body: string }
  | { readonly kind: 'MALFORMED_AFTER'; readonly body: string }
  | { readonly kind: 'TRUNCATED_AFTER' }
  | { readonly kind: 'RATE_LIMITED'; readonly retryAfterS: number | null }
  | { readonly kind: 'UNAUTHORIZED' }
  | { readonly kind: 'MAINTENANCE' }
  | { readonly kind: 'SLOW'; readonly ms: number }
  | { readonly kind: 'STALE'; readonly staleMs: number }
  /** Carries out the first item of a batch only, and says so. */
  | { readonly kind: 'PARTIAL_BATCH' }
  /** Answers with members renamed, added or with other words; the text is changed before it is sent. */
  | { readonly kind: 'CHANGED'; readonly change: (body: string) => string }

/** What happens to one stream frame. DROP_SILENTLY: the count of messages does not show it. */
export type StreamFault =
  | { readonly kind: 'DROP' | 'DROP_SILENTLY' | 'DUPLICATE' | 'HOLD_BACK' | 'MALFORMED' | 'CLOSE' }
  | { readonly kind: 'CHANGED'; readonly change: (frame: string) => string }

interface Armed<Fault> {
  readonly route: string
  readonly fault: Fault
  left: number
}

export class FaultSwitches {
  /** The venue's clock minus the true one. */
  clockSkewMs = 0
  /** Reads do not see what was written in the last so many milliseconds. */
  readLagMs = 0
  /** Fills appear in the fills list so many milliseconds late. */
  fillsLagMs = 0
  /** A cancel that was taken is done so many milliseconds later. */
  cancelDelayMs = 0
  /** What a known client order id is answered with, where the venue's own answer is not certain. */
  duplicateId: 'RETURNS_ORIGINAL' | 'REJECTS' = 'RETURNS_ORIGINAL'
  /** Streams send nothing but heartbeats. */
  heartbeatsOnly = false
  /** Streams send nothing at all, and stay open. */
  silent = false
  /** No credential is good. */
  sessionLost = false
  readonly hits = new Map<string, number>()
  private readonly http: Armed<HttpFault>[] = []
  private readonly stream: Armed<StreamFault>[] = []

  /** Arms a fault for the next `times` requests whose `METHOD /path` begins with `route`. */
  onHttp(route: string, fault: HttpFault, times = 1): void {
    this.http.push({ route, fault, left: times })
  }

  /** Arms a fault for the next `times` frames of a channel; '' is any but heartbeats. */
  onStream(channel: string, fault: StreamFault, times = 1): void {
    this.stream.push({ route: channel, fault, left: times })
  }

  takeHttp(request: string): HttpFault | null {
    return this.take(this.http, (route) => request.startsWith(route))
  }

  takeStream(channel: string): StreamFault | null {
    return this.take(this.stream, (route) => (route === '' ? channel !== 'heartbeats' : route === channel))
  }

  private take<Fault extends { readonly kind: string }>(
    armed: Armed<Fault>[],
    meets: (route: string) => boolean,
  ): Fault | null {
    const found = armed.find(({ route, left }) => left > 0 && meets(route))
    if (found === undefined) return null
    found.left -= 1
    this.hits.set(found.fault.kind, (this.hits.get(found.fault.kind) ?? 0) + 1)
    return found.fault
  }
}
