/** What is remembered is what was used last, within both bounds. */
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { createLru } from './lru.ts'

describe('a bounded memory', () => {
  it('forgets what was used longest ago', () => {
    const lru = createLru<number>(2)
    lru.set('a', 1)
    lru.set('b', 2)
    lru.get('a')
    lru.set('c', 3)
    expect([lru.get('a'), lru.get('b'), lru.get('c')]).toEqual([1, undefined, 3])
  })

  it('holds keys of a total length, however few they are', () => {
    const lru = createLru<number>(10, 6)
    lru.set('aaa', 1)
    lru.set('bbb', 2)
    lru.set('bbb', 3)
    expect([lru.get('aaa'), lru.get('bbb')]).toEqual([1, 3])
    lru.set('cccc', 4)
    expect([lru.get('aaa'), lru.get('bbb'), lru.get('cccc')]).toEqual([undefined, undefined, 4])
  })

  it('remembers what a plain list of the last used would, whatever comes and goes', () => {
    const steps = fc.array(
      fc.record({ key: fc.constantFrom('a', 'b', 'c', 'd', 'e', 'f', 'g'), isSet: fc.boolean() }),
      {
        maxLength: 200,
      },
    )
    fc.assert(
      fc.property(steps, fc.integer({ min: 0, max: 4 }), (used, max) => {
        const lru = createLru<string>(max)
        let lastUsed: readonly string[] = []
        for (const { key, isSet } of used) {
          const isKnown = lastUsed.includes(key)
          if (isSet) lru.set(key, key)
          else expect(lru.get(key)).toBe(isKnown ? key : undefined)
          if (!isSet && !isKnown) continue
          lastUsed = [...lastUsed.filter((other) => other !== key), key].slice(Math.min(-max, -1))
          if (max === 0) lastUsed = []
        }
      }),
    )
  })
})
