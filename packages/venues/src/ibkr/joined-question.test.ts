import { describe, expect, it } from 'vitest'
import { JoinedQuestion } from './joined-question.ts'

/** A question that goes out, and is answered, when it is told to. */
function heldQuestion() {
  const under: { begun: () => void; answer: (value: number) => void; fail: (error: Error) => void }[] = []
  const now = { ms: 0 }
  const question = new JoinedQuestion<number>(
    (begun) =>
      new Promise((answer, fail) => {
        under.push({ begun, answer, fail })
      }),
    () => now.ms,
  )
  return { question, under, now }
}

describe('a question that many ask', () => {
  it('goes out once for all who asked before', async () => {
    const { question, under } = heldQuestion()
    const all = Promise.all([question.answer(), question.answer()])
    under[0]?.begun()
    under[0]?.answer(7)
    expect([await all, under.length]).toEqual([[7, 7], 1])
  })

  it('is asked anew by who comes when it has gone out, however often it says so', async () => {
    const { question, under } = heldQuestion()
    const first = question.answer()
    under[0]?.begun()
    const second = question.answer()
    under[0]?.begun()
    const third = question.answer()
    under[0]?.answer(1)
    under[1]?.answer(2)
    expect([await first, await second, await third, under.length]).toEqual([1, 2, 2, 2])
  })

  it('that goes out at once is shared with nobody', async () => {
    let count = 0
    const question = new JoinedQuestion((begun) => {
      begun()
      count += 1
      return Promise.resolve(count)
    }, Date.now)
    expect(await Promise.all([question.answer(), question.answer()])).toEqual([1, 2])
  })

  it('that failed before it went out is asked anew', async () => {
    const { question, under } = heldQuestion()
    const first = question.answer()
    under[0]?.fail(new Error('no'))
    await expect(first).rejects.toThrow('no')
    const second = question.answer()
    under[1]?.answer(3)
    expect(await second).toBe(3)
  })

  it('is remembered by when its last request went out, which is when it was true', async () => {
    const { question, under, now } = heldQuestion()
    const asked = question.answer()
    now.ms = 10
    under[0]?.begun()
    now.ms = 20
    under[0]?.begun()
    now.ms = 30
    under[0]?.answer(5)
    await asked
    expect([question.since(20), question.since(21)]).toEqual([5, null])
  })
})
