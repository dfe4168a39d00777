/** The published cases of resampling: shipped pairs of files, and batches of candles. */
import assert from 'node:assert/strict'
import { exchangeCalendar } from '../../src/calendar/calendars.ts'
import { barAt, barColumnsOf, pickBars, type BarColumns } from '../../src/columns/bar-columns.ts'
import { resampleBars } from '../../src/resample/resample.ts'
import { DAY_MICROS, timeframeMicros } from '../../src/series/timeframe.ts'
import { settleRows } from '../../src/file/settle-rows.ts'
import { columnsOfTable, tableOf } from '../../src/columns/column-table.ts'
import { barsOf, barsOfCandles, readJson, type Candle, type PublishedCase } from './published.ts'

type Case = (published: PublishedCase) => Promise<string | void>

const FLAT = { open: 1, high: 1, low: 1, close: 1, volume: 1 }
const FIELDS = ['open', 'high', 'low', 'close', 'volume'] as const

function dateOf(time: number): string {
  return new Date(time / 1000).toISOString().slice(0, 10)
}

/** Rows of both whose label is the same and all of whose values are. */
function rowsAgreeing(ours: BarColumns, theirs: BarColumns, label: (time: number) => string): number {
  const byLabel = new Map(Array.from(theirs.time, (time, row) => [label(time), row]))
  return Array.from(ours.time, (time, row) => [byLabel.get(label(time)), row] as const).filter(
    ([other, row]) =>
      other !== undefined && FIELDS.every((field) => ours[field][row] === theirs[field][other]),
  ).length
}

/** The published label is Friday, which is four days after the Monday our bars are named by. */
const dayToWeek: Case = async ({ expected }) => {
  const days = await barsOf('backtrader/2006-day-001.csv', '1d')
  const theirs = await barsOf('backtrader/2006-week-001.csv', '1w')
  const weeks = resampleBars(days, { to: '1w' })
  const { rows_by_label_matching: matching, weekly_rows_in_expected_file: rows } = expected as Record<
    string,
    number
  >
  assert.equal(theirs.length, rows)
  const friday = (bars: BarColumns): BarColumns => ({
    ...bars,
    time: bars.time.map((time) => time + 4 * DAY_MICROS),
  })
  assert.equal(rowsAgreeing(friday(weeks), theirs, dateOf), matching)
  const byLastDay = resampleBars(days, { to: '1w', label: 'LAST' })
  assert.equal(rowsAgreeing(byLastDay, theirs, dateOf), rows)
  return `labelled by Friday ${matching} of ${rows} rows, by the last trading day all ${rows}`
}

const dayToMonth: Case = async ({ expected }) => {
  const months = resampleBars(await barsOf('backtrader/2006-day-001.csv', '1d'), { to: '1mo' })
  const theirs = await barsOf('backtrader/2006-month-001.csv', '1mo')
  const { rows_matching: matching } = expected as Record<string, number>
  assert.equal(months.length, theirs.length)
  assert.equal(
    rowsAgreeing(months, theirs, (time) => dateOf(time).slice(0, 7)),
    matching,
  )
}

const weeklyMean: Case = async ({ expected }) => {
  const { min_period: period, ...values } = expected as Record<string, string | number>
  const { close } = resampleBars(await barsOf('backtrader/2006-day-001.csv', '1d'), { to: '1w' })
  const mean = (row: number): string =>
    (
      close.subarray(row + 1 - Number(period), row + 1).reduce((sum, value) => sum + value, 0) /
      Number(period)
    ).toFixed(6)
  const last = close.length - 1
  const middle = last + Math.floor((Number(period) - close.length) / 2)
  assert.deepEqual(
    { last: mean(last), first_valid: mean(Number(period) - 1), middle: mean(middle) },
    { last: values['last'], first_valid: values['first_valid'], middle: values['middle'] },
  )
}

interface SpyDay {
  readonly date: string
  readonly minute_rows_in_file: number
  readonly regular_session_minutes: number
  readonly resampled_from_minutes_by_helper: Readonly<Record<(typeof FIELDS)[number], number>>
  readonly daily_file_row: Readonly<Record<(typeof FIELDS)[number], number>>
  readonly equal: Readonly<Record<(typeof FIELDS)[number], boolean>>
}

