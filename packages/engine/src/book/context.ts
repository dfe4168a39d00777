/** What a decision has to know of the world around the book, apart from the market. */

import type { AccountState } from './book.ts'
import { LIVE_GATE_SHUT, type LiveGate } from '../risk/request.ts'

export interface DecisionContext {
  /** True where the journal survives a killed process but not a power cut: no LIVE account may exist on it. */
  readonly embedded: boolean
  /** Health of what stands behind the live writes of a connection, by its id; asked for orders of LIVE accounts only. */
  readonly liveGates: (connectionId: string) => LiveGate
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
    liveGates: input?.liveGates ?? allShut,
    explainsAllowed: input?.explainsAllowed ?? true,
  }
}

function allShut(): LiveGate {
  return LIVE_GATE_SHUT
}

/** The gate that an order of the account would have to pass. */
export function liveGateOf(context: DecisionContext, { mode, connectionId }: AccountState): LiveGate {
  return mode === 'LIVE' && connectionId !== null ? context.liveGates(connectionId) : LIVE_GATE_SHUT
}
