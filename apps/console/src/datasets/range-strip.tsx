/** A verdict for each month or year, side by side. A sign goes with the colour, and the words are one hover or focus away. */
import { classes } from '../controls/classes.ts'
import { showCount } from '../format/number.ts'
import { showDay } from '../format/utc.ts'
import { showWord } from '../format/words.ts'
import type { Quality } from './quality-section.tsx'

type Range = Quality['validation']['ranges'][number]

const looks = {
  PASS: { sign: '', tone: 'bg-buy-soft text-buy' },
  WARN: { sign: '!', tone: 'bg-warn-soft text-warn' },
  FAIL: { sign: '×', tone: 'bg-bad-soft text-bad' },
} as const

/** Says what is broken in a range. */
export function rangeText(range: Range): string {
  const broken = range.broken.map(({ rule, count }) => `${showWord(rule).toLowerCase()} ${showCount(count)}`)
  return `${showDay(range.from)} to ${showDay(range.to)}: ${showWord(range.verdict)}${broken.length > 0 ? ` (${broken.join(', ')})` : ''}`
}

export function RangeStrip({ ranges }: { readonly ranges: readonly Range[] }) {
  if (ranges.length === 0) return null
  const years = ranges.every(
    (range) => range.from.slice(5, 10) === '01-01' && range.to.slice(5, 10) === '01-01',
  )
  return (
    <ul aria-label={`Verdict of each ${years ? 'year' : 'month'}`} className="flex flex-wrap gap-px p-2">
      {ranges.map((range) => (
        <li
          key={range.from}
          title={rangeText(range)}
          className={classes(
            'flex h-6 min-w-7 items-center justify-center px-1 text-2xs tabular-nums',
            looks[range.verdict].tone,
          )}
        >
          <span aria-hidden>
            {years ? range.from.slice(0, 4) : range.from.slice(2, 7)}
            {looks[range.verdict].sign}
          </span>
          <span className="sr-only">{rangeText(range)}</span>
        </li>
      ))}
    </ul>
  )
}
