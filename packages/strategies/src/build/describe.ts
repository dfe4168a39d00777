/** Asks a bundle what it is, in a confined process, and believes nothing of the answer that was not checked. */

import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { runChild } from './child.ts'
import type { GuestDescription } from './guest.ts'
import { readDescription } from './description.ts'
import type { BuildLimits } from './limits.ts'
import { type BuildProblem, problemOf } from './outcome.ts'

export type Described =
  | { readonly ok: true; readonly description: GuestDescription }
  | { readonly ok: false; readonly problem: BuildProblem }

const MAIN = join(import.meta.dirname, 'describe-main.ts')
const SOURCE = join(import.meta.dirname, '..')
const ANSWER_BYTES_MAX = 2 * 2 ** 20

/** What it reads until its walls stand: its own folders and the compartments' library. */
const READABLE: readonly string[] = [
  ...['build', 'protocol', 'runner', 'sandbox'].map((folder) => join(SOURCE, folder)),
  join(SOURCE, '..', 'package.json'),
  ...modulesOf('ses'),
  // Its own figure of memory, from which its limit is counted.
  '/proc/self/statm',
]

/** The folder of a package, and of those that it imports beside it. */
function modulesOf(name: string): readonly string[] {
  const folder = dirname(dirname(fileURLToPath(import.meta.resolve(`${name}/package.json`))))
  return [join(folder, name), join(folder, '@endo'), join(folder, '..', 'package.json')]
}

/** As of a runner: the permission model, with foreign functions for putting up the walls. */
function flagsOf({ describeMemoryMiB }: BuildLimits): readonly string[] {
  return [
    '--permission',
    ...READABLE.map((path) => `--allow-fs-read=${path}`),
    '--allow-ffi',
    // Under the permission model it would write files outside of every allowed folder (26.10).
    '--no-experimental-sqlite',
    '--no-addons',
    '--disable-proto=delete',
    '--disable-sigusr1',
    `--max-old-space-size=${Math.floor(describeMemoryMiB / 2)}`,
    '--disable-warning=ExperimentalWarning',
    '--disable-warning=SecurityWarning',
  ]
}

export interface DescribeTerms {
  readonly bundle: string
  /** Source map of the bundle. */
  readonly map: string
  /** The file that problems are told of when their place is not known. */
  readonly entry: string
  readonly limits: BuildLimits
  readonly signal: AbortSignal | undefined
}

/** Evaluates the bundle once. */
export async function describeBundle(terms: DescribeTerms): Promise<Described> {
  const { bundle, map, entry, limits, signal } = terms
  let answer: unknown
  const end = await runChild({
    main: MAIN,
    flags: flagsOf(limits),
    args: [String(process.pid), String(limits.describeMemoryMiB)],
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
    case 'CRASHED':
    case 'FAILED':
      return refuse('EVALUATION', `evaluating the strategy ended its process: ${end.message}`)
    case 'ENDED':
      return readDescription(answer, { entry, map })
  }
}
