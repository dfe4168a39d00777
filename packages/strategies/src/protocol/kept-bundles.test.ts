/** What is kept of bundles is bounded, and follows from the openings alone. */

import { describe, expect, it } from 'vitest'
import { BUNDLES_KEPT_MAX, KeptBundles } from './kept-bundles.ts'

function openings(...digests: readonly string[]): KeptBundles<string> {
  const kept = new KeptBundles<string>()
  for (const digest of digests) if (kept.use(digest) === undefined) kept.keep(digest, `bundle of ${digest}`)
  return kept
}

const others = Array.from({ length: BUNDLES_KEPT_MAX }, (_, index) => `other ${index}`)

describe('the bundles that are kept', () => {
  it('are those that were used last', () => {
    expect(openings('a', ...others.slice(1)).use('a')).toBe('bundle of a')
    expect(openings('a', ...others).use('a')).toBeUndefined()
    expect(openings('a', 'b', ...others.slice(2), 'a', others[0]!).use('a')).toBe('bundle of a')
  })

  it('are never more than so many', () => {
    const kept = openings('a', ...others, 'b')
    const found = ['a', ...others, 'b'].filter((digest) => kept.use(digest) !== undefined)
    expect(found).toHaveLength(BUNDLES_KEPT_MAX)
  })
})
