import { describe, expect, it } from 'vitest'
import { answered } from '../contract/answer.ts'
import type { CandleRecord } from '../contract/records.ts'
import type { Query } from '../transport/rest-line.ts'
import { CandleHistory } from './candle-history.ts'

const MINUTE = 60_000_000
const DAY_MINUTES = 1_440
const FROM = Date.parse('2026-03-02T00:00:00Z') * 1_000

function bar(startAt: number): CandleRecord {
  return { startAt, open: '1', high: '1', low: '1', close: '1', volume: '1' }
}

/** A venue with a bar a minute around the clock, of which an answer holds eight hours. */
function venue(countsBack: boolean) {
  const asked: string[] = []
  const ask = (query: Query) => {
    const time = new Map(query).get('startTime') ?? ''
    asked.push(time)
    const [date = '', clock = ''] = time.split('-')
    const named = Date.parse(`${date.slice(0, 4)}-${date.slice(4, 6)}-${date.slice(6)}T${clock}Z`) * 1_000
    const first = countsBack ? named - 480 * MINUTE : named
    return Promise.resolve(answered(Array.from({ length: 480 }, (_, index) => bar(first + index * MINUTE))))
  }
  return { history: new CandleHistory(ask, false), asked }
}

describe('bars of a day', () => {
  it.each([
    ['begins', false, 3],
    // One question is asked the wrong way, and then never again.
    ['ends', true, 4],
  ])('come whole where the period %s at the time that is named', async (_how, countsBack, questions) => {
    const { history, asked } = venue(countsBack)
    const query = {
      venueSymbol: '1',
      length: 'ONE_MINUTE',
      from: FROM,
      to: FROM + DAY_MINUTES * MINUTE,
    } as const
    const answer = await history.read(query)
    expect(answer.ok && answer.value.map(({ startAt }) => startAt)).toEqual(
      Array.from({ length: DAY_MINUTES }, (_, index) => FROM + index * MINUTE),
    )
    expect(asked).toHaveLength(questions)
  })

  it('are not asked for in a length that the venue does not have', async () => {
    const { history, asked } = venue(false)
    expect(
      await history.read({ venueSymbol: '1', length: 'SIX_HOURS', from: FROM, to: FROM + 1 }),
    ).toMatchObject({
      failure: { kind: 'UNSUPPORTED' },
    })
    expect(asked).toEqual([])
  })
})
