/**
 * How long this thread stood ready while the machine's cores were at other programs: what a latency on a shared machine has too much.
 * Sleeping and waiting for a socket is no such time.
 */
import { closeSync, openSync, readSync } from 'node:fs'

export interface CoreWait {
  /** Milliseconds since the thread began. */
  readonly ms: () => number
  readonly close: () => void
}

/** Of the thread that calls it; where the system does not tell, it is nothing. */
export function coreWait(): CoreWait {
  const file = openStatistics()
  if (file === null) return { ms: () => 0, close: () => undefined }
  const text = Buffer.alloc(64)
  return {
    // Time at work, time ready and not at work, both in nanoseconds, and how often.
    ms: () => Number(text.toString('latin1', 0, readSync(file, text, 0, text.length, 0)).split(' ')[1]) / 1e6,
    close: () => closeSync(file),
  }
}

function openStatistics(): number | null {
  try {
    return openSync('/proc/thread-self/schedstat', 'r')
  } catch {
    // Only Linux has it.
    return null
  }
}
