/** What a refusal says, for tests that compare it. */

import { SubmissionRefused, type SubmissionRule } from '../submission-refused.ts'

export interface Refusal {
  readonly rule: SubmissionRule
  readonly path: string | null
}

/** The refusal of what is done, or null when it is not refused. Any other error is thrown on. */
export async function refusalOf(attempt: () => unknown): Promise<Refusal | null> {
  try {
    await attempt()
    return null
  } catch (error) {
    if (!(error instanceof SubmissionRefused)) throw error
    return { rule: error.rule, path: error.path }
  }
}
