/** Plays a small case: a strategy in a few callbacks on bars of one invented share, one million dollars, whatever else is said. */

import { defineStrategy } from '@quarterdeck/sdk'
import type { Strategy, StrategyDefinition } from '@quarterdeck/sdk'
import { runBacktest } from '../../run/backtest.ts'
import type { BacktestRequest } from '../../run/request.ts'
import type { BacktestResult } from '../../run/result.ts'
import { barsOf, shares } from './market.ts'
import type { Ohlc } from './market.ts'

export const ACME = 'TEST:ACME'

/** A bar in which nothing happens. */
export const FLAT: Ohlc = [100, 100, 100, 100]

export type Callbacks = Partial<StrategyDefinition<Record<never, never>, null, { step: number }>>

/** A strategy on bars of ACME by the minute, with a count of its own. */
function strategy(callbacks: Callbacks): Strategy {
  return defineStrategy({
    name: 'case',
    params: {},
    subscribe: () => [{ kind: 'BARS', instrument: ACME, timeframe: '1m' }],
    prepare: () => ({ step: 0 }),
    ...callbacks,
  } as Strategy)
}

/** The result of a case; one that failed throws. */
export function played(
  rows: readonly Ohlc[],
  callbacks: Callbacks,
  terms: Partial<BacktestRequest> = {},
): BacktestResult {
  const result = runBacktest({
    strategy: strategy(callbacks),
    instruments: [shares()],
    series: [{ kind: 'BARS', instrumentId: ACME, timeframe: '1m', bars: barsOf(rows) }],
    account: { currency: 'USD', cash: [{ currency: 'USD', amount: '1000000' }] },
    ...terms,
  })
  if (result.fault !== null) throw new Error(`the case failed: ${result.fault.message}`)
  return result
}

export function prices(result: BacktestResult): readonly number[] {
  return result.fills.map(({ price }) => price)
}

/** Does something on the first bar only. */
export function first(submit: NonNullable<Callbacks['onBar']>): Callbacks {
  return {
    onBar(context, bar) {
      context.locals.step += 1
      if (context.locals.step === 1) submit(context, bar)
    },
  }
}
