/** Steps begin once what they need has succeeded, and never once it cannot any more. */
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { WorkflowStep } from './definition.ts'
import { type StepStatus, hopeless, ready, statusOf, toRestart } from './progress.ts'

const step = (id: string, needs: readonly string[] = []) =>
  ({ id, needs: [...needs] }) as unknown as WorkflowStep
const DIAMOND = [step('a'), step('b', ['a']), step('c', ['a']), step('d', ['b', 'c'])]
const states = (all: Readonly<Record<string, StepStatus>>) => new Map(Object.entries(all))

describe('the progress of a run', () => {
  it('begins with what needs nothing, and goes on with what is freed', () => {
    const at = { a: 'PENDING', b: 'PENDING', c: 'PENDING', d: 'PENDING' } as const
    expect(ready(DIAMOND, states(at))).toEqual(['a'])
    expect(ready(DIAMOND, states({ ...at, a: 'SUCCEEDED' }))).toEqual(['b', 'c'])
    expect(ready(DIAMOND, states({ ...at, a: 'SUCCEEDED', b: 'SUCCEEDED', c: 'RUNNING' }))).toEqual([])
  })

  it('loses all that waited for what failed, and nothing else', () => {
    const at = { a: 'SUCCEEDED', b: 'FAILED', c: 'RUNNING', d: 'PENDING' } as const
    expect(hopeless(DIAMOND, states(at))).toEqual(['d'])
    expect(statusOf(states({ ...at, d: 'SKIPPED' }))).toBe('RUNNING')
    expect(statusOf(states({ ...at, c: 'SUCCEEDED', d: 'SKIPPED' }))).toBe('FAILED')
  })

  it('is taken up with all that did not succeed', () => {
    expect(toRestart(states({ a: 'SUCCEEDED', b: 'FAILED', c: 'SUCCEEDED', d: 'SKIPPED' }))).toEqual([
      'b',
      'd',
    ])
  })

  it('always comes to an end, in an order in which every step had what it needs', () => {
    const workflow = fc.integer({ min: 1, max: 12 }).chain((count) =>
      fc.tuple(
        ...Array.from({ length: count }, (_, index) =>
          fc.record({
            needs: fc.subarray(Array.from({ length: index }, (_none, before) => `s${before}`)),
            fails: fc.boolean(),
          }),
        ),
      ),
    )
    fc.assert(
      fc.property(workflow, (drawn) => {
        const steps = drawn.map(({ needs }, index) => step(`s${index}`, needs))
        const at = new Map<string, StepStatus>(steps.map(({ id }) => [id, 'PENDING']))
        for (let round = 0; round <= steps.length; round += 1) {
          for (const id of hopeless(steps, at)) at.set(id, 'SKIPPED')
          for (const id of ready(steps, at)) {
            const { needs } = steps.find((one) => one.id === id)!
            expect(needs.every((need) => at.get(need) === 'SUCCEEDED')).toBe(true)
            at.set(id, drawn[Number(id.slice(1))]!.fails ? 'FAILED' : 'SUCCEEDED')
          }
        }
        for (const id of hopeless(steps, at)) at.set(id, 'SKIPPED')
        expect(statusOf(at)).toBe([...at.values()].includes('FAILED') ? 'FAILED' : 'SUCCEEDED')
      }),
    )
  })
})
