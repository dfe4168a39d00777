/**
 * Bars as columns: one typed array a field, the form in which bars are stored, validated, resampled and simulated.
 *
 * Prices and volumes are doubles as the sources give them; a consumer that trades on them turns them into ticks once.
 * Times are microseconds UTC since 1970 as exact integers in doubles (below 2^53: until the year 2255).
 */

/** Bars in time order. Every array has exactly `length` entries; row i of each belongs to bar i. */
export interface BarColumns {
  readonly length: number
  /** When the bar opens, in microseconds UTC. A bar that is known by its date alone opens at midnight UTC of that date. */
  readonly time: Float64Array
  readonly open: Float64Array
  readonly high: Float64Array
  readonly low: Float64Array
  readonly close: Float64Array
  /** Traded quantity; 0 where the source gives none. */
  readonly volume: Float64Array
}

/** The columns of a bar, in the order in which they are kept and hashed. */
export const BAR_FIELDS = ['time', 'open', 'high', 'low', 'close', 'volume'] as const
export type BarField = (typeof BAR_FIELDS)[number]

/** Bytes of one bar in a column buffer. */
export const BAR_BYTES: number = BAR_FIELDS.length * Float64Array.BYTES_PER_ELEMENT

/** One bar as an object: for previews, differences and messages, never for a loop over many. */
export type Bar = Readonly<Record<BarField, number>>

/** Columns of zeroes for `length` bars, in a buffer of their own. */
export function createBarColumns(length: number): BarColumns {
  return barColumnsOver(new ArrayBuffer(length * BAR_BYTES), length)
}

/**
 * Columns as views of one buffer that holds them one after the other, as a column file does.
 *
 * Nothing is copied: over a SharedArrayBuffer the worker threads of a process read the same bytes.
 * Throws a RangeError when the buffer is too small for `length` bars.
 */
export function barColumnsOver(buffer: ArrayBuffer | SharedArrayBuffer, length: number): BarColumns {
  const column = (index: number): Float64Array =>
    new Float64Array(buffer as ArrayBuffer, index * length * Float64Array.BYTES_PER_ELEMENT, length)
  return {
    length,
    time: column(0),
    open: column(1),
    high: column(2),
    low: column(3),
    close: column(4),
    volume: column(5),
  }
}

/** The bars from row `from` up to, without, row `to`, as views: nothing is copied. */
export function sliceBars(bars: BarColumns, from: number, to: number): BarColumns {
  const view = (column: Float64Array): Float64Array => column.subarray(from, to)
  const time = view(bars.time)
  return {
    length: time.length,
    time,
    open: view(bars.open),
    high: view(bars.high),
    low: view(bars.low),
    close: view(bars.close),
    volume: view(bars.volume),
  }
}

/** Bars one after the other in new columns. The caller answers for the order of time. */
export function concatBars(parts: readonly BarColumns[]): BarColumns {
  const joined = createBarColumns(parts.reduce((rows, part) => rows + part.length, 0))
  let row = 0
  for (const part of parts) {
    for (const field of BAR_FIELDS) joined[field].set(part[field], row)
    row += part.length
  }
  return joined
}

/** The bars at the given rows, in that order, in new columns. */
export function pickBars(bars: BarColumns, rows: ArrayLike<number>): BarColumns {
  const picked = createBarColumns(rows.length)
  for (const field of BAR_FIELDS) {
    const from = bars[field]
    const to = picked[field]
    for (let index = 0; index < to.length; index += 1) to[index] = from[rows[index]!]!
  }
  return picked
}

/** Row `row` as an object. Throws a RangeError outside the columns. */
export function barAt(bars: BarColumns, row: number): Bar {
  if (!(row >= 0 && row < bars.length)) throw new RangeError(`no bar ${row}: there are ${bars.length}`)
  return {
    time: bars.time[row]!,
    open: bars.open[row]!,
    high: bars.high[row]!,
    low: bars.low[row]!,
    close: bars.close[row]!,
    volume: bars.volume[row]!,
  }
}

/** Columns of bars given as objects: for tests and small inputs. */
export function barColumnsOf(bars: readonly Bar[]): BarColumns {
  const columns = createBarColumns(bars.length)
  for (const [row, bar] of bars.entries()) for (const field of BAR_FIELDS) columns[field][row] = bar[field]
  return columns
}

/** The first row whose time is not before `time`: where a range starts, or where it ends. Needs ascending times. */
export function firstRowAtOrAfter(times: Float64Array, time: number): number {
  let low = 0
  let high = times.length
  while (low < high) {
    const middle = (low + high) >>> 1
    if (times[middle]! < time) low = middle + 1
    else high = middle
  }
  return low
}
