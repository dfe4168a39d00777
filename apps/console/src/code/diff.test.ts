import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { countChanges, diffLines, folded } from './diff.ts'

const lines = (text: string) => text.split('')
const shown = (before: string, after: string) =>
  diffLines(lines(before), lines(after))
    .map(({ kind, text }) => ({ same: ' ', removed: '-', added: '+' })[kind] + text)
    .join('')

/** Length of the longest common subsequence, by the table everybody knows. */
function common(before: readonly string[], after: readonly string[]): number {
  const table = Array.from({ length: before.length + 1 }, () =>
    Array.from({ length: after.length + 1 }, () => 0),
  )
  for (let x = 1; x <= before.length; x++)
    for (let y = 1; y <= after.length; y++)
      table[x]![y] =
        before[x - 1] === after[y - 1]
          ? table[x - 1]![y - 1]! + 1
          : Math.max(table[x - 1]![y]!, table[x]![y - 1]!)
  return table[before.length]![after.length]!
}

describe('differences of code', () => {
  it('names the lines that went and those that came', () => {
    expect(shown('abc', 'axc')).toBe(' a-b+x c')
    expect(shown('', 'ab')).toBe('+a+b')
    expect(shown('ab', '')).toBe('-a-b')
    expect(shown('abab', 'abab')).toBe(' a b a b')
    expect(shown('abcabba', 'cbabac')).toBe('-a-b c+b a b-b a+c')
  })

  it('numbers the lines of either side from 1', () => {
    expect(diffLines(['a', 'b'], ['b', 'c'])).toEqual([
      { kind: 'removed', left: 1, text: 'a' },
      { kind: 'same', left: 2, right: 1, text: 'b' },
      { kind: 'added', right: 2, text: 'c' },
    ])
  })

  it('gives back both texts, and changes no line more than it must', () => {
    const text = fc.array(fc.constantFrom('a', 'b', 'c', ''), { maxLength: 24 })
    fc.assert(
      fc.property(text, text, (before, after) => {
        const rows = diffLines(before, after)
        const side = (but: string) => rows.filter(({ kind }) => kind !== but).map((row) => row.text)
        expect(side('added')).toEqual(before)
        expect(side('removed')).toEqual(after)
        const kept = rows.filter(({ kind }) => kind === 'same').length
        expect(kept).toBe(common(before, after))
      }),
      { numRuns: 300 },
    )
  })

  it('shows texts that have nothing in common as replaced, however long', () => {
    const numbers = (from: number) => Array.from({ length: 3_000 }, (_, index) => `${from + index}`)
    expect(countChanges(diffLines(numbers(0), numbers(10_000)))).toEqual({ added: 3_000, removed: 3_000 })
  })

  it('folds what did not change, but for three lines around a change', () => {
    const before = Array.from({ length: 30 }, (_, index) => `${index}`)
    const after = before.with(15, 'new')
    const rows = folded(diffLines(before, after))
    expect(rows.map((row) => (row.kind === 'fold' ? row.rows.length : row.kind))).toEqual([
      12,
      'same',
      'same',
      'same',
      'removed',
      'added',
      'same',
      'same',
      'same',
      11,
    ])
    expect(folded(diffLines(before, before))).toHaveLength(1)
  })
})
