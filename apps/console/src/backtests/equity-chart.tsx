/** Equity above, how far it is below its highest beneath; several runs are drawn as percentages of their start. */
'use client'

import { AreaSeries, type IChartApi, LineSeries, PriceScaleMode } from 'lightweight-charts'
import { useCallback } from 'react'
import { showFixed, showShare } from '../format/number.ts'
import { chartTime, type Colour, hasClock, rising, useChart } from '../market/chart-frame.ts'
import { runTone } from './run-tone.tsx'

export interface EquityPoint {
  readonly at: string
  readonly equity?: number | null | undefined
  readonly drawdown?: number | null | undefined
}

export interface EquityRun {
  readonly name: string
  readonly points: readonly EquityPoint[]
}

export interface EquityChartProps {
  readonly label: string
  readonly runs: readonly EquityRun[]
}

/** Points that have the value, as the chart takes them. */
function lineOf(points: readonly EquityPoint[], value: (point: EquityPoint) => number | null | undefined) {
  return rising(
    points.flatMap((point) => {
      const drawn = value(point)
      return drawn == null ? [] : [{ time: chartTime(point.at), value: drawn }]
    }),
  )
}

function drawSingle(chart: IChartApi, colour: Colour, points: readonly EquityPoint[]): void {
  const equity = chart.addSeries(AreaSeries, {
    lineColor: colour('--accent'),
    topColor: colour('--accent-soft'),
    bottomColor: colour('--panel'),
    lineWidth: 2,
    priceFormat: { type: 'custom', formatter: (value: number) => showFixed(value, 0), minMove: 1 },
  })
  equity.setData(lineOf(points, (point) => point.equity))
  const drawdown = chart.addSeries(
    AreaSeries,
    {
      lineColor: colour('--sell'),
      topColor: colour('--panel'),
      bottomColor: colour('--sell-soft'),
      invertFilledArea: true,
      lineWidth: 1,
      priceFormat: { type: 'custom', formatter: (value: number) => showShare(value), minMove: 0.0001 },
    },
    1,
  )
  drawdown.setData(lineOf(points, ({ drawdown: depth }) => (depth == null ? null : -Math.abs(depth))))
}

function drawSeveral(chart: IChartApi, colour: Colour, runs: readonly EquityRun[]): void {
  runs.forEach(({ points }, index) => {
    const tone = runTone(index)
    const line = chart.addSeries(LineSeries, {
      color: colour(tone.variable),
      lineWidth: 2,
      lineStyle: tone.line,
    })
    line.setData(lineOf(points, (point) => point.equity))
  })
  // The chart puts them on one scale: each as its change from the first point in sight.
  chart.priceScale('right').applyOptions({ mode: PriceScaleMode.Percentage })
}

export function EquityChart({ label, runs }: EquityChartProps) {
  const draw = useCallback(
    (chart: IChartApi, colour: Colour) => {
      const [only] = runs
      const times = runs.flatMap(({ points }) => points.map(({ at }) => chartTime(at)))
      chart.timeScale().applyOptions({ timeVisible: hasClock(times) })
      if (runs.length === 1 && only) {
        drawSingle(chart, colour, only.points)
        chart.panes()[0]?.setStretchFactor(3)
        chart.panes()[1]?.setStretchFactor(1)
      } else drawSeveral(chart, colour, runs)
    },
    [runs],
  )
  const element = useChart(draw)
  return (
    <figure className="m-0 h-full" aria-label={label}>
      <div ref={element} className="h-full w-full" />
    </figure>
  )
}
