import { describe, expect, it } from 'vitest'
import { loadOf, type Reading, READINGS_MAX, withReading } from './readings.ts'

const reading = (second: number, callbackMs: number): Reading => ({
  at: second * 1_000,
  residentBytes: 1,
  callbackMs,
})
const taken = (...readings: Reading[]) => readings.reduce<readonly Reading[]>(withReading, [])

describe('readings of resources', () => {
  it('are bounded, the newest kept', () => {
    const readings = taken(
      ...Array.from({ length: READINGS_MAX + 5 }, (_, second) => reading(second, second)),
    )
    expect(readings).toHaveLength(READINGS_MAX)
    expect(readings[0]).toEqual(reading(5, 5))
  })

  it('start anew with a run', () => {
    expect(taken(reading(1, 50), reading(2, 60), reading(3, 2))).toEqual([reading(3, 2)])
  })

  it('leave out what comes too soon after the last', () => {
    expect(taken(reading(1, 1), reading(1.1, 2), reading(2, 3))).toHaveLength(2)
  })

  it('give the share of the time that was spent in callbacks', () => {
    expect(loadOf([reading(1, 0), reading(2, 250), reading(4, 250)])).toEqual([0.25, 0])
  })
})
