/** The rules of incidents by kind. */
import type { IncidentKind } from '../incident.ts'
import { crashLoop } from './crash-loop.ts'
import { drift } from './drift.ts'
import { muteFeed } from './mute-feed.ts'
import type { Rule } from './rule.ts'
import { runaway } from './runaway.ts'
import { slow } from './slow.ts'
import { stuckOrder } from './stuck-order.ts'

export const RULES: Readonly<Record<IncidentKind, Rule>> = {
  CRASH_LOOP: crashLoop,
  MUTE_FEED: muteFeed,
  STUCK_ORDER: stuckOrder,
  DRIFT: drift,
  RUNAWAY: runaway,
  SLOW: slow,
}
