/** A strategy that keeps asking for what it is refused is disabled. */
import { describe, expect, it } from 'vitest'
import { RUNAWAY_REFUSALS, RUNAWAY_WINDOW_MICROS, RunawayWatch } from './runaway.ts'

describe('a runaway', () => {
  it('is seen by refusals within a minute, whatever came before', () => {
    const watch = new RunawayWatch()
    expect(watch.look(0, 5_000)).toBeNull()
    expect(watch.look(1e6, 5_000 + RUNAWAY_REFUSALS - 1)).toBeNull()
    expect(watch.look(2e6, 5_000 + RUNAWAY_REFUSALS)).toMatch(/^it asked 100 times within 60 seconds/)
  })

  it('is none where the refusals are spread over hours', () => {
    const watch = new RunawayWatch()
    const step = RUNAWAY_WINDOW_MICROS / 2
    for (let n = 0; n < 100; n += 1) expect(watch.look(n * step, n * (RUNAWAY_REFUSALS / 2 - 1))).toBeNull()
  })

  it('counts on when a run takes the place of another within the window', () => {
    const watch = new RunawayWatch()
    expect(watch.look(0, 0)).toBeNull()
    expect(watch.look(1e6, RUNAWAY_REFUSALS - 10)).toBeNull()
    expect(watch.look(2e6, 0)).toBeNull()
    expect(watch.look(3e6, 10)).toContain(`asked ${RUNAWAY_REFUSALS} times`)
  })
})
