/** Differences of texts: applied they give the later text, and people find them in the form that they know. */
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { editScript } from './edit-script.ts'
import { unifiedDiff } from './unified-diff.ts'

const lines = fc.array(fc.constantFrom('a', 'b', 'c', '', '+', '-', '@@'), { maxLength: 40 })

describe('an edit script', () => {
  it('is the earlier text without what it adds, and the later without what it removes', () => {
    fc.assert(
      fc.property(lines, lines, (before, after) => {
        const edits = editScript(before, after)
        const without = (kind: string) => edits.filter((edit) => edit.kind !== kind).map(({ line }) => line)
        expect(without('ADD')).toEqual(before)
        expect(without('REMOVE')).toEqual(after)
      }),
    )
  })

  it('changes no more than it must', () => {
    const shared = (before: readonly string[], after: readonly string[]): number => {
      const row = Array.from({ length: after.length + 1 }, () => 0)
      for (const line of before) {
        let corner = 0
        for (let place = 1; place <= after.length; place++) {
          const above = row[place] ?? 0
          row[place] = line === after[place - 1] ? corner + 1 : Math.max(above, row[place - 1] ?? 0)
          corner = above
        }
      }
      return row.at(-1) ?? 0
    }
    fc.assert(
      fc.property(lines, lines, (before, after) => {
        const kept = editScript(before, after).filter(({ kind }) => kind === 'KEEP').length
        expect(kept).toBe(shared(before, after))
      }),
    )
  })

  it('takes texts that have nothing in common for replaced whole, however long they are', () => {
    const numbered = (from: number) => Array.from({ length: 50_000 }, (_, place) => `${from + place}`)
    const edits = editScript(numbered(0), numbered(100_000))
    expect(edits.filter(({ kind }) => kind === 'REMOVE').length).toBe(50_000)
    expect(edits.filter(({ kind }) => kind === 'ADD').length).toBe(50_000)
  })
})

describe('a unified diff', () => {
  it('is empty between equal texts', () => {
    fc.assert(
      fc.property(fc.string(), (text) => {
        expect(unifiedDiff('a.ts', text, text)).toBe('')
      }),
    )
  })

  it('shows each change with three lines around it, and changes near each other as one', () => {
    const before = Array.from({ length: 20 }, (_, place) => `${place + 1}\n`)
    const after = before.with(1, 'two\n').with(5, 'six\n').toSpliced(16, 1)
    expect(unifiedDiff('a.ts', before.join(''), after.join(''))).toBe(
      `--- a/a.ts\n+++ b/a.ts\n@@ -1,9 +1,9 @@\n 1\n-2\n+two\n 3\n 4\n 5\n-6\n+six\n 7\n 8\n 9\n` +
        '@@ -14,7 +14,6 @@\n 14\n 15\n 16\n-17\n 18\n 19\n 20\n',
    )
  })

  it('says where a file is new, gone, or ends without a line break', () => {
    expect(unifiedDiff('a.ts', null, 'x\n')).toBe('--- /dev/null\n+++ b/a.ts\n@@ -0,0 +1 @@\n+x\n')
    expect(unifiedDiff('a.ts', 'x\n', null)).toBe('--- a/a.ts\n+++ /dev/null\n@@ -1 +0,0 @@\n-x\n')
    expect(unifiedDiff('a.ts', 'x\n', 'x')).toBe(
      '--- a/a.ts\n+++ b/a.ts\n@@ -1 +1 @@\n-x\n+x\n\\ No newline at end of file\n',
    )
  })
})
