/** Draws candles with lightweight-charts in the desk's colours, for either theme. */
'use client'

import {
  CandlestickSeries,
  createChart,
  type IChartApi,
  type ISeriesApi,
  type UTCTimestamp,
} from 'lightweight-charts'
import { useTheme } from 'next-themes'
import { useEffect, useRef } from 'react'
import { fractionDigits } from '../format/decimal.ts'
import type { BarInterval } from '../generated/graphql.ts'
import { type Candle, drawnMid, grow, toCandle } from './bars.ts'

export interface CandleChartProps {
  readonly label: string
  readonly interval: BarInterval
  readonly priceIncrement: string
  readonly bars: readonly Parameters<typeof toCandle>[0][]
  readonly quote: {
    readonly bid?: string | null
    readonly ask?: string | null
    readonly receivedAt: string
  } | null
}

function paint(chart: IChartApi, series: ISeriesApi<'Candlestick'>, element: HTMLElement): void {
  const style = getComputedStyle(element)
  const colour = (name: string) => style.getPropertyValue(name).trim()
  chart.applyOptions({
    layout: { background: { color: colour('--panel') }, textColor: colour('--ink-2') },
    grid: { vertLines: { color: colour('--hover') }, horzLines: { color: colour('--hover') } },
    rightPriceScale: { borderColor: colour('--line') },
    timeScale: { borderColor: colour('--line') },
  })
  // A falling bar is filled and a rising one hollow: the difference does not need colour.
  series.applyOptions({
    upColor: colour('--panel'),
    borderUpColor: colour('--buy'),
    wickUpColor: colour('--buy'),
    downColor: colour('--sell'),
    borderDownColor: colour('--sell'),
    wickDownColor: colour('--sell'),
  })
}

const drawn = (candle: Candle) => ({ ...candle, time: candle.time as UTCTimestamp })

export function CandleChart({ label, interval, priceIncrement, bars, quote }: CandleChartProps) {
  const element = useRef<HTMLDivElement>(null)
  const chart = useRef<{ readonly api: IChartApi; readonly series: ISeriesApi<'Candlestick'> } | null>(null)
  const last = useRef<Candle | null>(null)
  const { resolvedTheme } = useTheme()

  useEffect(() => {
    if (!element.current) return
    const api = createChart(element.current, {
      autoSize: true,
      layout: { fontSize: 11, fontFamily: getComputedStyle(document.body).fontFamily },
      timeScale: {
        timeVisible: true,
        secondsVisible: interval === 'S1' || interval === 'S5',
        rightOffset: 4,
      },
    })
    const series = api.addSeries(CandlestickSeries, {
      priceFormat: {
        type: 'price',
        precision: fractionDigits(priceIncrement),
        minMove: Number(priceIncrement),
      },
    })
    chart.current = { api, series }
    return () => {
      chart.current = null
      api.remove()
    }
  }, [interval, priceIncrement])

  useEffect(() => {
    if (!chart.current || !element.current) return
    paint(chart.current.api, chart.current.series, element.current)
  }, [resolvedTheme, interval, priceIncrement])

  useEffect(() => {
    const candles = bars.map(toCandle)
    last.current = candles.at(-1) ?? null
    chart.current?.series.setData(candles.map(drawn))
  }, [bars, interval, priceIncrement])

  useEffect(() => {
    const price = quote ? drawnMid(quote) : null
    if (!quote || price === null) return
    const next = grow(last.current, price, Date.parse(quote.receivedAt), interval)
    if (!next) return
    last.current = next
    chart.current?.series.update(drawn(next))
  }, [quote, interval])

  return (
    <figure className="absolute inset-0 m-0" aria-label={label}>
      <div ref={element} className="h-full w-full" />
      {bars.length === 0 ? (
        <p className="pointer-events-none absolute inset-x-0 top-2 text-center text-xs text-ink-2">
          No bars yet; quotes draw the first.
        </p>
      ) : null}
    </figure>
  )
}
