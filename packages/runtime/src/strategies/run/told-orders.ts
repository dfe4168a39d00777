/**
 * What a session was told of its orders, so that after a crash it is told what it missed, and nothing twice.
 *
 * Made of the tape alone: what was wanted and what was told both stand on it.
 */
import type { StrategyInput, StrategyIntent } from '@quarterdeck/sdk'

/** One order that has not ended, as far as the session knows. */
export interface ToldOrder {
  readonly clientOrderId: string
  /** The order as it was asked for: what an answer to it names, should it have to be refused. */
  readonly quantityLots: number
  readonly limitTicks: number | null
  readonly stopTicks: number | null
  /** Newest that was told of it, as text; null: nothing was. */
  told: string | null
  readonly execIds: string[]
}

const FINAL: ReadonlySet<string> = new Set(['FILLED', 'CANCELED', 'REJECTED', 'EXPIRED'])

export class ToldOrders {
  readonly #open: Map<string, ToldOrder>

  constructor(open: readonly ToldOrder[] = []) {
    this.#open = new Map(open.map((order) => [order.clientOrderId, order]))
  }

  get open(): readonly ToldOrder[] {
    return [...this.#open.values()]
  }

  /** Takes what one input made the strategy want. */
  wanted(intents: readonly StrategyIntent[]): void {
    for (const intent of intents) {
      if (intent.type !== 'SubmitOrder') continue
      const { clientOrderId, quantityLots, limitTicks, stopTicks } = intent
      this.#open.set(clientOrderId, {
        clientOrderId,
        quantityLots,
        limitTicks,
        stopTicks,
        told: null,
        execIds: [],
      })
    }
  }

  /** Takes an input that was answered. */
  told(input: StrategyInput): void {
    if (input.type === 'fill') this.#open.get(input.clientOrderId)?.execIds.push(input.execId)
    if (input.type !== 'orderUpdate') return
    const order = this.#open.get(input.clientOrderId)
    if (order === undefined) return
    order.told = updateText(input)
    // A filled order ends with its last fill, which may be told after this.
    if (FINAL.has(input.status) && input.status !== 'FILLED') this.#open.delete(input.clientOrderId)
  }

  /** The order has ended and everything about it was told. */
  ended(clientOrderId: string): void {
    this.#open.delete(clientOrderId)
  }
}

/** What an update says, without its time: equal texts tell nothing new. */
export function updateText(update: Extract<StrategyInput, { type: 'orderUpdate' }>): string {
  const { status, quantityLots, limitTicks, stopTicks } = update
  return JSON.stringify([status, quantityLots, limitTicks, stopTicks])
}