const spyDays: Case = async ({ expected }) => {
  const daily = await barsOf('lean/Data/equity/usa/daily/spy.zip', '1d')
  const calendar = exchangeCalendar('XNYS')
  for (const day of expected as readonly SpyDay[]) {
    const minutes = await barsOf(`lean/Data/equity/usa/minute/spy/${day.date}_trade.zip`, '1m')
    assert.equal(minutes.length, day.minute_rows_in_file)
    const [session] = calendar.sessions(minutes.time[0]!, minutes.time.at(-1)!)
    const regular = minutes.time.filter((time) => time >= session!.open && time < session!.close)
    assert.equal(regular.length, day.regular_session_minutes)
    const resampled = resampleBars(minutes, { to: '1d', calendar })
    assert.equal(resampled.length, 1)
    const row = daily.time.indexOf(resampled.time[0]!)
    for (const field of FIELDS) {
      const scale = field === 'volume' ? 1 : 10_000
      assert.equal(
        Math.round(resampled[field][0]! * scale),
        day.resampled_from_minutes_by_helper[field],
        field,
      )
      assert.equal(
        resampled[field][0] === daily[field][row],
        day.equal[field],
        `${day.date} ${field} against the daily file`,
      )
    }
  }
}

const hourFromMinutes: Case = async ({ expected }) => {
  const minutes = barsOfCandles(readJson<readonly Candle[]>('trading-signals/batch-1h-in-1m.json'))
  const published = expected as Record<string, string | number>
  assert.equal(minutes.length, published['candles_in'])
  const hours = resampleBars(minutes, { to: '1h' })
  assert.equal(hours.length, published['candles_out'])
  const { time, open, high, low, close, volume } = barAt(hours, 0)
  assert.equal(new Date(time / 1000).toISOString(), published['openTimeInISO'])
  const shown = [open, high, low, close].map((price) => price.toFixed(8))
  assert.deepEqual(
    shown,
    ['open', 'high', 'low', 'close'].map((field) => published[field]),
  )
  assert.equal(volume.toFixed(8), published['volume'])
}

const candlesPerSpan: Case = async ({ expected }) => {
  assert.equal(timeframeMicros('1d')! / timeframeMicros('1h')!, expected)
  const day = Array.from({ length: 1_440 }, (_, minute) => ({ ...FLAT, time: minute * 60e6 }))
  assert.equal(resampleBars(barColumnsOf(day), { to: '1h' }).length, expected)
}

const zeroVolume: Case = async ({ expected, input }) => {
  const minutes = barsOfCandles(input as readonly Candle[])
  const bars = resampleBars(minutes, { to: '3m' })
  const published = expected as Record<string, string | number>
  assert.equal(bars.length, published['candles_out'])
  for (const field of FIELDS) assert.equal(String(bars[field][0]!), published[field])
  const weighted = minutes.volume.reduce(
    (sum, size, row) => sum + (size * (minutes.high[row]! + minutes.low[row]!)) / 2,
    0,
  )
  assert.equal(String(weighted / bars.volume[0]!), published['volume_weighted_mid'])
}

/** The candle that arrives twice is settled on import: the first of each time is kept. */
const duplicateCandle: Case = async ({ expected, input }) => {
  const distinct = barsOfCandles(input as readonly Candle[])
  const arrived = pickBars(distinct, [0, 1, 1, 2])
  const raw = {
    file: 'candles',
    kind: 'BARS',
    table: tableOf('BARS', arrived),
    lines: Int32Array.of(1, 2, 3, 4),
  } as const
  const settled = columnsOfTable('BARS', settleRows(raw, { duplicates: 'FIRST' }).table)
  const hours = resampleBars(settled, { to: '1h' })
  assert.equal(hours.length, 2)
  assert.equal(
    String(Number(hours.volume[0]!.toPrecision(15))),
    (expected as Record<string, string>)['first_batch_volume'],
  )
  return 'volumes are doubles: compared at 15 digits'
}

export const RESAMPLE_CASES: Readonly<Record<string, Case>> = {
  'bt-day-to-week': dayToWeek,
  'bt-day-to-month': dayToMonth,
  'bt-resampled-sma': weeklyMean,
  'lean-spy-minute-to-daily': spyDays,
  'ts-hour-from-minutes': hourFromMinutes,
  'ts-candles-per-span': candlesPerSpan,
  'ts-zero-volume-candle': zeroVolume,
  'ts-duplicate-candle': duplicateCandle,
}
