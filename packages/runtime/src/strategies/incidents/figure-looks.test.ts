/** What running totals came to of late. */
import { describe, expect, it } from 'vitest'
import { noFigures } from '../run/figures.ts'
import { FigureLooks } from './figure-looks.ts'

const SECOND = 1e6

describe('the figures of a run', () => {
  it('count the refusals of the last minute, those before the first look included', () => {
    const looks = new FigureLooks()
    const figures = { ...noFigures(), ordersRefused: 30 }
    expect(looks.look(0, figures).refusedInMinute).toBe(30)
    figures.ordersRefused = 40
    expect(looks.look(59 * SECOND, figures).refusedInMinute).toBe(40)
    expect(looks.look(60 * SECOND, figures).refusedInMinute).toBe(0)
  })

  it('are busy by the share of ten seconds that callbacks took', () => {
    const looks = new FigureLooks()
    const figures = noFigures()
    for (let second = 0; second < 9; second += 1) {
      looks.look(second * SECOND, figures)
      figures.callbackMs += 900
    }
    expect(looks.look(9 * SECOND, figures).busyShare).toBeCloseTo(0.81)
    expect(looks.look(30 * SECOND, figures).busyShare).toBe(0)
  })

  it('begin anew with another run', () => {
    const looks = new FigureLooks()
    looks.look(0, { ...noFigures(), callbackMs: 5_000, ordersRefused: 70 })
    expect(looks.look(SECOND, null)).toEqual({ refusedInMinute: 0, busyShare: 0 })
    expect(looks.look(2 * SECOND, noFigures())).toEqual({ refusedInMinute: 0, busyShare: 0 })
  })
})
