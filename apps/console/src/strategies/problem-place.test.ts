import { describe, expect, it } from 'vitest'
import { lineAt, marksIn, placeText } from './problem-place.ts'

const problem = (over: object) => ({ rule: 'BD-03', message: 'refused', ...over })

describe('faults of a build', () => {
  it('stand at file, line and column as far as they are known', () => {
    expect(placeText(problem({ file: 'src/a.ts', line: 12, column: 5 }))).toBe('src/a.ts:12:5')
    expect(placeText(problem({ file: 'src/a.ts', line: 12 }))).toBe('src/a.ts:12')
    expect(placeText(problem({ file: 'src/a.ts', line: null, column: 3 }))).toBe('src/a.ts')
    expect(placeText(problem({ file: null }))).toBe('the whole submission')
  })

  it('are marked at their line, several of a line together', () => {
    const problems = [
      problem({ file: 'a.ts', line: 2 }),
      problem({ file: 'a.ts', line: 2, rule: 'TS2345' }),
      problem({ file: 'b.ts', line: 2 }),
      problem({ file: 'a.ts' }),
    ]
    expect(marksIn('a.ts', problems)).toEqual([{ line: 2, message: 'BD-03: refused\nTS2345: refused' }])
  })

  it('show the line of code that they are about', () => {
    expect(lineAt('one\r\ntwo', 2)).toBe('two')
    expect(lineAt('one', 2)).toBeNull()
    expect(lineAt('one', null)).toBeNull()
  })
})
