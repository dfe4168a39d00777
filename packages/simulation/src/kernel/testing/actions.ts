/** Splits and dividends of an invented share by the day, and backtests of its daily bars. */

import type { BarColumns } from '@quarterdeck/market-data'
import type { Strategy } from '@quarterdeck/sdk'
import type { BacktestRequest } from '../../run/request.ts'
import type { InstrumentAction } from '../corporate-actions.ts'
import { DAY, shares, START, type Ohlc } from './market.ts'
import { ACME } from './played.ts'

/** On a day after the first, from 0. */
export const split = (day: number, ratio: number): InstrumentAction => ({
  instrumentId: ACME,
  kind: 'SPLIT',
  exTime: START + day * DAY,
  ratio,
})
export const dividend = (day: number, amount: number): InstrumentAction => ({
  instrumentId: ACME,
  kind: 'CASH_DIVIDEND',
  exTime: START + day * DAY,
  amount,
})
/** A bar at one price. */
export const at = (price: number): Ohlc => [price, price, price, price]

/** A million dollars over daily bars of ACME, whatever else is said. */
export function request(
  bars: BarColumns,
  strategy: Strategy,
  terms: Partial<BacktestRequest> = {},
): BacktestRequest {
  return {
    strategy,
    instruments: [shares()],
    series: [{ kind: 'BARS', instrumentId: ACME, timeframe: '1d', bars }],
    account: { currency: 'USD', cash: [{ currency: 'USD', amount: '1000000' }] },
    ...terms,
  }
}
