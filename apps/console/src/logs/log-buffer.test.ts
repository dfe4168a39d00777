import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { emptyLog, evolveLog, LOG_LINES_MAX, type LogBuffer, type LogChange } from './log-buffer.ts'

interface Line {
  readonly cursor: string
}

const lines = (from: number, to: number): Line[] =>
  Array.from({ length: to - from + 1 }, (_, index) => ({ cursor: `${from + index}` }))
const after = (...changes: LogChange<Line>[]): LogBuffer<Line> =>
  changes.reduce(evolveLog<Line>, emptyLog<Line>())
const ids = (log: LogBuffer<Line>) => log.lines.map(({ cursor }) => Number(cursor))

describe('the log as a reader holds it', () => {
  it('adds what arrives below while it is followed, each line once', () => {
    const log = after(
      { type: 'opened', lines: lines(1, 3), older: false },
      { type: 'arrived', lines: lines(3, 5) },
      { type: 'arrived', lines: lines(4, 6) },
    )
    expect(ids(log)).toEqual([1, 2, 3, 4, 5, 6])
  })

  it('moves nothing under the eye: what arrives while it is looked at waits', () => {
    const looked = after(
      { type: 'opened', lines: lines(1, 3), older: false },
      { type: 'paused' },
      { type: 'arrived', lines: lines(4, 6) },
    )
    expect(ids(looked)).toEqual([1, 2, 3])
    expect(looked.waiting).toHaveLength(3)
    const followed = evolveLog(looked, { type: 'followed' })
    expect(ids(followed)).toEqual([1, 2, 3, 4, 5, 6])
    expect(followed.waiting).toEqual([])
  })

  it('lets the oldest go past its bound, and says that there are older ones', () => {
    const log = after(
      { type: 'opened', lines: lines(1, 10), older: false },
      { type: 'arrived', lines: lines(11, LOG_LINES_MAX + 20) },
    )
    expect(log.lines).toHaveLength(LOG_LINES_MAX)
    expect(log.lines[0]).toEqual({ cursor: '21' })
    expect(log.older).toBe(true)
  })

  it('bounds what waits too', () => {
    const log = after({ type: 'paused' }, { type: 'arrived', lines: lines(1, 2 * LOG_LINES_MAX) })
    expect(log.waiting).toHaveLength(LOG_LINES_MAX)
    expect(log.waiting.at(-1)).toEqual({ cursor: `${2 * LOG_LINES_MAX}` })
  })

  it('looks back page by page until it is full', () => {
    const log = after(
      { type: 'opened', lines: lines(LOG_LINES_MAX, LOG_LINES_MAX + 9), older: true },
      { type: 'looked-back', lines: lines(LOG_LINES_MAX - 100, LOG_LINES_MAX - 1), older: true },
    )
    expect(log.lines).toHaveLength(110)
    expect(log).toMatchObject({ following: false, older: true })
    const full = evolveLog(log, { type: 'looked-back', lines: lines(1, LOG_LINES_MAX - 101), older: true })
    expect(full.lines).toHaveLength(LOG_LINES_MAX)
    expect(full.older).toBe(false)
    expect(full.lines.at(-1)).toEqual({ cursor: `${LOG_LINES_MAX + 9}` })
  })

  it('keeps each line once and within its bound, in order while time goes on, whatever happens', () => {
    // Batches arrive in order and overlap with what came before, as after a line that broke.
    const step = fc.tuple(fc.integer({ min: 0, max: 5 }), fc.integer({ min: 0, max: 5 }))
    const act = fc.oneof(
      step.map(([again, more]) => ({ again, more })),
      fc.constantFrom<LogChange<Line>>({ type: 'paused' }, { type: 'followed' }),
    )
    fc.assert(
      fc.property(fc.array(act, { maxLength: 30 }), (acts) => {
        let [log, head] = [emptyLog<Line>(), 0]
        for (const each of acts) {
          if ('type' in each) log = evolveLog(log, each)
          else {
            const from = Math.max(1, head + 1 - each.again)
            head += each.more
            log = evolveLog(log, { type: 'arrived', lines: head < from ? [] : lines(from, head) })
          }
        }
        expect(ids(evolveLog(log, { type: 'followed' }))).toEqual(
          lines(1, head).map(({ cursor }) => Number(cursor)),
        )
        if (log.following) expect(log.waiting).toEqual([])
      }),
    )
  })
})
