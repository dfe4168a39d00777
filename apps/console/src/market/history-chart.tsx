/** Candles and volume of recorded data, with trades marked on them where there are any. */
'use client'

import {
  CandlestickSeries,
  createSeriesMarkers,
  HistogramSeries,
  type IChartApi,
  type SeriesMarker,
  type UTCTimestamp,
} from 'lightweight-charts'
import { useCallback } from 'react'
import { showPrice } from '../format/number.ts'
import { chartTime, type Colour, hasClock, rising, useChart } from './chart-frame.ts'

export interface HistoryBar {
  readonly at: string
  readonly open: number
  readonly high: number
  readonly low: number
  readonly close: number
  readonly volume?: number | null | undefined
}

export interface MarkedTrade {
  readonly side: 'BUY' | 'SELL'
  readonly entryAt: string
  readonly exitAt: string
}

export interface HistoryChartProps {
  readonly label: string
  readonly bars: readonly HistoryBar[]
  readonly trades?: readonly MarkedTrade[]
}

const noTrades: readonly MarkedTrade[] = []

/** Returns the time of the bar that an instant falls into: markers stand on bars. */
export function barTimeAt(times: readonly UTCTimestamp[], at: UTCTimestamp): UTCTimestamp | null {
  let low = 0
  let high = times.length
  while (low < high) {
    const middle = (low + high) >> 1
    if ((times[middle] ?? Infinity) <= at) low = middle + 1
    else high = middle
  }
  return times[low - 1] ?? null
}

function markersOf(
  trades: readonly MarkedTrade[],
  times: readonly UTCTimestamp[],
  colour: Colour,
): SeriesMarker<UTCTimestamp>[] {
  const marker = (at: string, buys: boolean, opens: boolean): SeriesMarker<UTCTimestamp>[] => {
    const time = barTimeAt(times, chartTime(at))
    if (time === null) return []
    return [
      {
        time,
        position: buys ? 'belowBar' : 'aboveBar',
        shape: opens ? (buys ? 'arrowUp' : 'arrowDown') : 'circle',
        color: colour(buys ? '--buy' : '--sell'),
      },
    ]
  }
  return trades
    .flatMap(({ side, entryAt, exitAt }) => [
      ...marker(entryAt, side === 'BUY', true),
      ...marker(exitAt, side !== 'BUY', false),
    ])
    .sort((a, b) => a.time - b.time)
}

export function HistoryChart({ label, bars, trades = noTrades }: HistoryChartProps) {
  const draw = useCallback(
    (chart: IChartApi, colour: Colour) => {
      const drawn = rising(bars.map((bar) => ({ ...bar, time: chartTime(bar.at) })))
      const candles = chart.addSeries(CandlestickSeries, {
        // A falling bar is filled and a rising one hollow: the difference does not need colour.
        upColor: colour('--panel'),
        borderUpColor: colour('--buy'),
        wickUpColor: colour('--buy'),
        downColor: colour('--sell'),
        borderDownColor: colour('--sell'),
        wickDownColor: colour('--sell'),
        priceFormat: { type: 'custom', formatter: showPrice, minMove: 0.000_001 },
      })
      candles.setData(drawn.map(({ time, open, high, low, close }) => ({ time, open, high, low, close })))
      if (drawn.some(({ volume }) => volume)) {
        const volumes = chart.addSeries(HistogramSeries, {
          color: colour('--line'),
          priceScaleId: '',
          priceFormat: { type: 'volume' },
          lastValueVisible: false,
          priceLineVisible: false,
        })
        candles.priceScale().applyOptions({ scaleMargins: { top: 0.06, bottom: 0.2 } })
        volumes.priceScale().applyOptions({ scaleMargins: { top: 0.84, bottom: 0 } })
        volumes.setData(drawn.map(({ time, volume }) => ({ time, value: volume ?? 0 })))
      }
      const times = drawn.map(({ time }) => time)
      chart.timeScale().applyOptions({ timeVisible: hasClock(times) })
      if (trades.length > 0) createSeriesMarkers(candles, markersOf(trades, times, colour))
    },
    [bars, trades],
  )
  const element = useChart(draw)
  return (
    <figure className="m-0 h-full" aria-label={label}>
      <div ref={element} className="h-full w-full" />
    </figure>
  )
}
