/** Plays LEAN's regression algorithms on its own data and compares their statistics, fills and order states. */

import { concatBars, type BarColumns } from '@quarterdeck/market-data'
import type { Strategy } from '@quarterdeck/sdk'
import type { FillModels } from '../../../src/venue-model/fill-model.ts'
import { shares } from '../../../src/kernel/testing/market.ts'
import { cryptoDays, equityBars, exDays, micros } from './lean-data.ts'
import type { DaySides, Shown } from './lean-data.ts'
import { ORDER_TYPE_PLAYERS } from './lean-order-types.ts'
import { barSeries, playLean, quoteSeries, SPY, WEEK, WEEK_SPAN, weekOfMinutes } from './lean-run.ts'
import type { LeanCase, LeanPlayer, Played } from './lean-run.ts'
import { compareStatistics } from './lean-statistics.ts'
import { alternate, closeRibbon, holdAll, inAndOut, macdTrend, renkoHold } from './lean-strategies.ts'
import type { PlayedCase } from './verdict.ts'

const DAY = 86_400e6
const MINUTES = { instrument: SPY.id, timeframe: '1m' } as const
const HOURS = { instrument: SPY.id, timeframe: '1h' } as const
const DAYS = { instrument: SPY.id, timeframe: '1d' } as const

/** `closes`: the clock of the first day at the last close, which is later where winter has begun between. */
function daily(
  strategy: Strategy,
  of: { readonly from: string; readonly to: string; readonly first?: string; readonly closes?: string },
): LeanPlayer {
  const { from, to, first = from, closes = '16:00' } = of
  return ({ expected_statistics: expected }) => {
    const result = playLean({
      strategy,
      series: [barSeries(equityBars('spy', 'daily', { from: first, to }), '1d')],
    })
    const span = { startCash: 100_000, from: micros(from), to: micros(to, closes) }
    return { compared: compareStatistics(result, expected, span) }
  }
}

function minutes(strategy: Strategy, fills: FillModels = {}): LeanPlayer {
  return ({ expected_statistics: expected }) => ({
    compared: compareStatistics(playLean({ strategy, series: weekOfMinutes(), fills }), expected, WEEK_SPAN),
  })
}

const PLAYERS: Readonly<Record<string, LeanPlayer>> = {
  ...ORDER_TYPE_PLAYERS,
  BasicTemplateAlgorithm: minutes(holdAll(MINUTES)),
  BasicTemplateDailyAlgorithm: daily(holdAll(DAYS), { from: '20131008', to: '20131017' }),
  BasicTemplateHourlyAlgorithm: ({ expected_statistics: expected }) => {
    const series = [barSeries(equityBars('spy', 'hour', { from: WEEK[0], to: WEEK[4] }), '1h')]
    const result = playLean({ strategy: holdAll(HOURS), series, fills: { entry: 'THIS_CLOSE' } })
    return { compared: compareStatistics(result, expected, WEEK_SPAN) }
  },
  MACDTrendAlgorithm: macd,
  DisplacedMovingAverageRibbon: daily(closeRibbon(DAYS), { from: '20090101', to: '20141231' }),
  ZeroFeeRegressionAlgorithm: minutes(inAndOut(MINUTES), { commission: { kind: 'NONE' } }),
  CoinbaseCryptoYearMarketTradingRegressionAlgorithm: crypto,
  RawDataRegressionAlgorithm: raw,
  WarmupIndicatorRegressionAlgorithm: daily(renkoHold(DAYS, { brick: 2, from: micros('20131101') }), {
    from: '20131101',
    to: '20131210',
    first: '20131002',
    closes: '17:00',
  }),
}

const UNPLAYED = 'No strategy of ours plays this algorithm.'

