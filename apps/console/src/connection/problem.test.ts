import { CombinedError } from 'urql'
import { describe, expect, it } from 'vitest'
import { outcomeOf, problemField } from './problem.ts'

const answer = (over: object) =>
  ({ __typename: 'SubmitOrderPayload', ...over }) as { readonly __typename: string }

describe('what a mutation answered', () => {
  it('is done when there is a payload', () => {
    expect(outcomeOf(answer({ order: { id: '1' } }), undefined).kind).toBe('done')
  })

  it('is a problem when the answer names one', () => {
    const outcome = outcomeOf(
      answer({ __typename: 'Conflict', code: 'CONFLICT', message: 'other terms', path: [] }),
      undefined,
    )
    expect(outcome).toMatchObject({ kind: 'problem', problem: { code: 'CONFLICT' } })
  })

  it('is unanswered when the line broke: it may have been done', () => {
    expect(outcomeOf(null, new CombinedError({ networkError: new Error('gone') })).kind).toBe('unanswered')
  })

  it('has failed when the server refused the whole request', () => {
    const error = new CombinedError({ graphQLErrors: [{ message: 'no', extensions: { code: 'FORBIDDEN' } }] })
    expect(outcomeOf(null, error)).toEqual({ kind: 'failed', message: 'Your role may not do or see this.' })
  })

  it('belongs to the innermost known field of its path', () => {
    const problem = { code: 'BAD_USER_INPUT', message: 'off tick', path: ['input', 'limitPrice'] }
    expect(problemField(problem, ['quantity', 'limitPrice'])).toBe('limitPrice')
    expect(problemField({ ...problem, path: ['input'] }, ['quantity'])).toBeNull()
  })
})
