/** The window of a deployment's own rate, beside a list of all times ever. */

import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { DEPLOYMENT_REQUESTS_KEPT, ORDERS_PER_MINUTE_MAX } from '../book/limits.ts'
import { isWithinOwnRate, MINUTE, noteRequest, requestsInMinute } from './requests.ts'
import type { DeploymentState } from './state.ts'

const seed = Number(process.env.QUARTERDECK_TEST_SEED ?? 20_261_121)

/** A deployment as far as its rate reads it. */
const asking = (ordersPerMinuteMax: number): DeploymentState =>
  ({ requestTimes: [], ordersPerMinuteMax }) as Partial<DeploymentState> as DeploymentState

const gap = fc.oneof(fc.constantFrom(0, 1, MINUTE - 1, MINUTE, MINUTE + 1), fc.nat({ max: MINUTE / 4 }))

describe('requests of a deployment', () => {
  it(`[ST-13] are those of the last minute, at any later moment of the book, seed ${seed}`, () => {
    fc.assert(
      fc.property(fc.array(fc.tuple(gap, gap), { maxLength: 60 }), (gaps) => {
        const deployment = asking(4)
        const all: number[] = []
        let at = 1_790_000_000_000_000
        for (const [before, after] of gaps) {
          at += before
          noteRequest(deployment, at)
          all.push(at)
          const later = at + after
          const expected = all.filter((time) => later - time < MINUTE).length
          expect(requestsInMinute(deployment, later)).toBe(expected)
          expect(isWithinOwnRate(deployment, later)).toBe(expected < 4)
          expect(deployment.requestTimes.every((time) => at - time < MINUTE)).toBe(true)
        }
      }),
      { seed },
    )
  })

  it('[ST-13] are kept up to a bound that is beyond every limit, however fast it asks', () => {
    const deployment = asking(ORDERS_PER_MINUTE_MAX)
    for (let count = 0; count < 20_000; count += 1) noteRequest(deployment, count)
    expect(deployment.requestTimes).toHaveLength(DEPLOYMENT_REQUESTS_KEPT)
    expect(deployment.requestTimes.at(-1)).toBe(19_999)
    expect(DEPLOYMENT_REQUESTS_KEPT).toBeGreaterThan(ORDERS_PER_MINUTE_MAX)
    expect(isWithinOwnRate(deployment, 20_000)).toBe(false)
  })
})
