import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { systemClock } from './clock.ts'

const DAY_MS = 24 * 60 * 60 * 1000

describe('the clock of the machine', () => {
  beforeEach(() => void vi.useFakeTimers())
  afterEach(() => void vi.useRealTimers())

  it('waits two years where a venue has nothing to do before an expiry, instead of firing at once', () => {
    let fired = 0
    systemClock.after(730 * DAY_MS, () => (fired += 1))
    vi.advanceTimersByTime(729 * DAY_MS)
    expect(fired).toBe(0)
    vi.advanceTimersByTime(DAY_MS)
    expect(fired).toBe(1)
  })

  it('never calls back once it was cancelled, however long the wait', () => {
    let fired = 0
    const timer = systemClock.after(60 * DAY_MS, () => (fired += 1))
    vi.advanceTimersByTime(40 * DAY_MS)
    timer.cancel()
    vi.advanceTimersByTime(40 * DAY_MS)
    expect(fired).toBe(0)
  })
})
