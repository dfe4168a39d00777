/** Random bars for the properties of indicators: walks with flat runs, jumps, bars without volume and, if asked, gaps. */

import fc from 'fast-check'
import type { BarColumns } from './entry.ts'

interface Step {
  readonly kind: number
  readonly move: number
  readonly up: number
  readonly down: number
  readonly volume: number
  readonly other: number
}

const STEP: fc.Arbitrary<Step> = fc.record({
  kind: fc.integer({ min: 0, max: 19 }),
  move: fc.double({ min: -1, max: 1, noNaN: true }),
  up: fc.double({ min: 0, max: 1, noNaN: true }),
  down: fc.double({ min: 0, max: 1, noNaN: true }),
  volume: fc.integer({ min: 1, max: 1_000_000 }),
  other: fc.double({ min: -1, max: 1, noNaN: true }),
})

/** Bars of prices well above 0; with `gaps` some bars lack their numbers. */
export function bars(options: {
  readonly length: number
  readonly least?: number
  readonly gaps: boolean
}): fc.Arbitrary<BarColumns> {
  return fc
    .tuple(
      fc.array(STEP, { minLength: options.least ?? 0, maxLength: options.length }),
      fc.integer({ min: 1, max: 50_000 }),
    )
    .map(([steps, start]) => columnsOf(steps, start, options.gaps))
}

function columnsOf(steps: readonly Step[], start: number, gaps: boolean): BarColumns {
  const column = (): Float64Array => new Float64Array(steps.length)
  const columns = {
    open: column(),
    high: column(),
    low: column(),
    close: column(),
    volume: column(),
    session: column(),
    x: column(),
    y: column(),
  }
  let close = start
  steps.forEach(({ kind, move, up, down, volume, other }, at) => {
    const open = close
    // Kinds: a flat bar, a jump, a bar without volume, a gap; the rest walk.
    const flat = kind < 4
    close = flat ? close : close * (1 + move * (kind === 4 ? 0.5 : 0.01))
    columns.open[at] = open
    columns.close[at] = close
    columns.high[at] = Math.max(open, close) * (1 + (flat ? 0 : up * 0.01))
    columns.low[at] = Math.min(open, close) * (1 - (flat ? 0 : down * 0.01))
    columns.volume[at] = kind === 5 ? 0 : volume
    columns.session[at] = Math.floor(at / 20)
    columns.x[at] = close
    columns.y[at] = close * (1 + other * 0.02)
    if (gaps && kind === 6) for (const values of Object.values(columns)) values[at] = Number.NaN
  })
  return columns
}
