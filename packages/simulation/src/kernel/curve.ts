/** The equity curve as it is recorded: typed columns that grow, one point an instant or the newest of a span. */

import type { Micros } from '@quarterdeck/engine'
import type { EquityCurve } from '../run/result.ts'

const FIELDS = ['time', 'equity', 'cash', 'grossExposure', 'netExposure', 'drawdown'] as const
type Field = (typeof FIELDS)[number]

const FIRST_POINTS = 4_096

/** Points that may be kept beyond the last without copying the columns. */
const ROOM_KEPT = 64

export class CurveRecorder {
  private columns: Record<Field, Float64Array>
  private points = 0
  private highest = Number.NEGATIVE_INFINITY
  private readonly every: number
  private nextSpan = Number.NEGATIVE_INFINITY

  /** `everyMicros` 0: every instant. */
  constructor(everyMicros: number, expected: number) {
    this.every = everyMicros
    this.columns = columnsOf(everyMicros === 0 ? Math.max(expected, FIRST_POINTS) : FIRST_POINTS)
  }

  /** Takes the account as it stands at an instant; a second time at the same instant replaces the first. */
  take(at: Micros, equity: number, cash: number, gross: number, net: number): void {
    const { columns } = this
    let index = this.points - 1
    if (index < 0 || (columns.time[index] !== at && at >= this.nextSpan)) {
      index = this.points
      if (index === columns.time.length) this.grow()
      this.points += 1
      if (this.every > 0) this.nextSpan = (Math.floor(at / this.every) + 1) * this.every
    }
    if (equity > this.highest) this.highest = equity
    const kept = this.columns
    kept.time[index] = at
    kept.equity[index] = equity
    kept.cash[index] = cash
    kept.grossExposure[index] = gross
    kept.netExposure[index] = net
    kept.drawdown[index] = this.highest > 0 ? 1 - equity / this.highest : 0
  }

  /** The columns, each exactly as long as there are points; copied only where much room would be kept for nothing. */
  curve(): EquityCurve {
    const { columns, points } = this
    const isTight = columns.time.length - points <= ROOM_KEPT
    const column = (field: Field): Float64Array =>
      isTight ? columns[field].subarray(0, points) : columns[field].slice(0, points)
    return {
      length: points,
      time: column('time'),
      equity: column('equity'),
      cash: column('cash'),
      grossExposure: column('grossExposure'),
      netExposure: column('netExposure'),
      drawdown: column('drawdown'),
    }
  }

  /** What was recorded so far, as plain JSON. */
  state(): CurveState {
    const { columns, points, highest, nextSpan } = this
    const numbers = (field: Field): (number | null)[] =>
      Array.from(columns[field].subarray(0, points), (value) => (Number.isNaN(value) ? null : value))
    const saved = Object.fromEntries(FIELDS.map((field) => [field, numbers(field)]))
    return {
      columns: saved as Record<Field, (number | null)[]>,
      highest: Number.isFinite(highest) ? highest : null,
      nextSpan: Number.isFinite(nextSpan) ? nextSpan : null,
    }
  }

  restore(state: CurveState): void {
    const { length } = state.columns.time
    while (this.columns.time.length < length) this.grow()
    for (const field of FIELDS)
      this.columns[field].set(state.columns[field].map((value) => value ?? Number.NaN))
    this.points = length
    this.highest = state.highest ?? Number.NEGATIVE_INFINITY
    this.nextSpan = state.nextSpan ?? Number.NEGATIVE_INFINITY
  }

  private grow(): void {
    const grown = columnsOf(this.columns.time.length * 2)
    for (const field of FIELDS) grown[field].set(this.columns[field])
    this.columns = grown
  }
}

export interface CurveState {
  readonly columns: Readonly<Record<Field, readonly (number | null)[]>>
  readonly highest: number | null
  readonly nextSpan: number | null
}

function columnsOf(length: number): Record<Field, Float64Array> {
  return {
    time: new Float64Array(length),
    equity: new Float64Array(length),
    cash: new Float64Array(length),
    grossExposure: new Float64Array(length),
    netExposure: new Float64Array(length),
    drawdown: new Float64Array(length),
  }
}
