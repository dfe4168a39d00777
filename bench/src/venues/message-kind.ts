/** Kinds of messages that are measured, and what they are measured with at every venue: an order that is filled, a deep book. */
import {
  IncrementCounter,
  OrderBook,
  OrderDesk,
  type DeskIncrements,
  type FillRecord,
} from '@quarterdeck/venues'

/** A kind of message: texts, and what is done with each. */
export interface MessageKind {
  readonly id: string
  readonly workload: string
  readonly texts: readonly string[]
  /** Items that one text carries. */
  readonly itemsPerText: number
  /** Whether its items are changes of a book. */
  readonly isBook: boolean
  /** Its bytes are no JSON: the texts are what they would be in it, and the goal, which is of the same bytes, says nothing of them. */
  readonly isPacked?: true
  /** Makes a worker with its own state, which is told the place of each text too; what it answers is summed, so that nothing is thrown away. */
  readonly worker: () => (text: string, place: number) => number
  /** What the worker must answer, by the plainest means and of parsed texts: both are compared before any time counts. */
  readonly plain: () => (json: unknown) => number
}

export const AT = '2026-04-07T14:30:01.456789Z'
export const AT_MS = Date.parse(AT)
/** Levels of each side of a measured book. */
export const LEVELS = 5_000
export const DELTAS_PER_TEXT = 10
/** More than most orders ever have. */
const FILLS_PER_ORDER = 50
export const VENUE_ORDER_ID = 'b0313b63-a2a1-4d30-a506-936337b52978'

/** The id of one thing of many, as long as those that venues give. */
export function longId(index: number): string {
  return `22a6f6a8-4b4e-4a5c-9d6e-${index.toString(16).padStart(12, '0')}`
}

export const heardAt = (venueId: string) => ({ venueId, alert: () => undefined })

export function increments(price: string, quantity: string): DeskIncrements {
  return { price: new IncrementCounter(price), quantity: new IncrementCounter(quantity) }
}

/** The same numbers in every run. */
export function chance(seed: number): () => number {
  let state = seed
  return () => {
    state = (Math.imul(state, 1_103_515_245) + 12_345) & 0x7fff_ffff
    return state / 0x7fff_ffff
  }
}

/** Fills as they are read, to the reports that the engine takes; the answer is how many there were. */
export function fillWorker(
  venueId: string,
  counted: DeskIncrements,
  read: (json: unknown) => readonly (FillRecord | null)[],
): (text: string) => number {
  let reports = 0
  const desk = new OrderDesk({
    venueId,
    absenceProvenAfterMs: 0,
    report: () => {
      reports += 1
    },
    alert: () => undefined,
  })
  let toGo = 0
  return (text) => {
    for (const fill of read(JSON.parse(text))) {
      if (fill === null) continue
      if (toGo === 0) {
        desk.forget('order')
        desk.follow({
          orderId: 'order',
          clientOrderId: 'order',
          venueSymbol: fill.venueSymbol,
          lots: Number.MAX_SAFE_INTEGER,
          increments: counted,
          sentAtMs: 0,
          venueOrderId: VENUE_ORDER_ID,
          bookedExecIds: [],
          bookedLots: 0,
        })
        toGo = FILLS_PER_ORDER
      }
      toGo -= 1
      desk.onFill(fill)
    }
    return reports
  }
}

/** A book of so many levels a side, from a bid downwards and an ask upwards, a hundred lots at each. */
export function fullBook(venueSymbol: string, bestBid: number, levels = LEVELS): OrderBook {
  const book = new OrderBook(venueSymbol)
  book.beginSnapshot()
  for (let level = 0; level < levels; level += 1) {
    book.set('BUY', bestBid - level, 100)
    book.set('SELL', bestBid + 1 + level, 100)
  }
  book.commit()
  return book
}

/** A book as a map of levels, for comparison: applied by `change` for each change of a text; the answer is the best bid's lots. */
export function plainBook<Change>(
  { bestBid, levels }: { readonly bestBid: number; readonly levels: number },
  changesOf: (json: unknown) => readonly Change[],
  change: (bids: Map<number, number>, one: Change) => void,
): (json: unknown) => number {
  const bids = new Map(Array.from({ length: levels }, (_, level) => [bestBid - level, 100]))
  return (json) => {
    for (const one of changesOf(json)) change(bids, one)
    for (const [tick, lots] of bids) if (lots <= 0) bids.delete(tick)
    let best = Number.NEGATIVE_INFINITY
    for (const tick of bids.keys()) if (tick > best) best = tick
    return bids.get(best) ?? 0
  }
}

/** How many texts there have been: what fills must come to, each told once. */
export function countTexts(): () => number {
  let count = 0
  return () => (count += 1)
}
