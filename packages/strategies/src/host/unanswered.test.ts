/** What is unanswered is counted, and the oldest names who is at work. */

import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { type Asked, Unanswered } from './unanswered.ts'

function asked(session: string, n: number, kind: Asked['kind'] = 'input'): Asked {
  return { kind, session, n, bytes: 10, at: n }
}

describe('what is unanswered', () => {
  it('is answered by session, all inputs up to one at a time', () => {
    const ledger = new Unanswered()
    for (const n of [1, 2, 3]) for (const session of ['a', 'b']) ledger.add(asked(session, n))
    expect(ledger.answerInputs('a', 2)).toBe(true)
    expect([ledger.count, ledger.bytes, ledger.oldest]).toMatchObject([4, 40, { session: 'b', n: 1 }])
  })

  it('is not answered by what was not asked, or not asked next', () => {
    const ledger = new Unanswered()
    ledger.add(asked('a', 0, 'open'))
    ledger.add(asked('a', 1))
    ledger.add(asked('a', 0, 'snapshot'))
    expect(ledger.answerInputs('a', 1)).toBe(false)
    expect(ledger.answerRequest('a', 'snapshot')).toBe(false)
    expect(ledger.answerRequest('b', 'open')).toBe(false)
    expect(ledger.answerRequest('a', 'open')).toBe(true)
    expect(ledger.answerInputs('a', 2)).toBe(false)
  })

  it('is forgotten with its session', () => {
    const ledger = new Unanswered()
    for (const n of [1, 2]) for (const session of ['a', 'b']) ledger.add(asked(session, n))
    ledger.forget('a')
    expect([ledger.count, ledger.nextOf('a'), ledger.oldest]).toMatchObject([2, null, { session: 'b' }])
  })

  it('is what a plain list says', () => {
    const step = fc.tuple(fc.constantFrom('a', 'b', 'c'), fc.boolean())
    fc.assert(
      fc.property(fc.array(step, { maxLength: 5_000, size: 'max' }), (steps) => {
        const ledger = new Unanswered()
        let plain: { session: string; n: number }[] = []
        steps.forEach(([session, answers], index) => {
          const next = plain.find((one) => one.session === session)
          if (answers && next !== undefined) {
            expect(ledger.answerInputs(session, next.n)).toBe(true)
            plain = plain.filter((one) => one !== next)
          } else {
            ledger.add(asked(session, index))
            plain.push({ session, n: index })
          }
        })
        expect(ledger.count).toBe(plain.length)
        expect(ledger.oldest?.n).toBe(plain[0]?.n)
      }),
      { numRuns: 20 },
    )
  })
})
