/** A lightweight-charts chart in the desk's colours, for series that come whole: history, equity, drawdown. */
'use client'

import {
  type ChartOptions,
  createChart,
  type DeepPartial,
  type IChartApi,
  type UTCTimestamp,
} from 'lightweight-charts'
import { useTheme } from 'next-themes'
import { type RefObject, useEffect, useRef } from 'react'

/** Reads a colour of the theme, such as `--buy`. */
export type Colour = (name: string) => string

/** Whether times say more than days: daily bars need no clock. */
export function hasClock(times: readonly UTCTimestamp[]): boolean {
  return times.some((time) => time % 86_400 !== 0)
}

/** Draws into a new chart; it is drawn anew when the theme or `draw` changes. */
export type Draw = (chart: IChartApi, colour: Colour) => void

/** Returns an instant as the chart's time. Recorded data is drawn in UTC. */
export function chartTime(instant: string): UTCTimestamp {
  return Math.floor(Date.parse(instant) / 1_000) as UTCTimestamp
}

/** Returns points in strictly rising time, as the chart demands: of two within one second the later stays. */
export function rising<Point extends { readonly time: UTCTimestamp }>(points: readonly Point[]): Point[] {
  const kept: Point[] = []
  for (const point of points) {
    const last = kept.at(-1)
    if (last && point.time < last.time) continue
    if (last && point.time === last.time) kept.pop()
    kept.push(point)
  }
  return kept
}

function look(colour: Colour, font: string): DeepPartial<ChartOptions> {
  return {
    layout: {
      background: { color: colour('--panel') },
      textColor: colour('--ink-2'),
      fontSize: 11,
      fontFamily: font,
      panes: { separatorColor: colour('--line'), separatorHoverColor: colour('--hover') },
    },
    grid: { vertLines: { color: colour('--hover') }, horzLines: { color: colour('--hover') } },
    rightPriceScale: { borderColor: colour('--line') },
    timeScale: {
      borderColor: colour('--line'),
      rightOffset: 2,
      timeVisible: true,
      secondsVisible: false,
      // A phone too shows the whole of it.
      minBarSpacing: 0.05,
    },
  }
}

/** Returns the ref of the element that holds the chart. `draw` must be stable: it is what the chart shows. */
export function useChart(draw: Draw): RefObject<HTMLDivElement | null> {
  const element = useRef<HTMLDivElement>(null)
  const { resolvedTheme } = useTheme()
  useEffect(() => {
    if (!element.current) return
    const style = getComputedStyle(element.current)
    const colour: Colour = (name) => style.getPropertyValue(name).trim()
    const chart = createChart(element.current, {
      autoSize: true,
      ...look(colour, getComputedStyle(document.body).fontFamily),
    })
    draw(chart, colour)
    chart.timeScale().fitContent()
    return () => chart.remove()
  }, [draw, resolvedTheme])
  return element
}
