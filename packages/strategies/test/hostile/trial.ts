/** Tries hostile strategies: the confined ones side by side in one process with a good neighbour, the killers each in its own. */

import type { RunnerEnd, SessionMessage } from '../../src/index.ts'
import { ownMemoryBytes } from '../../src/host/process-figures.ts'
import { bundleOf } from '../bundles.ts'
import { RunnerRig } from '../runner-rig.ts'
import { quoteInput, startInput } from '../tape.ts'
import type { HostileStrategy } from './hostile-strategy.ts'

/** Small, so that each falls soon; a process of ours takes about 40 MiB before its first session. */
export const SMALL_LIMITS = { callbackCpuMs: 250, heapMiB: 48, memoryMiB: 128 } as const

export interface Trial {
  readonly messages: readonly SessionMessage[]
  readonly log: readonly string[]
  readonly end: RunnerEnd | null
  /** Most memory that the process was seen with. */
  readonly peakBytes: number
}

/** A neighbour that is told one input after each trial. */
export type Neighbour = () => Promise<void>

const QUOTES = 6
/** Characters of a state that are kept to be searched for secrets. */
const KEPT_STATE_MAX = 10_000

/** One after the other in one process; `good` is a session of the same process. */
export async function tryTogether(
  rig: RunnerRig,
  entries: readonly HostileStrategy[],
  neighbour: Neighbour,
): Promise<ReadonlyMap<string, Trial>> {
  const trials = new Map<string, Trial>()
  for (const [index, { name, text, quotes = QUOTES }] of entries.entries()) {
    const session = `h${index}`
    await play(rig, session, await bundleOf(text), quotes)
    trials.set(name, {
      messages: rig.of(session).map(bounded),
      log: rig.logOf(session),
      end: null,
      peakBytes: 0,
    })
    rig.forget(session)
    rig.runner.close(session)
    await neighbour()
  }
  return trials
}

/** In a process of its own, until that is gone. */
export async function tryAlone({ text }: HostileStrategy): Promise<Trial> {
  const rig = new RunnerRig(SMALL_LIMITS)
  let peakBytes = 0
  const sampling = setInterval(
    () => (peakBytes = Math.max(peakBytes, ownMemoryBytes(rig.runner.pid) ?? 0)),
    10,
  )
  try {
    await rig.runner.ready
    await play(rig, 'h', await bundleOf(text), 400).catch(() => undefined)
    const end = rig.end ?? (await rig.runner.stop())
    return { messages: rig.messages, log: rig.logOf('h'), end, peakBytes }
  } finally {
    clearInterval(sampling)
  }
}

async function play(rig: RunnerRig, session: string, bundle: string, quotes: number): Promise<void> {
  rig.open(session, bundle)
  rig.input(session, startInput())
  let n = 1
  for (let quote = 1; quote <= quotes; quote++) n = rig.input(session, quoteInput(quote))
  await rig.settled(session, n)
}

/** A host stores a state and lets go of it; what is kept here for the end is small. */
function bounded(message: SessionMessage): SessionMessage {
  if (message.type !== 'answer' || message.state === null) return message
  const isLarge = JSON.stringify(message.state).length > KEPT_STATE_MAX
  return isLarge ? { ...message, state: null } : message
}
