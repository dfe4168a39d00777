/**
 * Decides which waiting request may go next, for one (venue, credential, address).
 *
 * Pure: time is handed in. Limits are never exceeded; exits go first and have a reserve; tenants of one urgency share by weight,
 * the one that was served least first; nobody overtakes a request on a limit that it waits for.
 */

import {
  URGENCIES,
  type BudgetRequest,
  type BudgetUsage,
  type RateLimit,
  type Urgency,
  type Weight,
} from './limits.ts'
import { SlidingWindow, type SentEntry } from './sliding-window.ts'

/** Requests that may wait, by urgency: past it the newest is turned away at once. */
export const WAITING_MAX: Readonly<Record<Urgency, number>> = { EXIT: 10_000, ENTRY: 2_000, READ: 2_000 }

export type Admission = 'WAITING' | 'TOO_MANY_WAITING' | 'NEVER_FITS'

/** Either a request that goes now, or when it is worth asking again; null: nothing waits, or only for what is under way. */
export type NextRequest<Request> =
  | { readonly kind: 'GO'; readonly request: Request }
  | { readonly kind: 'WAIT'; readonly untilMs: number | null }

interface Share<Request> {
  readonly waiting: Request[]
  /** Weight that this tenant was served, on the clock of all tenants of the urgency. */
  served: number
}

interface Queue<Request> {
  readonly shares: Map<string, Share<Request>>
  waiting: number
  /** Where a tenant that comes new starts: with those that are served now. */
  floor: number
}

export class RequestBudget<Request extends BudgetRequest> {
  private readonly windows: ReadonlyMap<string, SlidingWindow>
  private readonly queues: Readonly<Record<Urgency, Queue<Request>>>
  private readonly underWay = new Map<Request, readonly SentEntry[]>()

  constructor(limits: readonly RateLimit[]) {
    this.windows = new Map(limits.map((limit) => [limit.id, new SlidingWindow(limit)]))
    const queue = (): Queue<Request> => ({ shares: new Map(), waiting: 0, floor: 0 })
    this.queues = { EXIT: queue(), ENTRY: queue(), READ: queue() }
  }

  /** Queues a request. NEVER_FITS: it weighs more than its limit allows at all. */
  enqueue(request: Request): Admission {
    const exit = request.urgency === 'EXIT'
    if (request.weights.some(({ limitId, weight }) => weight > this.window(limitId).room(exit)))
      return 'NEVER_FITS'
    const queue = this.queues[request.urgency]
    if (queue.waiting >= WAITING_MAX[request.urgency]) return 'TOO_MANY_WAITING'
    const share = queue.shares.get(request.tenant)
    if (share === undefined) queue.shares.set(request.tenant, { waiting: [request], served: queue.floor })
    else share.waiting.push(request)
    queue.waiting += 1
    return 'WAITING'
  }

  /** Takes out the request that goes now, and counts it as under way until it is settled. */
  next(nowMs: number): NextRequest<Request> {
    /** Limits that a request before waits for. */
    const awaited = new Set<string>()
    let untilMs = Number.POSITIVE_INFINITY
    for (const urgency of URGENCIES) {
      for (const [tenant, share] of this.inTurn(urgency)) {
        for (const [place, request] of share.waiting.entries()) {
          if (request.weights.some(({ limitId }) => awaited.has(limitId))) {
            // It must not be overtaken on its other limits either.
            for (const { limitId } of request.weights) awaited.add(limitId)
            continue
          }
          const goesAtMs = this.goesAt(request, nowMs)
          if (goesAtMs <= nowMs) return { kind: 'GO', request: this.take(tenant, share, place) }
          for (const { limitId } of request.weights) awaited.add(limitId)
          untilMs = Math.min(untilMs, goesAtMs)
          if (awaited.size === this.windows.size) return waiting(untilMs)
        }
      }
    }
    return waiting(untilMs)
  }

  /** A request that went was answered, or given up: it counts for one more window. */
  settle(request: Request, nowMs: number): void {
    for (const entry of this.underWay.get(request) ?? []) entry.settledAtMs = nowMs
    this.underWay.delete(request)
  }

  /** Takes a waiting request out again: whoever asked has given up. */
  withdraw(request: Request): boolean {
    const queue = this.queues[request.urgency]
    const share = queue.shares.get(request.tenant)
    const place = share?.waiting.indexOf(request) ?? -1
    if (share === undefined || place < 0) return false
    share.waiting.splice(place, 1)
    queue.waiting -= 1
    if (share.waiting.length === 0) queue.shares.delete(request.tenant)
    return true
  }

  /** The venue asked for silence (429, Retry-After): nothing that counts against these limits goes before, not even exits. */
  hold(limitIds: readonly string[], untilMs: number): void {
    for (const id of limitIds) this.window(id).hold(untilMs)
  }

  usage(nowMs: number): BudgetUsage {
    return {
      limits: [...this.windows.values()].map((window) => ({
        limitId: window.limit.id,
        capacity: window.limit.capacity,
        perMs: window.limit.perMs,
        reserve: window.limit.reserve,
        used: window.used(nowMs),
        heldUntilMs: window.heldUntilMs > nowMs ? window.heldUntilMs : null,
      })),
      waiting: {
        EXIT: this.queues.EXIT.waiting,
        ENTRY: this.queues.ENTRY.waiting,
        READ: this.queues.READ.waiting,
      },
    }
  }

  private goesAt({ weights, urgency }: Request, nowMs: number): number {
    let at = nowMs
    for (const { limitId, weight } of weights)
      at = Math.max(at, this.window(limitId).roomAt(nowMs, weight, urgency === 'EXIT'))
    return at
  }

  /** Tenants that wait, least served first; of equals the one that has waited longest. */
  private inTurn(urgency: Urgency): readonly (readonly [string, Share<Request>])[] {
    const { shares } = this.queues[urgency]
    return shares.size < 2 ? [...shares] : [...shares].sort(([, a], [, b]) => a.served - b.served)
  }

  private take(tenant: string, share: Share<Request>, place: number): Request {
    const [request] = share.waiting.splice(place, 1)
    if (request === undefined) throw new Error('Invariant: a request that goes was waiting')
    const queue = this.queues[request.urgency]
    queue.waiting -= 1
    queue.floor = share.served
    share.served += totalWeight(request.weights)
    if (share.waiting.length === 0) queue.shares.delete(tenant)
    const sent = request.weights.map(({ limitId, weight }) => this.window(limitId).record(weight))
    this.underWay.set(request, sent)
    return request
  }

  private window(limitId: string): SlidingWindow {
    const window = this.windows.get(limitId)
    if (window === undefined)
      throw new Error(`Invariant: requests name limits of their venue, not ${limitId}`)
    return window
  }
}

function waiting(untilMs: number): { readonly kind: 'WAIT'; readonly untilMs: number | null } {
  return { kind: 'WAIT', untilMs: untilMs === Number.POSITIVE_INFINITY ? null : untilMs }
}

function totalWeight(weights: readonly Weight[]): number {
  return weights.reduce((sum, { weight }) => sum + weight, 0)
}
