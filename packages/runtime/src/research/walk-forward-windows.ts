/** The windows of a walk-forward as it was asked for: lengths in words, over the span that its data had then. */
import { type TimeSpan, type WalkForwardWindow, walkForwardWindows } from '@quarterdeck/simulation'
import { timeframeMicros } from '@quarterdeck/sdk'
import { RequestFault } from '../request-fault.ts'
import type { WalkForwardLengths } from './research.ts'

/** The span is kept, so that data which comes later does not move the windows of a search that goes on after a kill. */
export interface StoredWalkForward extends WalkForwardLengths {
  readonly span: TimeSpan
}

const DAY = 86_400_000_000
const WINDOWS_MAX = 1_000

/** Throws a RequestFault that names the length. */
export function windowsOf({ kind, span, ...lengths }: StoredWalkForward): readonly WalkForwardWindow[] {
  const train = lengthOf('train', lengths.train)
  const test = lengthOf('test', lengths.test)
  const step = lengths.step === null ? test : lengthOf('step', lengths.step)
  const purge = lengths.purge === null ? 0 : lengthOf('purge', lengths.purge)
  const embargo = lengths.embargo === null ? 0 : lengthOf('embargo', lengths.embargo)
  if (step < test)
    refuse(
      'step',
      `must be at least as long as test (${lengths.test}): what is held out is shown as one curve`,
    )
  if (purge + embargo >= train)
    refuse('purge', `and embargo must together be shorter than train (${lengths.train})`)
  const whole = span.to - span.from
  if (train + test > whole)
    refuse('train', `and test must fit into the data, which spans ${(whole / DAY).toFixed(1)} days`)
  const count = Math.floor((whole - train - test) / step) + 1
  if (count > WINDOWS_MAX)
    refuse('step', `makes ${count} windows, at most ${WINDOWS_MAX} are allowed: choose a longer one`)
  return walkForwardWindows({ ...span, kind, train, test, step, purge, embargo })
}

function lengthOf(field: string, text: string): number {
  const micros = timeframeMicros(text)
  if (micros === null) refuse(field, `must be a length such as 90d, in s, m, h, d or w (was "${text}")`)
  return micros
}

function refuse(field: string, message: string): never {
  throw new RequestFault('BAD_INPUT', message, field)
}
