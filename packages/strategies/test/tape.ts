/** A recorded day of a session: inputs with the answers of a simple market in between, and what they decide in this process. */

import { createStrategySession } from '@quarterdeck/sdk'
import type { SessionOptions, Strategy, StrategyInput, StrategyIntent } from '@quarterdeck/sdk'
import { testInstrument } from '@quarterdeck/sdk/testing'

export const INSTRUMENT = testInstrument()

export interface Tape {
  readonly inputs: readonly StrategyInput[]
  /** Of each input. */
  readonly intents: readonly (readonly StrategyIntent[])[]
  readonly digest: string
  readonly decisions: number
}

const SECOND = 1_000_000
const START = 1_780_000_000 * SECOND

export function optionsOf(orderIdPrefix: string): SessionOptions {
  return { instruments: [INSTRUMENT], orderIdPrefix, seed: 7 }
}

/** A quote of the nth second. */
export function quoteInput(n: number): StrategyInput {
  const cents = Math.round((100 + 10 * Math.sin(n / 7)) * 100)
  const [bid, ask] = [cents / 100, (cents + 2) / 100]
  const at = START + n * SECOND
  return {
    type: 'quote',
    at,
    instrumentId: INSTRUMENT.id,
    time: at,
    bid,
    ask,
    bidSize: 1,
    askSize: 2,
  }
}

export function startInput(): StrategyInput {
  return { type: 'start', at: START }
}

/** Plays a strategy in this process over so many seconds; every order is taken, and every third is filled. */
export function recordTape(strategy: Strategy, options: SessionOptions, seconds: number): Tape {
  const session = createStrategySession(strategy, options)
  const inputs: StrategyInput[] = []
  const intents: StrategyIntent[][] = []
  const deliver = (input: StrategyInput): void => {
    inputs.push(input)
    const wished = [...session.deliver(input)]
    intents.push(wished)
    for (const wish of wished) for (const answer of marketAnswers(wish, input.at)) deliver(answer)
  }
  deliver(startInput())
  for (let n = 1; n <= seconds; n++) {
    deliver(quoteInput(n))
    if (n % 10 === 0)
      deliver({ type: 'timer', at: START + n * SECOND, name: 'think', due: START + n * SECOND })
  }
  return { inputs, intents, digest: session.digest(), decisions: session.decisions }
}

function marketAnswers(wish: StrategyIntent, at: number): readonly StrategyInput[] {
  if (wish.type === 'CancelOrder') return [updateOf(wish.clientOrderId, at, 'CANCELED', 1)]
  if (wish.type !== 'SubmitOrder') return []
  const { clientOrderId, instrumentId, side, quantityLots, limitTicks } = wish
  const taken = updateOf(clientOrderId, at, 'NEW', quantityLots, limitTicks)
  if (!/[369]$/.test(clientOrderId)) return [taken]
  return [
    taken,
    {
      type: 'fill',
      at,
      execId: `x-${clientOrderId}`,
      clientOrderId,
      instrumentId,
      side,
      quantityLots,
      priceTicks: limitTicks ?? 1,
      fee: '0',
      liquidity: 'MAKER',
      time: at,
    },
    updateOf(clientOrderId, at, 'FILLED', quantityLots, limitTicks),
  ]
}

function updateOf(
  clientOrderId: string,
  at: number,
  status: 'NEW' | 'FILLED' | 'CANCELED',
  quantityLots: number,
  limitTicks: number | null = null,
): StrategyInput {
  return {
    type: 'orderUpdate',
    at,
    clientOrderId,
    status,
    quantityLots,
    limitTicks,
    stopTicks: null,
    reason: null,
  }
}
