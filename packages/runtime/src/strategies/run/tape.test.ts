/** A tape holds what was decided, in order, until it is durable; what was never answered was never part of the run. */
import type { StrategyInput, StrategyIntent } from '@quarterdeck/sdk'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { inOrder } from '../run-rows.ts'
import { distinctSegments } from '../tape-segment.ts'
import { Tape, type TapeEntry, entriesOf } from './tape.ts'

const OF = { deploymentId: 'dep', run: 1 }
const timer = (at: number): StrategyInput => ({ type: 'timer', at, name: 't', due: at })
const cancel = (id: string): StrategyIntent => ({ type: 'CancelOrder', clientOrderId: id })
const said: StrategyIntent = { type: 'Log', at: 1, level: 'INFO', message: 'hello' }

describe('a tape', () => {
  it('writes answered inputs only, with what was wanted at them', () => {
    const tape = new Tape(OF, 0)
    expect([tape.record(timer(1)), tape.record(timer(2)), tape.record(timer(3))]).toEqual([1, 2, 3])
    expect(tape.answer(2, [cancel('a')])).toEqual([timer(1), timer(2)])
    const segment = tape.cut(3)
    expect(segment).toMatchObject({ firstInput: 1, lastInput: 2, decisions: 1 })
    expect(entriesOf(segment!.entries)).toEqual([
      { n: 1, input: timer(1), intents: [] },
      { n: 2, input: timer(2), intents: [cancel('a')] },
    ])
  })

  it('writes out the segment that is stored, not each that went with an order of the same commit', () => {
    const tape = new Tape(OF, 0)
    const written: number[] = []
    const segments = [1, 2, 3, 4].map((n) => {
      const input = { ...timer(n), toJSON: () => (written.push(n), timer(n)) }
      tape.record(input)
      tape.answer(n, [cancel(`order-${n}`)])
      return tape.cut(n)!
    })
    const [stored] = distinctSegments(segments)
    expect(entriesOf(stored!.entries).map(({ n }) => n)).toEqual([1, 2, 3, 4])
    expect(written).toEqual([1, 2, 3, 4])
  })

  it('counts no line of a log as a decision', () => {
    const tape = new Tape(OF, 0)
    tape.record(timer(1))
    tape.answer(1, [said])
    expect(tape.cut(1)!.decisions).toBe(0)
  })

  it('takes no answer twice, and none to what was not told', () => {
    const tape = new Tape(OF, 5)
    tape.record(timer(1))
    expect(tape.answer(7, [])).toEqual([])
    expect(tape.answer(6, [])).toEqual([timer(1)])
    expect(tape.answer(6, [])).toEqual([])
  })

  it('comes out whole and in order, whatever is cut, written, lost and written again', () => {
    const step = fc.oneof(
      fc.record({ do: fc.constant('tell' as const) }),
      fc.record({
        do: fc.constant('answer' as const),
        wants: fc.boolean(),
        count: fc.integer({ min: 1, max: 3 }),
      }),
      fc.record({ do: fc.constant('cut' as const), isWritten: fc.boolean(), isTold: fc.boolean() }),
    )
    fc.assert(
      fc.property(fc.array(step, { maxLength: 60 }), (steps) => {
        const tape = new Tape(OF, 0)
        const expected: TapeEntry[] = []
        const stored = new Map<number, readonly TapeEntry[]>()
        let told = 0
        let answered = 0
        for (const one of steps) {
          if (one.do === 'tell') told = tape.record(timer(told + 1))
          else if (one.do === 'answer' && answered < told) {
            const to = Math.min(told, answered + one.count)
            const intents = one.wants ? [cancel(`o${to}`)] : []
            tape.answer(to, intents)
            for (let n = answered + 1; n <= to; n += 1)
              expected.push({ n, input: timer(n), intents: n === to ? intents : [] })
            answered = to
          } else if (one.do === 'cut') {
            const segment = tape.cut(answered)
            if (segment === null || !one.isWritten) continue
            const [longest] = distinctSegments([segment])
            stored.set(longest!.firstInput, entriesOf(longest!.entries))
            if (one.isTold) tape.written(segment)
          }
        }
        const rows = [...stored].sort(([a], [b]) => a - b).map(([, entries]) => entries)
        // What is durable, and what this process still holds: together the whole run, each entry once.
        expect(inOrder([rows.flat(), tape.pending()], 0)).toEqual(expected)
      }),
    )
  })
})

describe('the stretches of a tape', () => {
  it('may overlap, and may not leave a hole', () => {
    const entry = (n: number): TapeEntry => ({ n, input: timer(n), intents: [] })
    expect(
      inOrder(
        [
          [entry(1), entry(2)],
          [entry(2), entry(3)],
        ],
        0,
      ).map(({ n }) => n),
    ).toEqual([1, 2, 3])
    expect(() => inOrder([[entry(1)], [entry(3)]], 0)).toThrow('a hole between inputs 1 and 3')
  })
})
