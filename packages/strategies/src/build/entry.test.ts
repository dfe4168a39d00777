/** Which file is the strategy. */

import { describe, expect, it } from 'vitest'
import { findEntry } from './entry.ts'
import { treeOf } from './testing/sources.ts'

const entry = (paths: readonly string[], named?: string): string => {
  const found = findEntry(treeOf(Object.fromEntries(paths.map((path) => [path, '']))), named)
  return found.ok ? found.entry : found.problem.message
}

describe('entry', () => {
  it.each([
    ['the file that is named', ['a.ts', 'strategy.ts'], 'a.ts', 'a.ts'],
    ['strategy.ts', ['a.ts', 'strategy.ts', 'index.ts'], undefined, 'strategy.ts'],
    ['src/strategy.ts', ['a.ts', 'src/strategy.ts'], undefined, 'src/strategy.ts'],
    [
      'the only module at the top',
      ['cross.ts', 'cross.test.ts', 'types.d.ts', 'vitest.config.ts', 'README.md'],
      undefined,
      'cross.ts',
    ],
  ])('is %s', (_name, paths, named, expected) => {
    expect(entry(paths, named)).toBe(expected)
  })

  it('is told when it is missing, ambiguous or no module', () => {
    expect(entry(['a.ts'], 'b.ts')).toMatch(/is not there/)
    expect(entry(['a.ts', 'b.md'], 'b.md')).toMatch(/no .ts/)
    expect(entry(['a.ts', 'b.ts'])).toMatch(/there: a.ts, b.ts/)
    expect(entry(['lib/a.ts', 'README.md'])).toMatch(/there: none/)
  })
})
