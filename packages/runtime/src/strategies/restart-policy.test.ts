/** A run that fails is tried again after pauses that grow, and is left to a person when it keeps failing. */
import { describe, expect, it } from 'vitest'
import { EndHistory, FAULTS_MAX, FAULT_WINDOW_MICROS } from './restart-policy.ts'

const history = () => new EndHistory('failed', FAULTS_MAX)
const fail = (of: EndHistory, at: number, chance = 0) => of.take(at, 'it broke', chance)

describe('the pauses after unexpected ends', () => {
  it('double, each between half of its step and all of it', () => {
    const [early, late] = [history(), history()]
    const pauses = [0, 1, 2, 3].map((n) => [fail(early, n), fail(late, n, 0.999)])
    expect(pauses.map((pair) => pair.map((next) => (next.kind === 'RETRY' ? next.pauseMs : null)))).toEqual([
      [125, 250],
      [250, 500],
      [500, 1000],
      [1000, 1999],
    ])
  })

  it('grow to half a minute and no further, and never end where nobody is to blame for good', () => {
    const endless = new EndHistory('could not be taken up', Number.POSITIVE_INFINITY)
    const pauses = Array.from({ length: 40 }, (_, n) => endless.take(n, 'no database', 0.999))
    expect(Math.max(...pauses.map((next) => (next.kind === 'RETRY' ? next.pauseMs : Infinity)))).toBe(29_985)
  })

  it('end with a quarantine that says what happened last', () => {
    const of = history()
    for (let n = 1; n < FAULTS_MAX; n += 1) expect(fail(of, n).kind).toBe('RETRY')
    expect(fail(of, FAULTS_MAX)).toEqual({
      kind: 'QUARANTINE',
      reason: 'it failed 5 times within 10 minutes, the last time so: it broke',
    })
  })

  it('forgive what is long past, and all of it when a person starts it again', () => {
    const of = history()
    for (let n = 0; n < 40; n += 1) expect(fail(of, n * FAULT_WINDOW_MICROS).kind).toBe('RETRY')
    for (let n = 1; n < FAULTS_MAX; n += 1) fail(of, 1e15 + n)
    of.forgive()
    expect(fail(of, 1e15 + 10).kind).toBe('RETRY')
  })
})
