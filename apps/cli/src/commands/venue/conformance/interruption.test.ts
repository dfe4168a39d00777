import { EventEmitter } from 'node:events'
import { expect, it } from 'vitest'
import { openInterruption } from './interruption.ts'

it.each(['SIGINT', 'SIGTERM', 'SIGHUP'])(
  'ends a run in order at the first %s, and at no later one',
  (name) => {
    const source = new EventEmitter()
    const interruption = openInterruption(source)
    expect(interruption.signal.aborted).toBe(false)
    expect([source.emit(name), interruption.signal.aborted]).toEqual([true, true])
    // Nobody listens: the process ends as always.
    expect(source.emit(name)).toBe(false)
    interruption.close()
    expect(source.eventNames()).toEqual([])
  },
)