const DIFFERENCES: Readonly<Record<string, string>> = {
  OrderTicketDemoAlgorithm:
    'All twelve orders are there, nine of them filled in the same minutes, six at the same prices. It books the worst that a bar allows for ' +
    'the other three: a trailing stop at the close where that is worse than the stop, and a stop limit at its limit though the market set ' +
    'it off at a better price. Here a stop trades where it is set off, which makes 0.06, 0.06 and 0.17 dollars.',
  CoinbaseCryptoYearMarketTradingRegressionAlgorithm:
    'All 388 orders are there at the same prices. Five of them came to a day that lacks trades or quotes, and waited for the opening that ' +
    'follows. They fill there at that opening, but their fees are taken from the close of that day, which their fills never saw. Ours are ' +
    'taken from the prices of the fills: 0.3 % of the five differences is the $0.057 that is missing.',
}

export function lean(file: { readonly cases: readonly LeanCase[] }): PlayedCase[] {
  return file.cases.map((one) => {
    const player = PLAYERS[one.algorithm]
    if (player === undefined) return { name: one.algorithm, compared: [], notApplicable: UNPLAYED }
    const difference = DIFFERENCES[one.algorithm]
    return { name: one.algorithm, ...player(one), ...(difference === undefined ? {} : { difference }) }
  })
}

function macd(one: LeanCase): Played {
  const range = { from: '20040101', to: '20141231' }
  const days = exDays('spy', equityBars('spy', 'daily', range))
  return {
    ...daily(macdTrend(DAYS, { exDays: days }), range)(one),
    note:
      'It is also called when a day without the last dividend begins, decides then and not at that close, and sells by withdrawing what ' +
      'waits for the opening and ordering it anew: one of its orders is such a second one. Here a timer calls the strategy on those days.',
  }
}

function crypto({ expected_statistics: expected }: LeanCase): Played {
  const bitcoin = shares({ symbol: 'BTC-USD', assetClass: 'CRYPTO', priceIncrement: '0.01' })
  const { bars, sides } = cryptoDays('btcusd', { from: '20150113', to: '20160204' })
  const result = playLean({
    strategy: alternate({ instrument: bitcoin.id, timeframe: '1d' }),
    series: [quoteSeries(shownOf(bars, sides), bitcoin), barSeries(bars, '1d', bitcoin)],
    instrument: bitcoin,
    fills: { commission: { kind: 'RATE', rate: '0.003' } },
  })
  const span = { startCash: 100_000, from: micros('20150113'), to: micros('20160204') }
  return {
    compared: compareStatistics(result, expected, span),
    note: 'Its market orders do not fill on what is older than an hour, they wait for the opening that comes next: here the strategy waits.',
  }
}

/** The closing sides of each day that has any, and the opening ones where the day before had none; after them the last trade as the mark. */
function shownOf(bars: BarColumns, sides: ReadonlyMap<number, DaySides>): readonly Shown[] {
  return Array.from(bars.time, (time, row): Shown[] => {
    const shown = sides.get(time)
    const last = bars.close[row]!
    const mark = { time: time + DAY, bid: last, ask: last }
    if (shown === undefined) return [mark]
    const opening = sides.has(time - DAY) ? [] : [{ ...shown.opening, time: time + 1 }]
    return [...opening, { ...shown.closing, time: time + DAY - 1 }, mark]
  }).flat()
}

function raw({ expected_statistics: expected }: LeanCase): Played {
  const google = shares({ symbol: 'GOOGL', funding: 'MARGINED', initialMarginRate: '0.01' })
  const before = equityBars('goog', 'daily', { from: '20140325', to: '20140402', adjustment: 'RAW' })
  const after = equityBars('googl', 'daily', { from: '20140403', to: '20140407', adjustment: 'RAW' })
  const bars = concatBars([before, after])
  const split = { instrumentId: google.id, kind: 'SPLIT', exTime: micros('20140403'), ratio: 2 } as const
  const strategy = holdAll({ instrument: google.id, timeframe: '1d' })
  const series = [barSeries(bars, '1d', google)]
  const result = playLean({ strategy, series, instrument: google, actions: [split] })
  const span = { startCash: 100_000, from: micros('20140325'), to: micros('20140407', '16:00') }
  return {
    compared: compareStatistics(result, expected, span),
    note: 'The split of two for one happens to the account, on prices as they were traded.',
  }
}
