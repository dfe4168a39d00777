/**
 * What a report is made from: one run's columns, trades, fills and costs, as plain data.
 *
 * Numbers are doubles: a report is statistics over the exact books, never a book itself. Times are microseconds since 1970 UTC.
 */

export interface ReportInput {
  /** What the reader calls the run; any text. */
  readonly title: string
  readonly strategy: string
  readonly parameters: Readonly<Record<string, string | number | boolean>>
  readonly currency: string
  /** Equity at the start, before the first point. */
  readonly initialCapital: number
  /** When the run had its initial capital; not after the first point. */
  readonly startedAt: number
  /** Ascending, one for each entry of the columns below. */
  readonly times: Float64Array
  /** Cash and positions at their marks, after all costs. */
  readonly equity: Float64Array
  readonly cash: Float64Array
  /** Market value of all positions without sign: 0 when flat. */
  readonly exposure: Float64Array
  /** Closed trades, in the order of their exits. */
  readonly trades: readonly ReportTrade[]
  readonly fills: readonly ReportFill[]
  /** Costs and income beside fees and slippage: financing, borrow, dividends. */
  readonly carry: readonly ReportCarry[]
  readonly benchmark: ReportBenchmark | null
  /** Hashes, versions and whatever else proves where the run came from. */
  readonly provenance: Readonly<Record<string, string>>
}

export interface ReportTrade {
  readonly instrument: string
  readonly side: 'LONG' | 'SHORT'
  /** Positive; as the entry price, in shares of the exit where it was held over splits. */
  readonly quantity: number
  readonly entryTime: number
  readonly exitTime: number
  readonly entryPrice: number
  readonly exitPrice: number
  /** Entry and exit together, positive when paid. */
  readonly fees: number
  /** After fees. */
  readonly profit: number
  /** Profit over what the entry cost: 0.01 is one per cent. */
  readonly profitFraction: number
  /** Worst the price went against the trade while it was open, as a fraction of the entry price: 0 or less. */
  readonly adverseExcursion: number
  /** Best it went for the trade: 0 or more. */
  readonly favorableExcursion: number
  /** New shares for each share at entry; 1 where no split lay between. */
  readonly splitRatio: number
  /** The strategy's own word for why it traded; null: none. */
  readonly tag: string | null
}

export interface ReportFill {
  readonly time: number
  readonly instrument: string
  readonly side: 'BUY' | 'SELL'
  readonly quantity: number
  readonly price: number
  /** Price times quantity times multiplier, positive, in the report's currency. */
  readonly value: number
  /** Positive when paid, negative a rebate. */
  readonly fee: number
  /** What the fill cost against the price the order met (mid, close), positive when worse; null: not measured. */
  readonly slippage: number | null
  readonly tag: string | null
}

export interface ReportCarry {
  readonly time: number
  readonly kind: 'FINANCING' | 'BORROW' | 'FUNDING' | 'DIVIDEND'
  readonly instrument: string | null
  /** Positive when paid, negative when received. */
  readonly cost: number
}

export interface ReportBenchmark {
  readonly name: string
  /** Its price or value at each time of the run; NaN where it has none. */
  readonly values: Float64Array
  /** First place at which it could have been bought; its total return counts from there. */
  readonly investedFrom: number
}

/** The input does not fit together. */
export class ReportInputFault extends Error {
  override readonly name = 'ReportInputFault'
}

/** Refuses columns of unequal length, times that do not ascend, and equity that is no number. */
export function checkInput(input: ReportInput): void {
  const { times, equity, cash, exposure, benchmark } = input
  const columns: readonly (readonly [string, ArrayLike<number>])[] = [
    ['equity', equity],
    ['cash', cash],
    ['exposure', exposure],
    ...(benchmark ? [['benchmark.values', benchmark.values] as const] : []),
  ]
  for (const [name, column] of columns) {
    if (column.length !== times.length)
      throw new ReportInputFault(
        `${name} has ${column.length} entries, times has ${times.length}: one each is needed`,
      )
  }
  if (times.length === 0) throw new ReportInputFault('times is empty: a report needs at least one point')
  if (!(input.initialCapital > 0))
    throw new ReportInputFault(`initialCapital is ${input.initialCapital}: it must be above zero`)
  if (!(input.startedAt <= (times[0] ?? 0)))
    throw new ReportInputFault(`startedAt is ${input.startedAt}: it must not be after times[0], ${times[0]}`)
  for (let i = 0; i < times.length; i++) {
    if (i > 0 && !((times[i] ?? 0) > (times[i - 1] ?? 0)))
      throw new ReportInputFault(`times[${i}] is not after times[${i - 1}]: they must ascend`)
    if (!Number.isFinite(equity[i]))
      throw new ReportInputFault(`equity[${i}] is ${equity[i]}: it must be a finite number`)
  }
}
