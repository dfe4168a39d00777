/** Plays LEAN's regression algorithms on order types, each in a market that shows what its fill rule looks at. */

import type { BacktestResult } from '../../../src/run/result.ts'
import { closingQuotes, equityBars, micros, minuteBars, minuteQuoteBars, minuteSides } from './lean-data.ts'
import type { Shown } from './lean-data.ts'
import {
  AFTER,
  atNextOpen,
  durations,
  limitIfTouched,
  outsideHours,
  patientOrders,
  stopBelow,
  stopOnFill,
} from './lean-order-strategies.ts'
import { orderTickets, playedTwice } from './lean-order-tickets.ts'
import { barSeries, playLean, quoteSeries, SPY, WEEK, WEEK_SPAN, weekOfMinutes } from './lean-run.ts'
import type { LeanPlayer } from './lean-run.ts'
import { compareStatistics } from './lean-statistics.ts'
import { same, toDecimals } from './verdict.ts'

const MINUTE = 60e6
const HOUR = 3_600e6
/** Shares that its fill model gives at a time. */
const PART = 10
/** New York was four hours behind UTC that week. */
const TO_UTC = 4 * HOUR

interface TouchedFill {
  readonly time: string
  readonly order_id: number
  readonly qty: number
  readonly fill_price: number
  readonly limit: number
  readonly trigger: number
}

const stopLoss: LeanPlayer = ({ expected_statistics: expected }) => {
  const bars = minuteBars('spy', WEEK)
  const openings = Array.from(bars.open, (open, row) => ({ time: bars.time[row]! + 1, bid: open, ask: open }))
  const market = [...closingQuotes(bars, minuteSides('spy', WEEK), MINUTE), ...openings].toSorted(
    (one, other) => one.time - other.time,
  )
  const result = playLean({
    strategy: stopOnFill(SPY.id),
    series: [quoteSeries(market), barSeries(bars, '1m')],
  })
  return {
    compared: compareStatistics(result, expected, WEEK_SPAN),
    note: 'Its stops meet the first trade after they were sent, its market orders the bid and ask of the bar: the market shows both.',
  }
}

const hours =
  (strategy: ReturnType<typeof stopBelow>): LeanPlayer =>
  ({ expected_statistics: expected }) => {
    const series = [barSeries(equityBars('spy', 'hour', { from: '20210301', to: '20210303' }), '1h')]
    const span = { startCash: 100_000, from: micros('20210301'), to: micros('20210303', '16:00') }
    return { compared: compareStatistics(playLean({ strategy, series }), expected, span) }
  }

const timeInForce: LeanPlayer = (one) => {
  const bars = minuteBars('spy', WEEK)
  const strategy = durations(SPY.id, micros('20131010'))
  const result = playLean({ strategy, series: [barSeries(bars, '1m')] })
  const { final_order_status: theirs } = one.extra_expected as {
    readonly final_order_status: Record<string, string>
  }
  const words: Readonly<Record<string, string>> = {
    NEW: 'Submitted',
    FILLED: 'Filled',
    EXPIRED: 'Canceled',
    CANCELED: 'Canceled',
  }
  return {
    compared: [
      ...compareStatistics(result, one.expected_statistics, WEEK_SPAN),
      ...Object.entries(theirs).map(([tag, status]) => {
        const ours = result.orders.find((order) => order.tag === tag)
        return same(tag, ours === undefined ? 'none' : words[ours.status], status)
      }),
    ],
    note: 'Good till date is a timer that withdraws the order.',
  }
}

const extendedHours: LeanPlayer = ({ expected_statistics: expected }) => {
  const bars = minuteBars('spy', WEEK, true)
  const result = playLean({
    strategy: outsideHours(SPY.id),
    series: [barSeries(bars, '1m')],
  })
  const span = { ...WEEK_SPAN, to: micros('20131011', '20:00') }
  const inHours = result.fills.filter(({ at }) => {
    const minute = (at / MINUTE) % 1440
    return minute >= 570 && minute < 960
  })
  return {
    compared: [
      ...compareStatistics(result, expected, span),
      same('fills inside regular hours', inHours.length, 0),
    ],
    note: 'A limit has to be passed there, not only met: it is sent one tick lower, a hundred-millionth of a dollar.',
  }
}

const partialFills: LeanPlayer = ({ expected_statistics: expected }) => {
  const result = playParts(new Set())
  const span = { startCash: 100_000, from: micros('20190101'), to: micros('20190301', '16:00') }
  return {
    compared: compareStatistics(result, expected, span),
    note:
      'Its fill model is asked before and after the algorithm at each close, and gives ten shares each time: at the opening of the bar to ' +
      'an order that was waiting, and twice at the close to one that was sent there. What is ordered at a last close becomes an order for ' +
      'the opening, which is filled whole. The market offers just that.',
  }
}

