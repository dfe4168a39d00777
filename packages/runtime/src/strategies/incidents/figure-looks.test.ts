/** What running totals came to of late. */
import { describe, expect, it } from 'vitest'
import { noFigures } from '../run/figures.ts'
import { FigureLooks } from './figure-looks.ts'

const SECOND = 1e6

describe('the figures of a run', () => {
  it('count the refusals of the last minute, those before the first look included', () => {
    const looks = new FigureLooks(60 * SECOND)
    const figures = { ...noFigures(), ordersRefused: 30 }
    expect(looks.look(0, figures, null).refusedOfLate).toBe(30)
    figures.ordersRefused = 40
    expect(looks.look(59 * SECOND, figures, null).refusedOfLate).toBe(40)
    expect(looks.look(60 * SECOND, figures, null).refusedOfLate).toBe(0)
  })

  it('are busy by the share of ten seconds that callbacks took', () => {
    const looks = new FigureLooks(60 * SECOND)
    const figures = noFigures()
    for (let second = 0; second < 9; second += 1) {
      looks.look(second * SECOND, figures, null)
      figures.callbackMs += 900
    }
    expect(looks.look(9 * SECOND, figures, null).busyShare).toBeCloseTo(0.81)
    expect(looks.look(30 * SECOND, figures, null).busyShare).toBe(0)
  })

  it('begin anew with another run', () => {
    const looks = new FigureLooks(60 * SECOND)
    looks.look(0, { ...noFigures(), callbackMs: 5_000, ordersRefused: 70 }, null)
    expect(looks.look(SECOND, null, null)).toEqual({ refusedOfLate: 0, busyShare: 0, unansweredFor: null })
    expect(looks.look(2 * SECOND, noFigures(), null)).toEqual({
      refusedOfLate: 0,
      busyShare: 0,
      unansweredFor: null,
    })
  })

  it('are stuck since the first input that waits, whatever is sent behind it', () => {
    const looks = new FigureLooks(60 * SECOND)
    const figures = { ...noFigures(), inputs: 5 }
    expect(looks.look(10 * SECOND, figures, SECOND).unansweredFor).toBe(SECOND)
    expect(looks.look(12 * SECOND, figures, 0).unansweredFor).toBe(3 * SECOND)
    figures.inputs = 6
    expect(looks.look(13 * SECOND, figures, 0).unansweredFor).toBe(0)
    expect(looks.look(14 * SECOND, figures, null).unansweredFor).toBeNull()
  })
})
