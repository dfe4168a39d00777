import { describe, expect, it } from 'vitest'
import { gapSpans, gapSummary } from './gap-spans.ts'

const day = (date: number) => `2024-01-${String(date).padStart(2, '0')}T00:00:00Z`
const run = (from: number, to: number, missing: number) => ({ from: day(from), to: day(to), missing })

describe('gaps along time', () => {
  it('stand where they are, as shares of the whole', () => {
    expect(gapSpans([run(6, 11, 5)], day(1), day(21))).toEqual([{ start: 0.25, width: 0.25, missing: 5 }])
  })

  it('are wide enough to be seen, and become one with their sum where they would cover each other', () => {
    const spans = gapSpans([run(6, 6, 1), run(6, 6, 2), run(16, 16, 4)], day(1), day(21))
    expect(spans.map(({ missing }) => missing)).toEqual([3, 4])
    expect(spans.every(({ width }) => width > 0)).toBe(true)
  })

  it('are none where nothing is covered', () => {
    expect(gapSpans([run(1, 2, 1)], day(1), day(1))).toEqual([])
  })

  it.each([
    [
      { expected: 10, present: 10, missing: 0, runCount: 0 },
      false,
      'All 10 bars that the sessions have room for are there.',
    ],
    [
      { expected: 10, present: 7, missing: 3, runCount: 1 },
      false,
      '3 of 10 bars are missing, in 1 run; 70.00 % are there.',
    ],
    [{ expected: 0, present: 0, missing: 0, runCount: 0 }, true, 'The book is known throughout.'],
    [
      { expected: 90, present: 88, missing: 2, runCount: 2 },
      true,
      'The book is not known in 2 runs; 2 of the venue’s messages are missing.',
    ],
  ])('%j of a book (%s) are said as: %s', (counts, isBook, words) => {
    expect(gapSummary(counts, isBook)).toBe(words)
  })
})
