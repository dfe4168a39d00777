/** Plays freqtrade's candle tables: each a few candles with signals, and what its engine makes of them. */

import { barColumnsOf } from '@quarterdeck/market-data'
import type { Bar } from '@quarterdeck/market-data'
import { runBacktest } from '../../../src/run/backtest.ts'
import type { BacktestResult } from '../../../src/run/result.ts'
import { shares } from '../../../src/kernel/testing/market.ts'
import { candleExits } from './freqtrade-strategy.ts'
import type { ExitTerms } from './freqtrade-strategy.ts'
import { same, toDecimals } from './verdict.ts'
import type { PlayedCase } from './verdict.ts'

export interface FreqtradeFile {
  readonly cases: readonly FreqtradeCase[]
}

interface FreqtradeCase {
  readonly name: string
  readonly columns: readonly string[]
  readonly data: readonly (readonly (number | string | null)[])[]
  readonly stop_loss: number
  readonly roi: Readonly<Record<string, number>>
  readonly profit_perc: number
  readonly trailing_stop?: boolean
  readonly trailing_only_offset_is_reached?: boolean
  readonly trailing_stop_positive?: number | null
  readonly trailing_stop_positive_offset?: number
  readonly use_custom_stoploss?: boolean
  readonly use_exit_signal?: boolean
  readonly custom_entry_price?: number
  readonly adjust_entry_price?: number | null
  readonly custom_exit_price?: number
  readonly timeout?: number
  readonly leverage?: number
  readonly trades: readonly {
    readonly exit_reason: string
    readonly open_tick: number
    readonly close_tick: number
  }[]
}

const HOUR = 3_600e6
const START = Date.parse('2018-10-03T00:00:00Z') * 1_000
const PAIR = shares({ symbol: 'PAIR', funding: 'MARGINED', initialMarginRate: '0.01' })

const DIFFERENCES: Readonly<Record<string, string>> = {
  tc11:
    'Candle 3 opens at 5000, below the trailing stop of 5093.47, and touches that price later. freqtrade sells at any stop that lies within ' +
    'the candle at the stop itself; our stop is an order at the venue, which fills at the opening that went past it.',
  tc24:
    'Candle 3 opens at 4850, below the trailing stop of 5093.47 that candle 2 left, and later rises to 5251. freqtrade looks at the ' +
    'candle as a whole and lets a take-profit at 5150 go before the trailing stop, so that it sells at 5150 what its stop would have ' +
    'sold at the opening. Our stop is an order at the venue: the opening meets it first, and it fills there at 4850.',
}

export function freqtrade(file: FreqtradeFile): PlayedCase[] {
  return file.cases.map((one) => {
    const result = play(one)
    const trades = tradesOf(result, one)
    const difference = DIFFERENCES[one.name]
    return {
      name: one.name,
      compared: [
        same('trades', trades.map(({ words }) => words).join('; '), expectedTrades(one)),
        toDecimals('profit', {
          ours: trades.reduce((sum, { profit }) => sum + profit, 0),
          theirs: one.profit_perc,
          decimals: 3,
        }),
      ],
      ...(difference === undefined ? {} : { difference }),
    }
  })
}

function expectedTrades({ trades }: FreqtradeCase): string {
  return trades.map((one) => `${one.exit_reason} ${one.open_tick}-${one.close_tick}`).join('; ')
}