/** Plays with offers for new orders at some closes, and again with one more for as long as an order comes to a close without. */
function playParts(closes: ReadonlySet<number>): BacktestResult {
  const bars = equityBars('spy', 'hour', { from: '20190101', to: '20190301' })
  const offered = Array.from(bars.close, (close, row): Shown[] => {
    const start = bars.time[row]!
    const end = start + HOUR
    const open = bars.open[row]!
    const part = (time: number, price: number): Shown => ({ time, bid: price, ask: price, size: PART })
    const endedAt = row === 0 ? start : bars.time[row - 1]! + HOUR
    const opening = start !== endedAt && closes.has(endedAt)
    const isSentTo = closes.has(end) && bars.time[row + 1] === end
    return [
      ...(opening ? [{ time: start + AFTER.opening, bid: open, ask: open }] : []),
      part(end - 1, open),
      ...(isSentTo ? [part(end, close), part(end + 1, close)] : [part(end + 1, open)]),
    ]
  }).flat()
  const endsAt = bars.time.at(-1)! + HOUR + AFTER.end
  const last = bars.close.at(-1)!
  const result = playLean({
    strategy: patientOrders(SPY.id, endsAt),
    series: [quoteSeries([...offered, { time: endsAt, bid: last, ask: last }]), barSeries(bars, '1h')],
    fills: { participation: '1' },
  })
  const missed = result.logs[0]
  return missed === undefined ? result : playParts(new Set([...closes, Number(missed.message)]))
}

const touched: LeanPlayer = (one) => {
  const result = playLean({ strategy: limitIfTouched(SPY.id, micros('20131009')), series: weekOfMinutes() })
  const asked = result.logs.filter(({ message }) => message === 'asked').length
  const sent = result.logs
    .filter(({ message }) => message.startsWith('['))
    .map(({ message }) => JSON.parse(message) as readonly [number, number, number])
  const { fill_events_in_order_utc: theirs } = one.extra_expected as {
    readonly fill_events_in_order_utc: readonly TouchedFill[]
  }
  return {
    compared: [
      ...compareStatistics(result, one.expected_statistics, { ...WEEK_SPAN, orders: asked }),
      same('fills', result.fills.length, theirs.length),
      ...theirs.flatMap((fill, index) => {
        const ours = result.fills[index]
        const [id, limit, trigger] = sent[index] ?? [0, Number.NaN, Number.NaN]
        const at = new Date(((ours?.at ?? 0) + TO_UTC) / 1_000).toISOString().replace('.000', '')
        return [
          same(`fill ${index + 1}`, [id, at, -(ours?.quantity ?? 0)], [fill.order_id, fill.time, fill.qty]),
          toDecimals(`price of fill ${index + 1}`, {
            ours: ours?.price ?? 0,
            theirs: fill.fill_price,
            decimals: 4,
          }),
          toDecimals(`limit of fill ${index + 1}`, { ours: limit, theirs: fill.limit, decimals: 4 }),
          toDecimals(`trigger of fill ${index + 1}`, { ours: trigger, theirs: fill.trigger, decimals: 2 }),
        ]
      }),
    ],
    note: 'There is no such order type here: the strategy watches the trigger and sends the limit. Orders are those that it watched.',
  }
}

const tickets: LeanPlayer = ({ expected_statistics: expected }) => {
  const bars = minuteBars('spy', WEEK)
  const day = { from: micros('20131008', '12:01'), to: micros('20131008', '16:00') }
  const quoted = { ...minuteQuoteBars('spy', WEEK), ...day }
  const result = playLean({
    strategy: orderTickets(SPY.id),
    series: [playedTwice(bars, quoted, SPY.id), barSeries(bars, '1m')],
    // A limit has to be passed there, not only met.
    fills: { restingFills: 'WHEN_PASSED' },
  })
  return {
    compared: compareStatistics(result, expected, WEEK_SPAN),
    note:
      'Its fill models look at each bar before the algorithm and after it: the market plays each minute before its close and again after ' +
      'it, as traded, and as quoted on the afternoon of the stop limits, which look at quotes. A trailing stop is a stop that the strategy ' +
      'replaces, an order for the opening one that waits for it, one for the close a market order in the minute that closes. The last ' +
      'order for a close comes too late for its own rules, and is none.',
  }
}

export const ORDER_TYPE_PLAYERS: Readonly<Record<string, LeanPlayer>> = {
  LimitIfTouchedRegressionAlgorithm: touched,
  StopLossOnOrderEventRegressionAlgorithm: stopLoss,
  StopMarketOrderRegressionAlgorithm: hours(stopBelow(SPY.id, micros('20210301', '12:00'))),
  MarketOnOpenOrderRegressionAlgorithm: hours(atNextOpen(SPY.id, micros('20210302'))),
  TimeInForceAlgorithm: timeInForce,
  ExtendedMarketTradingRegressionAlgorithm: extendedHours,
  CustomPartialFillModelAlgorithm: partialFills,
  OrderTicketDemoAlgorithm: tickets,
}
