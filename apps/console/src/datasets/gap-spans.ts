/** Where gaps stand along the time that a dataset covers: shares of its width, wide enough to be seen; and how much they are. */
import { showCount, showShare } from '../format/number.ts'

export interface GapRun {
  readonly from: string
  readonly to: string
  readonly missing: number
}

/** What should be there, what is, and in how many runs the rest is missing. */
export interface GapCounts {
  readonly expected: number
  readonly present: number
  readonly missing: number
  readonly runCount: number
}

export interface GapSpan {
  /** Shares of the whole, 0 to 1. */
  readonly start: number
  readonly width: number
  readonly missing: number
}

/** Narrower than this nobody sees it: a pixel of a strip of a thousand. */
const WIDTH_MIN = 0.0015

/** Returns the spans of gaps; those that would cover each other are drawn as one with their sum. */
export function gapSpans(runs: readonly GapRun[], from: string, to: string): readonly GapSpan[] {
  const start = Date.parse(from)
  const length = Date.parse(to) - start
  if (!(length > 0)) return []
  const spans: GapSpan[] = []
  for (const run of runs) {
    const left = Math.min(1, Math.max(0, (Date.parse(run.from) - start) / length))
    const right = Math.min(1, Math.max(left, (Date.parse(run.to) - start) / length))
    const span = { start: left, width: Math.max(WIDTH_MIN, right - left), missing: run.missing }
    const last = spans.at(-1)
    if (last && span.start <= last.start + last.width) {
      spans.pop()
      const end = Math.max(last.start + last.width, span.start + span.width)
      spans.push({ start: last.start, width: end - last.start, missing: last.missing + span.missing })
    } else spans.push(span)
  }
  return spans
}

/** How much is missing in words: bars, or of an order book the spans in which it is not known. */
export function gapSummary({ expected, present, missing, runCount }: GapCounts, isBook: boolean): string {
  const runs = `${showCount(runCount)} ${runCount === 1 ? 'run' : 'runs'}`
  if (isBook && runCount === 0) return 'The book is known throughout.'
  if (isBook)
    return `The book is not known in ${runs}; ${showCount(missing)} of the venue’s messages are missing.`
  if (missing === 0) return `All ${showCount(expected)} bars that the sessions have room for are there.`
  const share = showShare(expected === 0 ? null : present / expected)
  return `${showCount(missing)} of ${showCount(expected)} bars are missing, in ${runs}; ${share} are there.`
}
