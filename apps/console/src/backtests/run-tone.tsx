/** How runs that are compared are told apart: colour and kind of line, each beside the run's name. */
import { LineStyle } from 'lightweight-charts'
import { classes } from '../controls/classes.ts'

export interface RunTone {
  readonly variable: string
  readonly line: LineStyle
  readonly className: string
}

const tones: readonly RunTone[] = [
  { variable: '--accent', line: LineStyle.Solid, className: 'border-accent border-solid' },
  { variable: '--shadow', line: LineStyle.Dashed, className: 'border-shadow-mode border-dashed' },
  { variable: '--warn', line: LineStyle.Dotted, className: 'border-warn border-dotted' },
  { variable: '--paper', line: LineStyle.Solid, className: 'border-paper border-solid' },
  { variable: '--sell', line: LineStyle.Dashed, className: 'border-sell border-dashed' },
  { variable: '--buy', line: LineStyle.Dotted, className: 'border-buy border-dotted' },
]

/** As many runs as there are tones can be told apart. */
export const RUNS_COMPARED_MAX: number = tones.length

export function runTone(index: number): RunTone {
  const tone = tones[index % tones.length]
  if (!tone) throw new Error('Invariant: there are tones')
  return tone
}

/** The piece of line that stands for the run of this place in the chart. */
export function RunMark({ index }: { readonly index: number }) {
  return (
    <span
      aria-hidden
      className={classes('inline-block w-5 shrink-0 border-t-2 align-middle', runTone(index).className)}
    />
  )
}
