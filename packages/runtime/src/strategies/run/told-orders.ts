/**
 * What a session was told of its orders, so that after a crash it is told what it missed, and nothing twice.
 *
 * Made of the tape alone: what was wanted and what was told both stand on it.
 */
import type { StrategyInput, StrategyIntent } from '@quarterdeck/sdk'

/** One order that has not ended, as far as the session knows. */
export interface ToldOrder {
  readonly clientOrderId: string
  /** The order as it was asked for: what an answer to it names, should it have to be refused. The quantity follows what is told. */
  quantityLots: number
  readonly limitTicks: number | null
  readonly stopTicks: number | null
  /** Of the fills that were told. */
  filledLots: number
  /** Newest that was told of it, as text; null: nothing was. */
  told: string | null
  readonly execIds: string[]
}

const ENDED: ReadonlySet<string> = new Set(['CANCELED', 'REJECTED', 'EXPIRED'])

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
        filledLots: 0,
        told: null,
        execIds: [],
      })
    }
  }

  /** Takes an input that was answered. */
  told(input: StrategyInput): void {
    if (input.type !== 'fill' && input.type !== 'orderUpdate') return
    const order = this.#open.get(input.clientOrderId)
    if (order === undefined) return
    if (input.type === 'fill') {
      if (order.execIds.includes(input.execId)) return
      order.execIds.push(input.execId)
      order.filledLots += input.quantityLots
    } else {
      order.told = updateText(input)
      order.quantityLots = input.quantityLots
      if (ENDED.has(input.status)) this.#open.delete(input.clientOrderId)
    }
    // An order that is filled ends with its last fill.
    if (order.filledLots >= order.quantityLots) this.#open.delete(input.clientOrderId)
  }
}

/** What an update says, without its time: equal texts tell nothing new. */
export function updateText(update: Extract<StrategyInput, { type: 'orderUpdate' }>): string {
  const { status, quantityLots, limitTicks, stopTicks } = update
  return JSON.stringify([status, quantityLots, limitTicks, stopTicks])
}
