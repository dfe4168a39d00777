/** What holds for every indicator, by one table: both forms agree, warm-up is as declared, and state can be kept and forgotten. */

import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { IndicatorSnapshot } from '../../src/index.ts'
import { bars } from './bars.ts'
import { CATALOGUE } from './catalogue.ts'
import type { BarColumns, Entry, Subject } from './entry.ts'

const RUNS = 12
const SEED = Number(process.env.FC_SEED ?? 20_261_121)

const subjects = CATALOGUE.flatMap((entry) =>
  entry.subjects.map((subject) => ({ name: `${entry.array}: ${subject.label}`, entry, subject })),
)

/** The lines of the streaming form, bar by bar, from an indicator as it stands. */
function stream(
  { lines }: Entry,
  subject: Subject,
  columns: BarColumns,
  indicator = subject.make(),
): Record<string, number[]> {
  const seen: Record<string, number[]> = Object.fromEntries(lines.map((line) => [line, []]))
  for (let at = 0; at < columns.close.length; at += 1) {
    const value = subject.feed(indicator, columns, at)
    expect(Object.is(value, indicator.value)).toBe(true)
    for (const line of lines) seen[line]!.push(subject.read(indicator, line))
  }
  return seen
}

/** -1 where two columns are the same to the last bit, else where they first differ. */
function firstDifference(ours: readonly number[], theirs: Float64Array): number {
  return ours.findIndex(
    (value, at) => value !== theirs[at] && !(Number.isNaN(value) && Number.isNaN(theirs[at])),
  )
}

describe(`every indicator (seed ${SEED})`, () => {
  it.each(subjects)('$name: both forms agree to the last bit, over gaps too', ({ entry, subject }) => {
    fc.assert(
      fc.property(
        fc.oneof(bars({ length: 120, gaps: false }), bars({ length: 120, gaps: true })),
        (columns) => {
          const seen = stream(entry, subject, columns)
          const arrays = subject.arrays(columns)
          expect(Object.keys(arrays).sort()).toEqual([...entry.lines].sort())
          for (const line of entry.lines) {
            expect(arrays[line]).toHaveLength(columns.close.length)
            expect([line, firstDifference(seen[line]!, arrays[line]!)]).toEqual([line, -1])
          }
        },
      ),
      { numRuns: RUNS, seed: SEED },
    )
  })

  it.each(subjects)('$name: it is ready after exactly the bars it declares', ({ subject }) => {
    const [columns] = fc.sample(bars({ least: 200, length: 200, gaps: false }), { numRuns: 1, seed: SEED })
    const indicator = subject.make()
    let bar = 0
    while (!indicator.isReady && bar < columns!.close.length) {
      subject.feed(indicator, columns!, bar)
      bar += 1
    }
    expect(bar).toBe(indicator.warmUp)
  })

  it.each(subjects)('$name: a snapshot through JSON goes on to the last bit', ({ entry, subject }) => {
    fc.assert(
      fc.property(bars({ length: 100, gaps: true }), fc.nat(100), (columns, cut) => {
        const whole = stream(entry, subject, columns)
        const indicator = subject.make()
        const at = Math.min(cut, columns.close.length)
        for (let bar = 0; bar < at; bar += 1) subject.feed(indicator, columns, bar)
        const restored = subject.make()
        restored.restore(JSON.parse(JSON.stringify(indicator.snapshot())) as IndicatorSnapshot)
        const rest = Object.fromEntries(
          Object.entries(columns).map(([field, values]: [string, Float64Array]) => [field, values.slice(at)]),
        ) as unknown as BarColumns
        const after = stream(entry, subject, rest, restored)
        for (const line of entry.lines) expect(after[line]).toEqual(whole[line]!.slice(at))
      }),
      { numRuns: RUNS, seed: SEED },
    )
  })

  it.each(subjects)('$name: reset forgets everything', ({ subject }) => {
    const [columns] = fc.sample(bars({ least: 150, length: 150, gaps: true }), { numRuns: 1, seed: SEED })
    const indicator = subject.make()
    const fresh = indicator.snapshot()
    for (let at = 0; at < columns!.close.length; at += 1) subject.feed(indicator, columns!, at)
    indicator.reset()
    expect(indicator.snapshot()).toEqual(fresh)
  })

  it.each(subjects)(
    '$name: after a long flat run no line is infinite or, once warm, not a number',
    ({ entry, subject }) => {
      fc.assert(
        fc.property(bars({ length: 60, gaps: false }), (columns) => {
          const flat = flattened(columns, 900)
          const indicator = subject.make()
          const seen = stream(entry, subject, flat, indicator)
          for (const line of entry.lines)
            expect([line, Number.isFinite(seen[line]!.at(-1))]).toEqual([line, true])
        }),
        { numRuns: 4, seed: SEED },
      )
    },
  )
})

/** The bars, and then bars on which nothing moves and nothing trades. */
function flattened(columns: BarColumns, bars: number): BarColumns {
  const last = columns.close.at(-1) ?? 100
  const fields = Object.entries(columns).map(([field, values]: [string, Float64Array]) => {
    const still = field === 'volume' ? 0 : field === 'session' ? 0 : last
    return [field, Float64Array.from([...values, ...Array.from({ length: bars }, () => still)])]
  })
  return Object.fromEntries(fields) as BarColumns
}
