import { describe, expect, it } from 'vitest'
import { NEW_YEAR } from '../testing/bars.ts'
import { depthOf, type MessageWords } from '../testing/depth.ts'
import { validateDepth } from './validate-depth.ts'

const WHOLE: MessageWords = { sequence: 7, levels: [['BID', 10, 1], ['BID', 9, 5], ['ASK', 11, 2]] } // prettier-ignore

function broken(messages: readonly MessageWords[]) {
  const { rules, verdict, gaps } = validateDepth(depthOf([WHOLE, ...messages]))
  const found = rules.flatMap(({ rule, findings }) => findings.map(({ detail }) => `${rule}: ${detail}`))
  return { verdict, found, gaps }
}

describe('validation of order books', () => {
  it('passes a sound one, whose numbers may come in ranges and overlap its snapshot', () => {
    const { verdict, gaps } = broken([
      { from: 6, sequence: 9, levels: [['ASK', 11, 0], ['ASK', 12, 1]] }, // prettier-ignore
      { from: 10, sequence: 12, levels: [['BID', 11, 3]] },
      { from: 13, sequence: 13, levels: [['BID', 11, 0]] },
    ])
    expect(verdict).toBe('PASS')
    expect(gaps).toMatchObject({ expected: 7, present: 7, missing: 0, runs: [] })
  })

  it('finds missing and repeated messages, and maps the span in which the book is not known', () => {
    const { verdict, found, gaps } = broken([
      { sequence: 8, levels: [['BID', 10, 2]] },
      { from: 12, sequence: 13, levels: [['BID', 10, 3]] },
      { sequence: 13, levels: [['BID', 10, 3]] },
      { ...WHOLE, sequence: 20, isSnapshot: true },
    ])
    expect(verdict).toBe('FAIL')
    expect(found).toEqual(['SEQUENCE: 3 are missing between 8 and 12', 'SEQUENCE: message 13 comes after 13'])
    expect(gaps).toMatchObject({
      missing: 3,
      runs: [{ from: NEW_YEAR + 1_000, to: NEW_YEAR + 4_000, missing: 3 }],
    })
  })

  it('finds sides that cross or lock, and does not know the book from there on', () => {
    const { found, gaps } = broken([
      { sequence: 8, levels: [['BID', 11, 1]] },
      { sequence: 9, levels: [['BID', 12, 1]] },
    ])
    expect(found).toEqual(['CROSSED: bid 11 is not below ask 11'])
    expect(gaps?.runs).toEqual([
      { day: expect.any(Number) as number, from: NEW_YEAR + 1_000, to: NEW_YEAR + 2_000, missing: 0 },
    ])
  })

  it('finds what no level can be, and a level that a message states twice', () => {
    const { found } = broken([
      { sequence: 8, levels: [['BID', 0, 1], ['ASK', 12, -1]] }, // prettier-ignore
      { sequence: 9, levels: [['ASK', 13, 1], ['ASK', 13, 2]] }, // prettier-ignore
    ])
    expect(found).toEqual([
      'DUPLICATES: a message states 13 twice',
      'PRICES: price 0 is not above 0',
      'PRICES: size -1 is below 0',
    ])
  })

  it('finds times that fall and changes before any snapshot', () => {
    const depth = depthOf([{ isSnapshot: false, at: 5, levels: [['BID', 1, 1]] }, { at: 1, levels: [['BID', 1, 2]] }]) // prettier-ignore
    const { rules } = validateDepth(depth)
    expect(rules.filter(({ verdict }) => verdict === 'FAIL').map(({ rule }) => rule)).toEqual([
      'ORDER',
      'SEQUENCE',
    ])
  })

  it('agrees with the best prices of a book that is sorted anew each time', () => {
    let state = 7
    const draw = (below: number): number => {
      state = Math.imul(state ^ (state >>> 15), 0x2c1b3c6d) >>> 0
      state = (Math.imul(state ^ (state >>> 12), 0x297a2d39) + 1) >>> 0
      return state % below
    }
    const levels = Array.from({ length: 600 }, (_, index): MessageWords => ({
      sequence: 8 + index,
      isSnapshot: true,
      levels: Array.from(
        { length: 6 },
        () => [draw(2) === 0 ? 'BID' : 'ASK', 1 + draw(12), draw(3)] as const,
      ),
    }))
    const { rules } = validateDepth(depthOf([WHOLE, ...levels]))
    const crossed = levels.filter((message) => {
      const sides = { BID: new Map<number, number>(), ASK: new Map<number, number>() }
      for (const [side, price, size] of message.levels) {
        if (size === 0) sides[side].delete(price)
        else sides[side].set(price, size)
      }
      return Math.max(...sides.BID.keys(), -Infinity) >= Math.min(...sides.ASK.keys(), Infinity)
    })
    expect(rules.find(({ rule }) => rule === 'CROSSED')?.count).toBe(crossed.length)
  })
})
