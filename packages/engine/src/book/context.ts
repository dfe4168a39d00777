/** What a decision has to know of the world around the book, apart from the market. */

import { LIVE_GATE_SHUT, type LiveGate } from '../risk/request.ts'

export interface DecisionContext {
  /** True where the journal survives a killed process but not a power cut: no LIVE account may exist on it. */
  readonly embedded: boolean
  readonly liveGate: LiveGate
  /**
   * Whether the decision on an allowed order lists its checks; a blocked one always does. False only where nobody reads them one by
   * one: a backtest decides the same without the words.
   */
  readonly explainsAllowed: boolean
}

/** What the shell gives; what it leaves out is taken as not well. */
export type DecisionContextInput = Partial<DecisionContext>

export function contextOf(input: DecisionContextInput | undefined): DecisionContext {
  return {
    embedded: input?.embedded ?? true,
    liveGate: input?.liveGate ?? LIVE_GATE_SHUT,
    explainsAllowed: input?.explainsAllowed ?? true,
  }
}