function play(one: FreqtradeCase): BacktestResult {
  const { rows, terms, isShort } = termsOf(one)
  const candles = [
    ...rows.map(({ open, high, low, close }) => [open, high, low, close] as const),
    // What is still open at the end is closed at the opening of the last candle: that price comes once more.
    Array.from({ length: 4 }, () => rows.at(-1)!.open),
  ].map(([open, high, low, close], i): Bar => ({
    time: START + i * HOUR,
    open: open!,
    high: high!,
    low: low!,
    close: close!,
    volume: 0,
  }))
  const result = runBacktest({
    strategy: candleExits(terms),
    instruments: [PAIR],
    series: [
      {
        kind: 'BARS',
        instrumentId: PAIR.id,
        timeframe: '1h',
        bars: barColumnsOf(candles),
      },
      {
        kind: 'BARS',
        instrumentId: PAIR.id,
        timeframe: '30m',
        bars: barColumnsOf(candles.flatMap((candle) => halvesOf(candle, isShort))),
      },
    ],
    account: { currency: 'USD', cash: [{ currency: 'USD', amount: '100000' }] },
    // A take-profit needs more than its ratio: the price has to go through it.
    fills: { intrabar: isShort ? 'LOW_FIRST' : 'HIGH_FIRST', restingFills: 'WHEN_PASSED' },
  })
  if (result.fault !== null) throw new Error(`${one.name}: ${result.fault.message}`)
  return result
}

/**
 * A candle as its market: from the opening to the worse extreme, where the stops that stand are met, to the better one, which moves them
 * and takes profits, to the worse one again, where the moved ones are met, and to the close.
 */
function halvesOf(candle: Bar, isShort: boolean): readonly Bar[] {
  const { time, open, high, low, close } = candle
  const worse = isShort ? high : low
  const first = { open, high: isShort ? high : open, low: isShort ? open : low, close: worse, volume: 0 }
  return [
    { time, ...first },
    { time: time + HOUR / 2, open: worse, high, low, close, volume: 0 },
  ]
}

function termsOf(one: FreqtradeCase) {
  const rows = one.data.map((row) => {
    const value = (name: string): number => Number(row[one.columns.indexOf(name)] ?? 0)
    return {
      open: value('open'),
      high: value('high'),
      low: value('low'),
      close: value('close'),
      isLong: value('enter_long') === 1,
      isShort: value('enter_short') === 1,
      exit: value('exit_long') === 1 || value('exit_short') === 1,
    }
  })
  const leverage = one.leverage ?? 1
  const isShort = rows.some((row) => row.isShort)
  const terms: ExitTerms = {
    instrument: PAIR.id,
    signals: rows.map((row) => ({
      // Signals for both sides at once are none.
      enter: row.isLong === row.isShort ? null : row.isLong ? 'BUY' : 'SELL',
      exit: one.use_exit_signal === true && row.exit,
    })),
    candleMicros: HOUR,
    startAt: START,
    stopLoss: -one.stop_loss / leverage,
    roi: Object.entries(one.roi)
      .map(([minutes, ratio]) => [Number(minutes), ratio === -1 ? -1 : ratio / leverage] as const)
      .toSorted(([a], [b]) => a - b),
    trailing: {
      isOn: one.trailing_stop === true,
      positive: one.trailing_stop_positive ?? null,
      offset: one.trailing_stop_positive_offset ?? 0,
      onlyPastOffset: one.trailing_only_offset_is_reached === true,
      isCustom: one.use_custom_stoploss === true,
    },
    entryPrice: one.custom_entry_price ?? null,
    adjustedEntryPrice: one.adjust_entry_price ?? null,
    entryWaits: (one.timeout ?? 10) >= 60,
    exitPrice: one.custom_exit_price ?? null,
  }
  return { rows, terms, isShort }
}

/** Each closed trade: why it ended, from the candle of its first entry order to that of its exit. */
function tradesOf(
  result: BacktestResult,
  one: FreqtradeCase,
): { readonly words: string; readonly profit: number }[] {
  const candleOf = (at: number): number => Math.floor((at - START) / HOUR)
  return result.trades.map((trade, index) => {
    const since = result.trades[index - 1]?.exitAt ?? 0
    const asked = result.orders.find(({ tag, submittedAt }) => tag === 'entry' && submittedAt >= since)!
    const reason = result.orders.find(({ orderId }) => orderId === trade.exitOrderId)!.tag
    const exit = Math.min(Math.floor(trade.exitBar / 2), one.data.length - 1)
    return {
      words: `${reason} ${candleOf(asked.submittedAt)}-${exit}`,
      profit: (trade.netPnl / (trade.entryPrice * trade.quantity)) * (one.leverage ?? 1),
    }
  })
}
