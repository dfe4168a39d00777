/** Reads what a mutation answered: its payload, or the problem that it names, or that no answer came. */
import type { CombinedError } from 'urql'
import { explainFailure } from './failure.ts'

/** A refusal the API names, with the place in the input it is about. */
export interface Problem {
  readonly code: string
  readonly message: string
  readonly path?: readonly string[] | null | undefined
}

export type Outcome<Payload> =
  | { readonly kind: 'done'; readonly payload: Payload }
  | { readonly kind: 'problem'; readonly problem: Problem }
  /** The server answered with an error: nothing was done, unless the code is INTERNAL. */
  | { readonly kind: 'failed'; readonly message: string }
  /** No answer came: it may or may not have been done. */
  | { readonly kind: 'unanswered'; readonly message: string }

interface Named {
  readonly __typename: string
}

function isProblem(value: object): value is Problem {
  return 'code' in value && 'message' in value
}

/** Returns the outcome of a mutation whose root field is `answer`. */
export function outcomeOf<Answer extends Named>(
  answer: Answer | null | undefined,
  error: CombinedError | undefined,
): Outcome<Exclude<Answer, { readonly code: unknown }>> {
  if (answer) {
    if (isProblem(answer)) return { kind: 'problem', problem: answer }
    return { kind: 'done', payload: answer as Exclude<Answer, { readonly code: unknown }> }
  }
  if (error?.networkError) return { kind: 'unanswered', message: explainFailure(error) }
  return { kind: 'failed', message: error ? explainFailure(error) : 'The server gave no answer.' }
}

/** Returns a sentence for any outcome that is not done. */
export function explainOutcome(outcome: Exclude<Outcome<unknown>, { readonly kind: 'done' }>): string {
  return outcome.kind === 'problem' ? outcome.problem.message : outcome.message
}

/** Returns the input field a problem is about: the last name in its path that is among `fields`. */
export function problemField<Field extends string>(problem: Problem, fields: readonly Field[]): Field | null {
  for (const name of [...(problem.path ?? [])].reverse()) {
    const field = fields.find((each) => each === name)
    if (field) return field
  }
  return null
}
