/** Random order requests of a random world, near its market and of any size. */

import { MODES, ORDER_TYPES, SIDES, TIMES_IN_FORCE } from '@quarterdeck/sdk'
import type { OrderState, PositionState } from '../../book/book.ts'
import { QUOTE_STRIDE } from '../../book/market.ts'
import type { OrderRequest } from '../request.ts'
import { type Chance, money, positionIndex, STRATEGIES, USERS, type World } from './world.ts'

export function randomRequest(chance: Chance, { book, market }: World): OrderRequest {
  const accountIndex = chance.below(book.accounts.length)
  const instrumentIndex = chance.below(book.instruments.length)
  const index = positionIndex(book, accountIndex, instrumentIndex)
  const orderType = chance.of(ORDER_TYPES)
  const near = market.rows[instrumentIndex * QUOTE_STRIDE]
  const price = (): number =>
    Math.max(1, (near === undefined || Number.isNaN(near) ? 100 : near) + chance.below(9) - 4)
  const quantityLots = 1 + chance.whole(chance.odds(0.1) ? 52 : 14)
  const side = chance.of(SIDES)
  return {
    accountIndex,
    instrumentIndex,
    positionIndex: index,
    side,
    orderType,
    timeInForce: chance.of(TIMES_IN_FORCE),
    requestedMode: chance.odds(0.95) ? book.accounts[accountIndex]!.mode : chance.of(MODES),
    quantityLots,
    limitTicks: orderType === 'LIMIT' || orderType === 'STOP_LIMIT' ? price() : null,
    stopTicks: orderType === 'STOP' || orderType === 'STOP_LIMIT' ? price() : null,
    strategyId: chance.odds(0.5) ? null : chance.of(STRATEGIES),
    userId: chance.odds(0.3) ? null : chance.of(USERS),
    replacing:
      index >= 0 && chance.odds(0.3) ? replaced(chance, book.positions[index]!, side, quantityLots) : null,
    liveGate: {
      connectionHealthy: chance.odds(0.9),
      reconciled: quantityLots % 5 !== 0,
      compared: quantityLots % 2 === 0,
      killSwitchesKnown: true,
    },
  }
}

/** A working order of the position's own working lots. */
function replaced(
  chance: Chance,
  state: PositionState,
  side: 'BUY' | 'SELL',
  total: number,
): OrderState | null {
  const working = side === 'BUY' ? state.workingBuyLots : state.workingSellLots
  if (working === 0) return null
  const filledLots = chance.below(Math.min(total, 5))
  const open = 1 + chance.below(working)
  return {
    side,
    quantityLots: open + filledLots,
    filledLots,
    executedLots: filledLots,
    pendingReplace: null,
    endedAs: null,
    reserved: money(chance, 20),
  } as unknown as OrderState
}
