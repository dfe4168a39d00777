/**
 * The life of a LIMIT IOC order that passes a full policy and never fills (accepted, confirmed, canceled) in the engine alone:
 * CPU of deciding and evolving it, when few orders went before and when very many did.
 */

import { applyQuote, decide, evolve, type Command, type Market } from '@quarterdeck/engine'
import { NOW, openDesk, type Desk } from './desk.ts'

const ACTOR = { kind: 'SYSTEM', id: 'bench', name: 'bench', userId: null } as const
const CONTEXT = { embedded: true } as const

/** Far enough apart that no rate limit is met. */
const STEP_MICROS = 1200
const QUOTE_EVERY = 20

export interface OrderLife {
  /** Orders that went before. */
  readonly before: number
  /** CPU of one order, in microseconds: the least of several batches. */
  readonly micros: number
}

/** Lets orders live one after the other, and measures `batches` of `batch` of them after each of `marks`. */
export function orderLives(marks: readonly number[], batch = 2000, batches = 3): readonly OrderLife[] {
  const desk = openDesk(16, 16)
  const lives: OrderLife[] = []
  let count = 0
  for (const before of marks) {
    while (count < before) live(desk, (count += 1))
    let least = Number.POSITIVE_INFINITY
    for (let round = 0; round < batches; round += 1) {
      const start = process.threadCpuUsage()
      for (let index = 0; index < batch; index += 1) live(desk, (count += 1))
      const used = process.threadCpuUsage(start)
      least = Math.min(least, (used.user + used.system) / batch)
    }
    lives.push({ before, micros: least })
  }
  return lives
}

function live(desk: Desk, count: number): void {
  const { book, market } = desk
  const at = NOW + count * STEP_MICROS
  if (count % QUOTE_EVERY === 0) requote(desk, market, at)
  const run = (command: Readonly<Record<string, unknown>>): string => {
    const full = { at, commandId: `order-${count}`, actor: ACTOR, ...command } as unknown as Command
    const outcome = decide(book, market, full, CONTEXT)
    if (outcome.kind === 'REFUSED') throw new Error(outcome.message)
    for (const event of outcome.events) evolve(book, event)
    return outcome.subjectId ?? ''
  }
  const instrumentIndex = (count * 7) % desk.instruments
  const orderId = run({
    type: 'SubmitOrder',
    accountId: book.accounts[count % desk.accounts]!.id,
    instrumentId: book.instruments[instrumentIndex]!.terms.id,
    clientOrderId: `order-${count}`,
    side: 'BUY',
    orderType: 'LIMIT',
    timeInForce: 'IOC',
    quantityLots: 1,
    limitTicks: 9_000 + instrumentIndex * 100,
    stopTicks: null,
    requestedMode: null,
    strategyId: null,
  })
  run({ type: 'ReportVenue', report: { kind: 'ACCEPTED', orderId, venueOrderId: orderId } })
  run({ type: 'ReportVenue', report: { kind: 'CANCELED', orderId, reason: 'immediate or cancel' } })
}

/** Keeps every quote fresh. */
function requote({ book, instruments }: Desk, market: Market, at: number): void {
  for (let index = 0; index < instruments; index += 1) {
    const bidTicks = 10_000 + index * 100 + (at % 3)
    const terms = {
      instrumentId: book.instruments[index]!.terms.id,
      bidLots: 1,
      askLots: 1,
      lastTicks: bidTicks,
    }
    applyQuote(market, index, { ...terms, bidTicks, askTicks: bidTicks + 2, receivedAt: at })
  }
}
