import { describe, expect, it } from 'vitest'
import { JoinedQuestion } from './joined-question.ts'

/** A question that goes out, and is answered, when it is told to. */
function heldQuestion() {
  const under: { begun: () => void; answer: (value: number) => void; fail: (error: Error) => void }[] = []
  const question = new JoinedQuestion<number>(
    (begun) =>
      new Promise((answer, fail) => {
        under.push({ begun, answer, fail })
      }),
  )
  return { question, under }
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
    })
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
})
