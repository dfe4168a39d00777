/** Where gaps stand along the time that a dataset covers: shares of its width, wide enough to be seen. */

export interface GapRun {
  readonly from: string
  readonly to: string
  readonly missing: number
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
