/** Returns of a series from close to close. */
import type { BarColumns } from '../columns/bar-columns.ts'
import { MarketDataError } from '../market-data-error.ts'

export const RETURN_KINDS = ['simple', 'log'] as const
/** `simple` is C / C' - 1, which adds up over instruments; `log` is ln(C / C'), which adds up over time. */
export type ReturnKind = (typeof RETURN_KINDS)[number]

/** Values that belong to instants: row i of both arrays goes together. */
export interface TimedValues {
  /** Microseconds UTC; of a return the opening of the bar that it ends in. */
  readonly time: Float64Array
  readonly value: Float64Array
}

/** One return for each bar but the first. Refuses closes that are not above 0, naming the bar. */
export function returnsOf(bars: Pick<BarColumns, 'time' | 'close'>, kind: ReturnKind): TimedValues {
  if (!RETURN_KINDS.includes(kind)) {
    throw new MarketDataError('BAD_OPTION', `returns "${kind}" are none of ${RETURN_KINDS.join(', ')}`, {
      field: 'returns',
    })
  }
  const { time, close } = bars
  const value = new Float64Array(Math.max(0, close.length - 1))
  for (let row = 0; row < close.length; row += 1) {
    const price = close[row]!
    if (!(price > 0 && price < Infinity)) {
      throw new MarketDataError('BAD_ROW', `close ${price} must be above 0`, {
        row: row + 1,
        column: 'close',
      })
    }
    if (row === 0) continue
    const ratio = price / close[row - 1]!
    value[row - 1] = kind === 'log' ? Math.log(ratio) : ratio - 1
  }
  return { time: time.slice(1), value }
}
