/** How many alerts came since the last look. */
import { describe, expect, it } from 'vitest'
import { countUnseen, showUnseen } from './unseen.ts'

describe('alerts since the last look', () => {
  it('are those above the one last seen', () => {
    expect(countUnseen(['c', 'b', 'a'], 'a')).toBe(2)
    expect(countUnseen(['c', 'b', 'a'], 'c')).toBe(0)
  })

  it('are all of them where nobody ever looked, or the one last seen is older than the list', () => {
    expect(countUnseen(['c', 'b'], null)).toBe(2)
    expect(countUnseen(['c', 'b'], 'a')).toBe(2)
    expect(countUnseen([], null)).toBe(0)
  })

  it('are said to be more than the list where it is cut off', () => {
    expect([showUnseen(3, false), showUnseen(50, true)]).toEqual(['3', '50+'])
  })
})
