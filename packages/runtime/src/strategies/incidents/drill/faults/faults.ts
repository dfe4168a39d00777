/** The fault that brings each kind of incident about. */
import type { IncidentKind } from '../../incident.ts'
import type { Inject } from '../drill.ts'
import { flood } from './flood.ts'
import { freezeRunner } from './freeze-runner.ts'
import { holdMarket } from './hold-market.ts'
import { killRunner } from './kill-runner.ts'
import { muteVenue } from './mute-venue.ts'
import { spoilTape } from './spoil-tape.ts'

export const FAULTS: Readonly<Record<IncidentKind, Inject>> = {
  CRASH_LOOP: killRunner,
  MUTE_FEED: holdMarket,
  STUCK_ORDER: muteVenue,
  DRIFT: spoilTape,
  RUNAWAY: flood,
  SLOW: freezeRunner,
}

/** Faults that befall a process, and with it everybody who shares it. */
export const OF_PROCESS: ReadonlySet<IncidentKind> = new Set<IncidentKind>(['CRASH_LOOP', 'SLOW'])
