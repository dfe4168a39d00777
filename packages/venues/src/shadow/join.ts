/** How a pretended order comes to the market: what it takes there at once, and where it stands with the rest. Rules: SPEC.md, SH-02 to SH-04. */

import type { Micros } from '@quarterdeck/engine'
import { beside, facing, filled, openLots, queued, worseBy, wouldTradeAt, type ShadowState } from './state.ts'

/** Joins the market that is shown; a stop waits for what sets it off, unless the market has passed it already. */
export function join(state: ShadowState, at: Micros): ShadowState {
  const { stopTicks } = state.order
  if (stopTicks === null) return enter(state, at)
  const touch = facing(state)
  return touch !== null && setsOff(state, touch.ticks) ? enter(state, at) : { ...state, phase: 'ARMED' }
}

/** Whether a price sets off the stop: an offer or a print at it or beyond. */
export function setsOff(state: ShadowState, ticks: number): boolean {
  const { stopTicks } = state.order
  return stopTicks !== null && worseBy(state, ticks, stopTicks) >= 0
}

/** Takes the displayed size of the touch, and stands in the queue with what is left of it, or gives that up. */
export function enter(state: ShadowState, at: Micros): ShadowState {
  const { timeInForce, orderType } = state.order
  const touch = facing(state)
  const offered =
    touch !== null && wouldTradeAt(state, touch.ticks) ? Math.max(0, touch.lots - state.taken) : 0
  const open = openLots(state)
  const isWhole = offered >= open
  if (timeInForce === 'FOK' && !isWhole) return { ...state, phase: 'DONE' }
  const lots = Math.min(offered, open)
  const resting: ShadowState = { ...state, phase: 'RESTING', taken: state.taken + lots }
  const met = touch === null ? resting : filled(resting, { lots, ticks: touch.ticks, at })
  if (met.phase === 'DONE') return met
  // A market order goes on through a depth that nobody shows: it waits for the next that is shown.
  const isUnpriced = orderType === 'MARKET' || orderType === 'STOP'
  if (timeInForce === 'IOC' && !isUnpriced) return { ...met, phase: 'DONE' }
  if (touch === null && isUnpriced) return { ...met, phase: 'DONE' }
  return queued({ ...met, queueAtJoin: null }, lots > 0 ? 0 : standing(met))
}

/** Lots in front of an order at its price: none where it is the best, what is displayed at the touch, and not known behind it. */
export function standing(state: ShadowState): number | null {
  const { limitTicks } = state.order
  const touch = beside(state)
  if (limitTicks === null || touch === null || worseBy(state, limitTicks, touch.ticks) > 0) return 0
  const isAtTouch = limitTicks === touch.ticks && Number.isFinite(touch.lots)
  return isAtTouch ? touch.lots : null
}
