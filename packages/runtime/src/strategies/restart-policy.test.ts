/** A run that fails is tried again after pauses that grow, and is left to a person when it keeps failing. */
import { describe, expect, it } from 'vitest'
import { FAULTS_MAX, FAULT_WINDOW_MICROS, FaultHistory } from './restart-policy.ts'

const fail = (history: FaultHistory, at: number, chance = 0) => history.take(at, 'it broke', chance)

describe('the pauses after faults', () => {
  it('double, each between half of its step and all of it', () => {
    const [early, late] = [new FaultHistory(), new FaultHistory()]
    const pauses = [0, 1, 2, 3].map((n) => [fail(early, n), fail(late, n, 0.999)])
    expect(pauses.map((pair) => pair.map((next) => (next.kind === 'RETRY' ? next.pauseMs : null)))).toEqual([
      [125, 250],
      [250, 500],
      [500, 1000],
      [1000, 1999],
    ])
  })

  it('end with a quarantine that says what happened last', () => {
    const history = new FaultHistory()
    for (let n = 1; n < FAULTS_MAX; n += 1) expect(fail(history, n).kind).toBe('RETRY')
    expect(fail(history, FAULTS_MAX)).toEqual({
      kind: 'QUARANTINE',
      reason: 'it failed 5 times within 10 minutes, the last time so: it broke',
    })
  })

  it('forgive what is long past, and all of it when a person starts it again', () => {
    const history = new FaultHistory()
    for (let n = 0; n < 40; n += 1) expect(fail(history, n * FAULT_WINDOW_MICROS).kind).toBe('RETRY')
    for (let n = 1; n < FAULTS_MAX; n += 1) fail(history, 1e15 + n)
    history.forgive()
    expect(fail(history, 1e15 + 10).kind).toBe('RETRY')
  })
})
