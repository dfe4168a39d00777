/** Plays one run inside a worker, in steps short enough that the supervisor hears of it many times a second. */

import { barColumnsOver, DEPTH_FIELDS, exchangeCalendar } from '@quarterdeck/market-data'
import type { BarColumns, DepthColumns } from '@quarterdeck/market-data'
import type { Strategy } from '@quarterdeck/sdk'
import { measureRun } from '../report/build.ts'
import { reportInputOfRun } from '../report/from-run.ts'
import { createBacktest } from '../run/backtest.ts'
import type { BacktestProgress } from '../run/backtest.ts'
import type { BacktestRequest, MarketSeries } from '../run/request.ts'
import type { BacktestResult } from '../run/result.ts'
import type { MeasuredRun, RunRequest, SharedColumns, SharedSeries, StudyTerms } from './protocol.ts'
import { mapPrivately } from './shared-file.ts'

/** How long a step should take, milliseconds. */
const STEP_MS = 50
const EVENTS_FIRST = 256
const EVENTS_MAX = 1_000_000

/** The column files are not what they should be. */
export class SharedDataFault extends Error {
  override readonly name = 'SharedDataFault'
}

/** The series of a study in memory that all workers of the machine share. */
export function openSeries(series: readonly SharedSeries[]): readonly MarketSeries[] {
  return series.map((one): MarketSeries => {
    const { instrumentId, hash } = one
    switch (one.kind) {
      case 'BARS':
        return { kind: 'BARS', instrumentId, hash, timeframe: one.timeframe, bars: barsOf(one.bars) }
      case 'QUOTE_BARS':
        return {
          kind: 'QUOTE_BARS',
          instrumentId,
          hash,
          timeframe: one.timeframe,
          bid: barsOf(one.bid),
          ask: barsOf(one.ask),
        }
      case 'QUOTES': {
        const [time, bid, bidSize, ask, askSize] = columnsOf(one.quotes, 5)
        return {
          kind: 'QUOTES',
          instrumentId,
          hash,
          quotes: {
            length: one.quotes.rows,
            time: time!,
            bid: bid!,
            bidSize: bidSize!,
            ask: ask!,
            askSize: askSize!,
          },
        }
      }
      case 'TRADES': {
        const [time, price, size, aggressor] = columnsOf(one.trades, 4)
        return {
          kind: 'TRADES',
          instrumentId,
          hash,
          trades: { length: one.trades.rows, time: time!, price: price!, size: size!, aggressor: aggressor! },
        }
      }
      case 'DEPTH': {
        const columns = columnsOf(one.depth, DEPTH_FIELDS.length)
        const named = Object.fromEntries(
          DEPTH_FIELDS.map((field, index) => [field, columns[index]!] as const),
        )
        return {
          kind: 'DEPTH',
          instrumentId,
          hash,
          depth: { length: one.depth.rows, ...named } as DepthColumns,
        }
      }
    }
  })
}

function barsOf(file: SharedColumns): BarColumns {
  return barColumnsOver(bytesOf(file, 6), file.rows)
}

function columnsOf(file: SharedColumns, count: number): readonly Float64Array[] {
  const bytes = bytesOf(file, count)
  return Array.from(
    { length: count },
    (_, index) => new Float64Array(bytes, index * file.rows * Float64Array.BYTES_PER_ELEMENT, file.rows),
  )
}

function bytesOf({ path, rows }: SharedColumns, columns: number): ArrayBuffer {
  let bytes: ArrayBuffer
  try {
    bytes = mapPrivately(path)
  } catch (error) {
    throw new SharedDataFault(`${path} cannot be read: ${(error as Error).message}`)
  }
  if (bytes.byteLength !== rows * columns * Float64Array.BYTES_PER_ELEMENT)
    throw new SharedDataFault(`${path} has ${bytes.byteLength} bytes, not ${columns} columns of ${rows} rows`)
  return bytes
}

/** The request of a run. */
export function requestOf(
  order: RunRequest,
  of: { readonly strategy: Strategy; readonly terms: StudyTerms; readonly series: readonly MarketSeries[] },
): BacktestRequest {
  const { definitions: _, calendars, ...terms } = of.terms
  return {
    ...terms,
    calendars: Object.fromEntries(calendars.map((name) => [name, exchangeCalendar(name)])),
    strategy: of.strategy,
    series: of.series,
    params: order.params,
    ...(order.from !== undefined && { from: order.from }),
    ...(order.to !== undefined && { to: order.to }),
  }
}

/** Plays a request to its end, telling of it twenty times a second; a run that is shorter than that tells nothing. */
export function playInSteps(
  request: BacktestRequest,
  onStep: (progress: BacktestProgress) => void,
): BacktestResult {
  const backtest = createBacktest(request)
  let toldAt = performance.now()
  for (let events = EVENTS_FIRST, more = true; more;) {
    const began = performance.now()
    more = backtest.step(events)
    const took = Math.max(performance.now() - began, 0.01)
    // At most four times the last step: one slow bar after many quick ones must not be met with a long step.
    events = Math.max(1, Math.min(EVENTS_MAX, Math.floor(events * Math.min(4, STEP_MS / took))))
    if (performance.now() - toldAt < STEP_MS) continue
    toldAt = performance.now()
    onStep(backtest.progress())
  }
  return backtest.result()
}

/** What a sweep keeps of a result. */
export function measuredOf(result: BacktestResult, terms: StudyTerms): MeasuredRun {
  const began = performance.now()
  const { status, fault, digests, counts, timings } = result
  const multipliers = new Map(terms.instruments.map(({ id, multiplier }) => [id, Number(multiplier)]))
  const isMeasurable = fault === null && result.curve.length > 1
  const measured = isMeasurable
    ? measureRun(
        reportInputOfRun(result, {
          title: result.strategy.name,
          initialCapital: initialCapitalOf(terms) ?? result.curve.equity[0]!,
          multiplierOf: (id) => multipliers.get(id) ?? 1,
        }),
        terms.definitions,
      )
    : null
  return {
    status,
    fault,
    digests,
    counts,
    figures: measured?.figures ?? null,
    returns: measured === null ? new Float64Array() : Float64Array.from(measured.returns),
    profits: Float64Array.from(result.trades, ({ netPnl }) => netPnl),
    milliseconds: timings.prepareMs + timings.runMs + timings.finishMs + performance.now() - began,
  }
}

/** The account's money at the start, where all of it is in its own currency; null otherwise. */
export function initialCapitalOf({ account }: Pick<StudyTerms, 'account'>): number | null {
  return account.cash.every(({ currency }) => currency === account.currency)
    ? account.cash.reduce((sum, { amount }) => sum + Number(amount), 0)
    : null
}
