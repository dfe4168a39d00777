/** Plays freqtrade's candle tables: each a few candles with signals, and what its engine makes of them. */

import { barColumnsOf } from '@quarterdeck/market-data'
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
  const { rows, terms } = termsOf(one)
  const last = rows.at(-1)!
  const result = runBacktest({
    strategy: candleExits(terms),
    instruments: [PAIR],
    series: [
      {
        kind: 'BARS',
        instrumentId: PAIR.id,
        timeframe: '1h',
        // What is still open at the end is closed at the opening of the last candle: that price comes once more.
        bars: barColumnsOf([
          ...rows.map(({ open, high, low, close }, i) => ({
            time: START + i * HOUR,
            open,
            high,
            low,
            close,
            volume: 0,
          })),
          {
            time: START + rows.length * HOUR,
            open: last.open,
            high: last.open,
            low: last.open,
            close: last.open,
            volume: 0,
          },
        ]),
      },
    ],
    account: { currency: 'USD', cash: [{ currency: 'USD', amount: '100000' }] },
    // A take-profit needs more than its ratio: the price has to go through it.
    fills: { intrabar: terms.highFirst ? 'HIGH_FIRST' : 'LOW_FIRST', restingFills: 'WHEN_PASSED' },
  })
  if (result.fault !== null) throw new Error(`${one.name}: ${result.fault.message}`)
  return result
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
  // The worse extreme first where a stop stands against a take-profit, last where the better one arms a stop or brings the entry.
  const betterFirst = one.trailing_stop === true || (one.adjust_entry_price ?? null) !== null
  const terms: ExitTerms = {
    instrument: PAIR.id,
    signals: rows.map((row) => ({
      enter: row.isLong ? 'BUY' : row.isShort ? 'SELL' : null,
      exit: one.use_exit_signal === true && row.exit,
    })),
    candleMicros: HOUR,
    startAt: START,
    highFirst: betterFirst !== isShort,
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
  return { rows, terms }
}

/** Each closed trade: why it ended, from the candle of its first entry order to that of its exit. */
function tradesOf(
  result: BacktestResult,
  one: FreqtradeCase,
): { readonly words: string; readonly profit: number }[] {
  const candleOf = (at: number): number => Math.floor((at - START) / HOUR)
  return result.trades.map((trade) => {
    const asked = result.orders.find(({ tag }) => tag === 'entry')!
    const reason = result.orders.find(({ orderId }) => orderId === trade.exitOrderId)!.tag
    const exit = Math.min(trade.exitBar, one.data.length - 1)
    return {
      words: `${reason} ${candleOf(asked.submittedAt)}-${exit}`,
      profit: (trade.netPnl / (trade.entryPrice * trade.quantity)) * (one.leverage ?? 1),
    }
  })
}
