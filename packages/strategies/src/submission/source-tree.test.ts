/** The canonical form of a source: one for the same files, whatever their order and however they came. */

import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { createSourceTree, type SourceFile } from './source-tree.ts'
import { refusalOf } from './testing/refusal.ts'

const file = (path: string): SourceFile => ({ path, bytes: Buffer.from(path) })
const paths = (...given: readonly string[]): readonly string[] =>
  createSourceTree(given.map(file)).files.map(({ path }) => path)

describe('source tree', () => {
  it('orders files by path, in one Unicode form', () => {
    expect(paths('b.ts', 'u\u0308.ts', 'a/z.ts', 'B/x.ts')).toEqual(['B/x.ts', 'a/z.ts', 'b.ts', '\u00fc.ts'])
  })

  it('is the same for the same files in any order', () => {
    const name = fc.stringMatching(/^[a-z]{1,3}(\/[a-z]{1,3}){0,2}$/)
    fc.assert(
      fc.property(
        fc.uniqueArray(name, { minLength: 1, maxLength: 8 }),
        fc.infiniteStream(fc.nat()),
        (names, chance) => {
          const shuffled = names
            .map((one) => ({ one, at: chance.next().value }))
            .sort((a, b) => a.at - b.at)
            .map(({ one }) => one)
          const attempt = (given: readonly string[]): unknown => {
            try {
              return createSourceTree(given.map(file))
            } catch (error) {
              return (error as { rule: string }).rule
            }
          }
          expect(attempt(shuffled)).toEqual(attempt(names))
        },
      ),
    )
  })

  it('leaves out the folders that all files lie in, but for src', () => {
    expect(paths('m/n/a.ts', 'm/n/b/c.ts')).toEqual(['a.ts', 'b/c.ts'])
    expect(paths('m/src/a.ts')).toEqual(['src/a.ts'])
    expect(paths('m/a.ts', 'n/b.ts')).toEqual(['m/a.ts', 'n/b.ts'])
  })

  it('refuses a name that would act on a terminal, and shows it harmless', async () => {
    expect(await refusalOf(() => paths('a\u001b[2J.ts'))).toEqual({ rule: 'PATH', path: 'a\\u{1b}[2J.ts' })
  })
})
