/** Switches the misbehaviours of a simulator on that were asked for. */

import type { FaultSwitches } from '@quarterdeck/venues'
import type { SimulatorFault } from './choices.ts'

const AGAIN_MS = 10_000
/** Every request, and every channel but heartbeats. */
const ANY = ''

type Switch = (faults: FaultSwitches) => void

const LASTING: Readonly<Partial<Record<SimulatorFault, Switch>>> = {
  CLOCK_SKEW: (faults) => {
    faults.clockSkewMs = 30_000
  },
  STALE_READS: (faults) => {
    faults.readLagMs = 3_000
  },
  LATE_FILLS: (faults) => {
    faults.fillsLagMs = 3_000
  },
  SLOW_CANCELS: (faults) => {
    faults.cancelDelayMs = 5_000
  },
  HEARTBEATS_ONLY: (faults) => {
    faults.heartbeatsOnly = true
  },
  SILENT: (faults) => {
    faults.silent = true
  },
  SESSION_LOST: (faults) => {
    faults.sessionLost = true
  },
}

const ONCE: Readonly<Partial<Record<SimulatorFault, Switch>>> = {
  LOST_ANSWER: (faults) => faults.onHttp(ANY, { kind: 'SILENT_AFTER' }),
  RESET_ANSWER: (faults) => faults.onHttp(ANY, { kind: 'RESET_AFTER' }),
  RATE_LIMITED: (faults) => faults.onHttp(ANY, { kind: 'RATE_LIMITED', retryAfterS: 2 }),
  MAINTENANCE: (faults) => faults.onHttp(ANY, { kind: 'MAINTENANCE' }),
  DROPPED_FRAME: (faults) => faults.onStream(ANY, { kind: 'DROP' }),
  DUPLICATE_FRAME: (faults) => faults.onStream(ANY, { kind: 'DUPLICATE' }),
  MALFORMED_FRAME: (faults) => faults.onStream(ANY, { kind: 'MALFORMED' }),
  CLOSED_STREAM: (faults) => faults.onStream(ANY, { kind: 'CLOSE' }),
}

/** Until what it returns is called. */
export function misbehave(faults: FaultSwitches, chosen: readonly SimulatorFault[]): () => void {
  for (const name of chosen) LASTING[name]?.(faults)
  const again = () => {
    for (const name of chosen) ONCE[name]?.(faults)
  }
  again()
  const timer = setInterval(again, AGAIN_MS)
  return () => clearInterval(timer)
}
