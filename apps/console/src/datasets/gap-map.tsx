/** Which bars are missing, or where an order book is not known: how much, a strip that shows where, and the longest runs in words. */
import { useMemo } from 'react'
import { showCount } from '../format/number.ts'
import { showDay, showUtc } from '../format/utc.ts'
import { type GapCounts, type GapRun, gapSpans, gapSummary } from './gap-spans.ts'

export interface GapMapProps {
  readonly map: GapCounts & { readonly runs: readonly GapRun[] }
  /** Whether the runs are spans in which an order book is not known. */
  readonly isBook: boolean
  readonly from: string | null
  readonly to: string | null
}

const LONGEST_SHOWN = 8

export function GapMap({ map, isBook, from, to }: GapMapProps) {
  const spans = useMemo(() => (from && to ? gapSpans(map.runs, from, to) : []), [map.runs, from, to])
  const longest = useMemo(
    () => [...map.runs].sort((a, b) => b.missing - a.missing).slice(0, LONGEST_SHOWN),
    [map.runs],
  )
  const summary = gapSummary(map, isBook)
  return (
    <div className="flex flex-col gap-1.5 p-2 text-xs">
      <p>{summary}</p>
      <svg
        role="img"
        aria-label={`Gap map: ${summary}`}
        viewBox="0 0 1000 20"
        preserveAspectRatio="none"
        className="h-5 w-full border border-line"
      >
        <rect width="1000" height="20" className="fill-buy-soft" />
        {spans.map((span) => (
          <rect
            key={span.start}
            x={span.start * 1000}
            width={span.width * 1000}
            height="20"
            className="fill-bad"
          >
            <title>{`${showCount(span.missing)} missing`}</title>
          </rect>
        ))}
      </svg>
      <div className="flex justify-between text-2xs text-ink-2 tabular-nums">
        <span>{showDay(from)}</span>
        <span>
          <span aria-hidden className="mr-1 inline-block size-2 bg-buy-soft outline outline-line" />
          there
          <span aria-hidden className="mr-1 ml-3 inline-block size-2 bg-bad" />
          missing
        </span>
        <span>{showDay(to)}</span>
      </div>
      {longest.length > 0 ? (
        <table className="w-full">
          <caption className="py-0.5 text-left text-2xs text-ink-2">The longest runs</caption>
          <tbody className="tabular-nums">
            {longest.map((run) => (
              <tr key={run.from} className="border-t border-line">
                <td className="py-0.5">{showUtc(run.from)}</td>
                <td className="py-0.5">to {showUtc(run.to)}</td>
                <td className="num py-0.5">{showCount(run.missing)} missing</td>
              </tr>
            ))}
          </tbody>
        </table>
      ) : null}
    </div>
  )
}
