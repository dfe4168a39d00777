/** What quotes and prints make of a pretended order that waits. Rules: SPEC.md, SH-03 to SH-07. */

import { enter, setsOff, standing } from './join.ts'
import type { Print, ShownQuote, Touch } from './market.ts'
import { facing, filled, openLots, queued, worseBy, wouldTradeAt, type ShadowState } from './state.ts'

export function meetQuote(before: ShadowState, quote: ShownQuote): ShadowState {
  const state = shown(before, quote)
  const touch = facing(state)
  if (state.phase === 'ARMED')
    return touch !== null && setsOff(state, touch.ticks) ? enter(state, quote.at) : state
  if (state.phase !== 'RESTING') return state
  if (touch === null || !wouldTradeAt(state, touch.ticks)) return follow({ ...state, taken: 0 })
  // Who offers at its price or better would have traded with it, and those in front of it are gone.
  const lots = Math.min(openLots(state), Math.max(0, touch.lots - state.taken))
  const reached = queued({ ...state, taken: state.taken + lots }, 0)
  return filled(reached, { lots, ticks: state.order.limitTicks ?? touch.ticks, at: quote.at })
}

export function meetPrint(state: ShadowState, print: Print): ShadowState {
  const { ticks, at } = print
  if (state.phase === 'ARMED') return setsOff(state, ticks) ? enter(state, at) : state
  if (state.phase !== 'RESTING' || !wouldTradeAt(state, ticks)) return state
  // What it took of the displayed offer is what others are seen to trade there now.
  const touch = facing(state)
  const isOfOffer = touch !== null && worseBy(state, ticks, touch.ticks) >= 0
  const seen = isOfOffer ? Math.min(state.taken, print.lots) : 0
  const left = print.lots - seen
  const met: ShadowState = { ...state, taken: state.taken - seen }
  const { limitTicks } = state.order
  if (limitTicks === null) {
    const lots = Math.min(openLots(met), left)
    return filled(met, { lots, ticks: worst(met, ticks), at })
  }
  // A print beyond its price proves that nobody stands at its price any more.
  const ahead = ticks === limitTicks ? met.queueAhead : 0
  if (ahead === null) return met
  const passed = Math.min(ahead, left)
  const lots = Math.min(openLots(met), left - passed)
  return filled(queued(met, ahead - passed), { lots, ticks: limitTicks, at })
}

/** The market as the quote shows it. */
export function shown(state: ShadowState, { bidTicks, bidLots, askTicks, askLots }: ShownQuote): ShadowState {
  return { ...state, bid: touchOf(bidTicks, bidLots), ask: touchOf(askTicks, askLots) }
}

function touchOf(ticks: number | null, lots: number | null): Touch | null {
  return ticks === null ? null : { ticks, lots: lots ?? Number.POSITIVE_INFINITY }
}

/** The queue in front of it never grows: it falls with what is displayed, and is known once the market comes to its price. */
function follow(state: ShadowState): ShadowState {
  const now = standing(state)
  if (now === null) return state
  return queued(state, state.queueAhead === null ? now : Math.min(state.queueAhead, now))
}

/** An order without a limit trades at the print, but never better than what is offered. */
function worst(state: ShadowState, ticks: number): number {
  const touch = facing(state)
  return touch !== null && worseBy(state, touch.ticks, ticks) > 0 ? touch.ticks : ticks
}
