/** Timers and bars come to a run while time runs for it: what it set, once each, and nothing that it cancelled meanwhile. */
import type { BarInput, StrategyIntent, TimerInput } from '@quarterdeck/sdk'
import { describe, expect, it } from 'vitest'
import { manualClock } from '../../testing/manual-clock.ts'
import { RunTime } from './run-time.ts'

const SECOND = 1e6

function stage() {
  const clock = manualClock()
  const rang: string[] = []
  const faults: string[] = []
  const taken: TimerInput[] = []
  const time = new RunTime({
    clock,
    take: (input: BarInput | TimerInput) => {
      if (input.type !== 'timer') return
      rang.push(input.name)
      taken.push(input)
    },
    onFault: (message) => faults.push(message),
  })
  const once = (name: string, seconds: number): StrategyIntent => ({
    type: 'SetTimer',
    name,
    schedule: { kind: 'ONCE', at: clock.now() + seconds * SECOND },
  })
  const every = (name: string, seconds: number): StrategyIntent => ({
    type: 'SetTimer',
    name,
    schedule: { kind: 'EVERY', first: clock.now() + seconds * SECOND, interval: seconds * SECOND },
  })
  return { clock, rang, faults, taken, time, once, every }
}

describe('the time of a run', () => {
  it('rings what was set, one that repeats again and again, and leaves other intents alone', () => {
    const { clock, rang, time, once, every } = stage()
    time.start(null)
    expect(time.note(once('once', 2))).toBe(true)
    expect(time.note(every('every', 3))).toBe(true)
    expect(time.note({ type: 'Log', level: 'INFO', message: 'a' } as StrategyIntent)).toBe(false)
    clock.advance(7_000)
    expect(rang).toEqual(['once', 'every', 'every'])
  })

  it('stands still: what repeats goes on at its next turn, what rings once rings after it', () => {
    const { clock, rang, time, once, every } = stage()
    time.start(null)
    time.note(once('once', 2))
    time.note(every('every', 3))
    time.stop()
    clock.advance(10_000)
    expect(rang).toEqual([])
    time.start(null)
    clock.advance(2_000)
    expect(rang.toSorted()).toEqual(['every', 'once'])
  })

  it('forgets what is cancelled while it stands still', () => {
    const { clock, rang, time, once } = stage()
    time.start(null)
    time.note(once('once', 2))
    time.stop()
    time.note({ type: 'CancelTimer', name: 'once' })
    time.start(null)
    clock.advance(10_000)
    expect(rang).toEqual([])
  })

  it('rings once more where the word of a ring was taken back before it was told, and never after it was told', () => {
    const { clock, rang, taken, time, once } = stage()
    time.start(null)
    time.note(once('once', 2))
    clock.advance(2_000)
    time.stop()
    time.takeBack(taken[0]!)
    time.start(null)
    clock.advance(1)
    expect(rang).toEqual(['once', 'once'])
    time.stop()
    time.start(null)
    clock.advance(10_000)
    expect(rang).toEqual(['once', 'once'])
  })
})
