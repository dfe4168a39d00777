import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { linesOf, tokenize, tokenizeLine } from './tokens.ts'

const kindsOf = (line: string) =>
  tokenizeLine(line, 'code').tokens.map(({ kind, text }) => [kind, text] as const)

describe('colours of code', () => {
  it('tells keywords, texts, numbers and comments apart', () => {
    expect(kindsOf("const size = 12.5 // 'lots'")).toEqual([
      ['keyword', 'const'],
      ['plain', ' size = '],
      ['number', '12.5'],
      ['plain', ' '],
      ['comment', "// 'lots'"],
    ])
    expect(kindsOf(`log("it's", '\\'')`)).toContainEqual(['text', `"it's"`])
  })

  it('does not take a part of a name for a keyword or a number', () => {
    expect(kindsOf('constant returned x1').map(([kind]) => kind)).toEqual(['plain'])
  })

  it('carries comments and templates over lines', () => {
    const lines = ['/* one', 'return 1', 'two */ return `a', "it's \\` b", 'c` + 1']
    const kinds = tokenize('a.ts', lines).map((tokens) => tokens.map(({ kind }) => kind))
    expect(kinds).toEqual([
      ['comment'],
      ['comment'],
      ['comment', 'plain', 'keyword', 'plain', 'text'],
      ['text'],
      ['text', 'plain', 'number'],
    ])
  })

  it('leaves files of other kinds as they are', () => {
    expect(tokenize('README.md', ['const', ''])).toEqual([[{ kind: 'plain', text: 'const' }], []])
  })

  it('never changes the text', () => {
    fc.assert(
      fc.property(
        fc.string({ unit: fc.constantFrom(...'a1 \'"`/*\\$\u{1f600}é{}.'.match(/./gu)!) }),
        (line) => {
          for (const start of ['code', 'comment', 'template'] as const)
            expect(
              tokenizeLine(line, start)
                .tokens.map(({ text }) => text)
                .join(''),
            ).toBe(line)
        },
      ),
      { numRuns: 300 },
    )
  })

  it('takes any line end, and none more at the end of the file', () => {
    expect(linesOf('a\r\nb\n\nc\n')).toEqual(['a', 'b', '', 'c'])
    expect(linesOf('')).toEqual([])
  })
})
