/**
 * How a connection stands, from what its parts say: the market stream, the account, the order stream. It stands no better than the
 * worst of them, and is only DEGRADED while what a stream told is in doubt.
 */
import { afterEvent, LatencySample, type ConnectionEvent, type ConnectionState } from '@quarterdeck/venues'

/** MARKET and ORDERS are streams, which say themselves how they stand. ACCOUNT is asked. */
export type ConnectionPart = 'MARKET' | 'ACCOUNT' | 'ORDERS'

interface PartStanding {
  readonly state: ConnectionState
  readonly message: string
}

/** Worst first. */
const ORDER: readonly ConnectionState[] = ['DOWN', 'CONNECTING', 'SYNCING', 'DEGRADED', 'READY']

const NAMES: Readonly<Record<ConnectionPart, string>> = {
  MARKET: 'market data',
  ACCOUNT: 'account',
  ORDERS: 'order stream',
}

export class ConnectionGauge {
  readonly #parts = new Map<ConnectionPart, PartStanding>()
  readonly #latency = new LatencySample()
  readonly #nowMs: () => number
  readonly #onChange: () => void
  #doubt: string | null = null
  #shown: PartStanding & { readonly sinceMs: number }
  #dataAtMs: number | null = null
  clockOffsetMs: number | null = null
  /** How often a stream that was open had to be opened again. */
  reconnects = 0

  constructor(nowMs: () => number, onChange: () => void) {
    this.#nowMs = nowMs
    this.#onChange = onChange
    this.#shown = { state: 'DOWN', message: 'it is being opened', sinceMs: nowMs() }
  }

  /** A stream's own word. */
  told(part: ConnectionPart, state: ConnectionState, message: string): void {
    const before = this.#parts.get(part)?.state ?? 'DOWN'
    if (state === 'CONNECTING' && before !== 'DOWN' && before !== 'CONNECTING') this.reconnects += 1
    this.#parts.set(part, { state, message })
    this.#judge()
  }

  /** What happened to a part that has no stream. */
  happened(part: ConnectionPart, event: ConnectionEvent, message: string): void {
    const state = afterEvent(this.#parts.get(part)?.state ?? 'DOWN', event)
    this.#parts.set(part, { state, message })
    this.#judge()
  }

  forget(part: ConnectionPart): void {
    this.#parts.delete(part)
    this.#judge()
  }

  partState(part: ConnectionPart): ConnectionState {
    return this.#parts.get(part)?.state ?? 'DOWN'
  }

  /** What the market stream told may be wrong or old; null: it is vouched for. */
  doubt(message: string | null): void {
    this.#doubt = message
    this.#judge()
  }

  /** It told something that was no heartbeat. */
  data(): void {
    this.#dataAtMs = this.#nowMs()
  }

  roundTrip(ms: number): void {
    this.#latency.add(ms)
  }

  get state(): ConnectionState {
    return this.#shown.state
  }

  /** Empty where there is nothing to say. */
  get message(): string {
    return this.#shown.state === 'READY' ? '' : this.#shown.message
  }

  get sinceMs(): number {
    return this.#shown.sinceMs
  }

  dataAgeMs(): number | null {
    return this.#dataAtMs === null ? null : this.#nowMs() - this.#dataAtMs
  }

  latencyMs(): { readonly p50: number | null; readonly p99: number | null } {
    return { p50: this.#latency.percentile(0.5), p99: this.#latency.percentile(0.99) }
  }

  #judge(): void {
    const { state, message } = this.#worst()
    const { state: stateBefore, message: messageBefore, sinceMs } = this.#shown
    if (state === stateBefore && message === messageBefore) return
    this.#shown = { state, message, sinceMs: state === stateBefore ? sinceMs : this.#nowMs() }
    this.#onChange()
  }

  #worst(): PartStanding {
    let worst: PartStanding = { state: 'READY', message: '' }
    for (const [part, { state, message }] of this.#parts)
      if (ORDER.indexOf(state) < ORDER.indexOf(worst.state))
        worst = { state, message: `${NAMES[part]}: ${message}` }
    if (worst.state !== 'READY' || this.#doubt === null) return worst
    return { state: afterEvent('READY', 'DOUBTED'), message: this.#doubt }
  }
}
