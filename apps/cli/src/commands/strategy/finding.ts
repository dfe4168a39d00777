/** What `strategy check` found: one line a check, in the order in which they are made. */

import type { SourceProblem } from './source.ts'

export interface Finding {
  readonly check: 'build' | 'load' | 'parameters' | 'run' | 'repeat' | 'prefix'
  readonly verdict: 'ok' | 'fault'
  readonly message: string
  /** Of a build that was refused: each fault at its place. */
  readonly problems?: readonly SourceProblem[]
}

export const ok = (check: Finding['check'], message: string): Finding => ({ check, verdict: 'ok', message })

export const fault = (check: Finding['check'], message: string): Finding => ({
  check,
  verdict: 'fault',
  message,
})
