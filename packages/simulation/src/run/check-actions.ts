/** What is wrong with the splits and dividends of a request: its field and fault; null: they can happen. */

import { CORPORATE_ACTIONS_MAX, SPLIT_SHARES_MAX } from '@quarterdeck/engine'
import { firstRowAtOrAfter } from '@quarterdeck/market-data'
import { sharesOf, type InstrumentAction } from '../kernel/corporate-actions.ts'
import type { MarketStream } from '../kernel/market-stream.ts'
import type { BacktestRequest } from './request.ts'

export interface ActionFault {
  readonly field: string
  readonly message: string
}

/** Before anything is made of the request. */
export function actionFault(request: BacktestRequest): ActionFault | null {
  if ((request.actions ?? []).length > CORPORATE_ACTIONS_MAX)
    return { field: 'actions', message: `must be at most ${CORPORATE_ACTIONS_MAX}` }
  const seen = new Set<string>()
  for (const [index, action] of (request.actions ?? []).entries()) {
    const fault = faultOf(request, action)
    if (fault !== null) return { field: `actions[${index}].${fault.field}`, message: fault.message }
    const identity = `${action.instrumentId} ${action.kind} ${action.exTime}`
    if (seen.has(identity))
      return {
        field: `actions[${index}]`,
        message: `is the second ${action.kind} of its instrument at its instant`,
      }
    seen.add(identity)
  }
  return null
}

function faultOf(request: BacktestRequest, action: InstrumentAction): ActionFault | null {
  const { instrumentId, exTime, kind } = action
  const instrument = request.instruments.find(({ id }) => id === instrumentId)
  if (instrument === undefined)
    return { field: 'instrumentId', message: `${instrumentId} is none of the instruments` }
  if (instrument.assetClass !== 'EQUITY' && instrument.assetClass !== 'CRYPTO')
    return {
      field: 'instrumentId',
      message: `${instrumentId} is ${instrument.assetClass}: it has no splits or dividends`,
    }
  if (!(Number.isSafeInteger(exTime) && exTime >= 0))
    return { field: 'exTime', message: 'must be whole microseconds since 1970' }
  if (kind === 'CASH_DIVIDEND')
    return action.amount >= 1e-12 && action.amount < 1e15
      ? null
      : { field: 'amount', message: 'must be above 0 and below 10^15' }
  if (request.series.some((series) => series.kind === 'DEPTH' && series.instrumentId === instrumentId))
    return {
      field: 'kind',
      message: 'must not be SPLIT where an order book is played: give a book of one side of it',
    }
  if (!(action.ratio > 1 / SPLIT_SHARES_MAX && action.ratio < SPLIT_SHARES_MAX))
    return { field: 'ratio', message: `must be above 1/${SPLIT_SHARES_MAX} and below ${SPLIT_SHARES_MAX}` }
  const { numerator, denominator } = sharesOf(action.ratio)
  const isCounted = numerator !== denominator && Math.max(numerator, denominator) <= SPLIT_SHARES_MAX
  return isCounted
    ? null
    : { field: 'ratio', message: `must be new shares for old ones, not ${action.ratio}` }
}

/** A bar that a split lies in has an opening in old shares and a close in new ones: nobody can play that. */
export function straddleFault(
  request: BacktestRequest,
  streams: readonly MarketStream[],
): ActionFault | null {
  for (const [index, action] of (request.actions ?? []).entries()) {
    if (action.kind !== 'SPLIT') continue
    for (const stream of streams) {
      const { terms, isBars, time } = stream
      if (!isBars || request.instruments[terms.instrument]?.id !== action.instrumentId) continue
      const row = firstRowAtOrAfter(time, action.exTime) - 1
      if (row < 0 || stream.endOf(row) <= action.exTime) continue
      const bar = new Date(time[row]! / 1000).toISOString()
      const message = `is a split within the bar of ${bar}: play bars that end with it, or prices that are adjusted for splits`
      return { field: `actions[${index}].exTime`, message }
    }
  }
  return null
}
