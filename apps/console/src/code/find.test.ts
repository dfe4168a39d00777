import { describe, expect, it } from 'vitest'
import { findIn, FINDINGS_MAX, markFindings } from './find.ts'

describe('finding in code', () => {
  it('finds every place, whatever the case', () => {
    expect(findIn(['let Fast = fast', '', 'slow'], 'fast')).toEqual([
      { line: 0, from: 4, to: 8 },
      { line: 0, from: 11, to: 15 },
    ])
    expect(findIn(['aaa'], 'aa')).toHaveLength(1)
    expect(findIn(['a'], '')).toEqual([])
  })

  it('keeps its place on lines whose letters grow when they are made small', () => {
    expect(findIn(['İİ fast'], 'fast')).toEqual([{ line: 0, from: 3, to: 7 }])
  })

  it('has a bound', () => {
    expect(findIn(['a'.repeat(5 * FINDINGS_MAX)], 'a')).toHaveLength(FINDINGS_MAX)
  })

  it('cuts the colours of a line where a finding begins and ends', () => {
    const tokens = [
      { kind: 'keyword', text: 'const' },
      { kind: 'plain', text: ' x' },
    ]
    const finding = { line: 0, from: 3, to: 6, index: 7 }
    expect(markFindings(tokens, [finding])).toEqual([
      { kind: 'keyword', text: 'con', finding: null },
      { kind: 'keyword', text: 'st', finding: 7 },
      { kind: 'plain', text: ' ', finding: 7 },
      { kind: 'plain', text: 'x', finding: null },
    ])
    expect(markFindings(tokens, [])).toHaveLength(2)
  })
})
