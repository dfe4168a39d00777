/** Asks a bundle what it is, in a confined process, and believes nothing of the answer that was not checked. */

import { join } from 'node:path'
import { runChild } from './child.ts'
import { type GuestDescription } from './guest.ts'
import { readDescription } from './description.ts'
import type { BuildLimits } from './limits.ts'
import { type BuildProblem, problemOf } from './outcome.ts'

export type Described =
  | { readonly ok: true; readonly description: GuestDescription }
  | { readonly ok: false; readonly problem: BuildProblem }

const REPOSITORY = join(import.meta.dirname, '..', '..', '..', '..')
const ANSWER_BYTES_MAX = 2 * 2 ** 20

/**
 * The permission model without anything allowed but reading our own files. SQLite is turned off because it writes files past
 * the permission model; `__proto__` because SES does without it.
 */
function flagsOf({ describeMemoryMiB }: BuildLimits): readonly string[] {
  return [
    '--permission',
    `--allow-fs-read=${join(REPOSITORY, 'node_modules')}`,
    `--allow-fs-read=${join(REPOSITORY, 'packages', 'strategies')}`,
    '--no-experimental-sqlite',
    '--disable-proto=delete',
    `--max-old-space-size=${Math.floor(describeMemoryMiB / 2)}`,
    '--disable-warning=ExperimentalWarning',
    '--disable-warning=SecurityWarning',
  ]
}

/** Evaluates the bundle; `entry` is the file that its problems are told of. */
export async function describeBundle(
  bundle: string,
  entry: string,
  limits: BuildLimits,
  signal: AbortSignal | undefined,
): Promise<Described> {
  let answer: unknown
  const end = await runChild({
    main: join(import.meta.dirname, 'describe-main.ts'),
    flags: flagsOf(limits),
    message: { bundle },
    wallMs: limits.describeMs,
    memoryMiB: limits.describeMemoryMiB,
    outputBytesMax: ANSWER_BYTES_MAX,
    signal,
    onLine: (line) => {
      answer ??= line
    },
  })
  const refuse = (rule: BuildProblem['rule'], message: string): Described => ({
    ok: false,
    problem: problemOf(rule, message, entry),
  })
  switch (end.kind) {
    case 'TIME':
      return refuse('LIMIT_TIME', `evaluating the strategy did not end: ${end.message}`)
    case 'MEMORY':
      return refuse('LIMIT_MEMORY', `evaluating the strategy: ${end.message}`)
    case 'OUTPUT':
      return refuse('LIMIT_OUTPUT', `evaluating the strategy: ${end.message}`)
    case 'CANCELLED':
      return refuse('CANCELLED', 'the build was cancelled')
    case 'FAILED':
      return refuse('EVALUATION', `evaluating the strategy ended its process: ${end.message}`)
    case 'ENDED':
      return readDescription(answer, entry)
  }
}
