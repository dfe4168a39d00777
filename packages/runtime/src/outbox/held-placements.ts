/**
 * Immediate orders that are sent again after a restart, until the market that they shall meet has shown itself to this
 * process: in a market without a quote a venue would cancel them, for a reason that is ours and not the market's.
 *
 * They wait no longer than their moment lasts. A cancel request that finds its order here ends it: no venue has it.
 */
import type { Micros, StatusUpdate, VenueReport } from '@quarterdeck/engine'
import type { VenueOrder } from '@quarterdeck/venues'
import type { Clock, Timer } from '../clock/clock.ts'
import { IMMEDIATE_ORDER_AGE_MS_MAX } from '../limits.ts'
import type { OutboxEntry } from './entry.ts'

interface Held {
  readonly instrumentId: string
  /** The placement, and what has been asked of the order since. */
  readonly entries: OutboxEntry[]
  readonly timer: Timer
}

export class HeldPlacements {
  readonly #clock: Clock
  readonly #onEnd: (report: Extract<VenueReport, { readonly kind: 'CANCELED' }>) => void
  readonly #held = new Map<string, Held>()
  /** Instruments in which a venue can tell an immediate order's fate: quoted, or known not to be open. */
  readonly #shown = new Set<string>()

  constructor(options: {
    readonly clock: Clock
    /** Told of an order that ends here. */
    readonly onEnd: (report: Extract<VenueReport, { readonly kind: 'CANCELED' }>) => void
  }) {
    this.#clock = options.clock
    this.#onEnd = options.onEnd
  }

  /** Keeps an entry that is sent again, if it must wait; false: it may go to its venue. */
  keep(entry: OutboxEntry): boolean {
    if (this.takesOver(entry)) return true
    const { request } = entry
    if (request.kind !== 'PLACE' || !isImmediate(request.order)) return false
    const { orderId, instrumentId } = request.order
    if (this.#shown.has(instrumentId)) return false
    const endsAt: Micros = Date.parse(entry.createdAt) * 1000 + IMMEDIATE_ORDER_AGE_MS_MAX * 1000
    const delayMs = Math.max(0, Math.ceil((endsAt - this.#clock.now()) / 1000))
    const timer = this.#clock.after(delayMs, () => this.#end(orderId, 'no quote came in its moment'))
    this.#held.set(orderId, { instrumentId, entries: [entry], timer })
    return true
  }

  /** Takes what is asked of an order that waits here: a cancel ends it, a replacement waits behind its placement. */
  takesOver(entry: OutboxEntry): boolean {
    const held = entry.orderId === null ? undefined : this.#held.get(entry.orderId)
    if (held === undefined || entry.orderId === null) return false
    if (entry.request.kind === 'CANCEL') this.#end(entry.orderId, 'canceled on request')
    else held.entries.push(entry)
    return true
  }

  /** Hands back what waited for an instrument's first quote. */
  onQuote(instrumentId: string): readonly OutboxEntry[] {
    this.#shown.add(instrumentId)
    return this.#release(instrumentId)
  }

  /** Hands back what waited for a market that turns out not to be open: its venue says why no immediate order trades. */
  onStatus({ instrumentId, status }: StatusUpdate): readonly OutboxEntry[] {
    if (status === 'OPEN') return []
    return this.onQuote(instrumentId)
  }

  close(): void {
    for (const { timer } of this.#held.values()) timer.cancel()
    this.#held.clear()
  }

  #release(instrumentId: string): readonly OutboxEntry[] {
    if (this.#held.size === 0) return []
    const released: OutboxEntry[] = []
    for (const [orderId, held] of this.#held) {
      if (held.instrumentId !== instrumentId) continue
      held.timer.cancel()
      this.#held.delete(orderId)
      released.push(...held.entries)
    }
    return released.sort((a, b) => a.seq - b.seq)
  }

  #end(orderId: string, reason: string): void {
    this.#held.get(orderId)?.timer.cancel()
    this.#held.delete(orderId)
    this.#onEnd({ kind: 'CANCELED', orderId, reason })
  }
}

/** Whether an order trades on arrival or never. A stop waits for its price in the venue. */
function isImmediate({ orderType, timeInForce }: VenueOrder): boolean {
  return orderType === 'MARKET' || (orderType === 'LIMIT' && (timeInForce === 'IOC' || timeInForce === 'FOK'))
}
