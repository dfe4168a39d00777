/** How a submission is refused: which rule, where, and in words what is allowed. */

import { printableName } from './printable.ts'

/** The rules of submissions, in the order in which they are told in docs/strategy-builds.md. */
export const SUBMISSION_RULES = [
  'ZIP_FORMAT',
  'ZIP_LIES',
  'ZIP_BOMB',
  'PATH',
  'DUPLICATE',
  'SYMLINK',
  'SPECIAL_FILE',
  'SIZE',
  'COUNT',
  'EMPTY',
  'GIT_URL',
  'GIT_REVISION',
  'GIT_FAILED',
  'GIT_CONTENT',
  'TIME',
] as const
export type SubmissionRule = (typeof SUBMISSION_RULES)[number]

/** Thrown for a source that is not taken. Nothing of it was kept. */
export class SubmissionRefused extends Error {
  override readonly name = 'SubmissionRefused'
  readonly rule: SubmissionRule
  /** The file or entry at fault, as it was named, cut and made printable; null: the submission as a whole. */
  readonly path: string | null

  constructor(rule: SubmissionRule, path: string | null, message: string) {
    const shown = path === null ? null : cut(path)
    super(shown === null ? message : `${shown}: ${message}`)
    this.rule = rule
    this.path = shown
  }
}

const SHOWN_LENGTH_MAX = 200

function cut(name: string): string {
  const shown = printableName(name)
  return shown.length <= SHOWN_LENGTH_MAX ? shown : `${shown.slice(0, SHOWN_LENGTH_MAX)}...`
}
