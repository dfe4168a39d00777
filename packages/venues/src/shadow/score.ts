/**
 * What the real market would have made of an order that was never sent: would it have filled, how much, at what price, when.
 *
 * The model is queue-aware and takes nothing on trust: only prints, and offers displayed at the order's price or better, fill it;
 * what stood in front of it trades first, and what is taken once is not taken again. It leaves out depth behind the touch and what
 * the order itself would have moved: so it says what at least would have filled. Pure: a state and an event give the next state.
 * Rules: SPEC.md, SH-01 to SH-09.
 */

import { enter, join } from './join.ts'
import type { Retermed, ShadowEvent } from './market.ts'
import { meetPrint, meetQuote, shown } from './meet.ts'
import type { ShadowOrder, ShadowState } from './state.ts'

/** The score of an order of which nothing is known yet. */
export function beginScore(order: ShadowOrder): ShadowState {
  return {
    order,
    phase: 'WAITING',
    filledLots: 0,
    filledTickLots: 0n,
    firstFillAt: null,
    lastFillAt: null,
    queueAhead: null,
    queueAtJoin: null,
    taken: 0,
    bid: null,
    ask: null,
  }
}

/** The score after one more event; events come in the order of their time, and none changes a score that is DONE. */
export function advanceScore(state: ShadowState, event: ShadowEvent): ShadowState {
  if (state.phase === 'DONE') return state
  const { placedAt } = state.order
  // It has joined the market that was shown when it came, whenever that is noticed.
  const isDue = state.phase === 'WAITING' && event.at > placedAt
  const joined = isDue && isShown(state) ? join(state, placedAt) : state
  switch (event.kind) {
    case 'QUOTE': {
      if (joined.phase !== 'WAITING') return meetQuote(joined, event)
      // The first market that it sees is the one that it joins.
      return isDue ? join(shown(joined, event), event.at) : shown(joined, event)
    }
    case 'PRINT':
      return meetPrint(joined, event)
    case 'RETERMED':
      return retermed(joined, event)
    case 'ENDED':
      return { ...joined, phase: 'DONE' }
  }
}

/** The score of an order over a stretch of the market. */
export function scoreOrder(order: ShadowOrder, events: Iterable<ShadowEvent>): ShadowState {
  let state = beginScore(order)
  for (const event of events) state = advanceScore(state, event)
  return state
}

function isShown({ bid, ask }: ShadowState): boolean {
  return bid !== null || ask !== null
}

/** Less of it at the same price keeps its place; anything else is last at its price, and may trade first. */
function retermed(state: ShadowState, { lots, limitTicks, at }: Retermed): ShadowState {
  const { order, phase } = state
  if (phase === 'DONE') return state
  const next: ShadowState = { ...state, order: { ...order, lots, limitTicks } }
  if (lots <= state.filledLots) return { ...next, phase: 'DONE' }
  const keepsPlace = limitTicks === order.limitTicks && lots <= order.lots
  return phase !== 'RESTING' || keepsPlace ? next : enter(next, at)
}
