/**
 * What is done about each kind of incident, in order, as long as it is open: a step is taken when its condition holds and all
 * before it are taken or not called for. A step that asks stops the ones behind it until a person has answered.
 */
import type { Automation, Incident, IncidentKind, RemedyAction } from './incident.ts'
import type { Observation } from './observation.ts'
import { isHeldBack } from './rules/mute-feed.ts'

export interface PlaybookStep {
  readonly action: RemedyAction
  /** For people: why, or what to look at. */
  readonly reason: string
  /** `subject`: what the incident was found in. */
  readonly when: (seen: Observation, subject: string) => boolean
}

const always = () => true
const isOn = ({ desired, quarantineReason }: Observation) =>
  desired === 'RUNNING' && quarantineReason === null
const isOff = (seen: Observation) => !isOn(seen)
const hasOrders = ({ workingOrders }: Observation) => workingOrders > 0

const PAUSE = (reason: string): PlaybookStep => ({ action: 'PAUSE', reason, when: isOn })
const CANCEL = (reason: string): PlaybookStep => ({ action: 'CANCEL_ORDERS', reason, when: hasOrders })
const RESTART = (reason: string, when: PlaybookStep['when'] = isOff): PlaybookStep => ({
  action: 'RESTART',
  reason,
  when,
})
const ADVICE = (reason: string): PlaybookStep => ({ action: 'NONE', reason, when: always })

export const PLAYBOOKS: Readonly<Record<IncidentKind, readonly PlaybookStep[]>> = {
  CRASH_LOOP: [
    CANCEL('nobody looks after its working orders while it crashes'),
    ADVICE('read its last fault and its log, and hand in a version that does not fail'),
    RESTART(
      'it is quarantined until a person starts it',
      ({ quarantineReason }) => quarantineReason !== null,
    ),
  ],
  MUTE_FEED: [
    PAUSE('it must not decide on a market that it does not see'),
    CANCEL('its working orders are priced for a market that is past'),
    RESTART(
      'the market speaks again, or did all the time',
      (seen) => isOff(seen) || seen.feeds.some(isHeldBack),
    ),
  ],
  STUCK_ORDER: [
    PAUSE('it must not order beside an order whose fate is unknown'),
    CANCEL('what works for it is withdrawn as soon as its venue answers'),
    ADVICE('ask the venue what became of the order; it is settled by the venue alone'),
    RESTART('once the order is settled', (seen) => isOff(seen) && seen.pending.length === 0),
  ],
  DRIFT: [
    PAUSE('it does not do what its record says'),
    CANCEL('its orders came of decisions that cannot be repeated'),
    { action: 'COMPARE', reason: 'a second comparison tells chance from fault', when: always },
    {
      action: 'STOP',
      reason: 'its books are not what its fills come to: nothing of it can be relied on',
      when: (seen) => seen.desired !== 'STOPPED' && seen.imbalance !== null,
    },
    {
      action: 'QUARANTINE',
      reason: 'it was different twice: that is no chance',
      when: ({ compared }, subject) => compared?.status === 'DIFFERENT' && compared.reportId !== subject,
    },
    RESTART('once the difference is explained'),
  ],
  RUNAWAY: [
    PAUSE('it asks too often'),
    CANCEL('its working orders came of the same fault'),
    RESTART('once its code or its limits were looked at'),
  ],
  SLOW: [
    ADVICE('give its callbacks less to do, or the deployment a process of its own'),
    RESTART('a fresh process, where its old one is to blame', isOn),
  ],
}

/** Whether a step is taken without asking. Only a restart adds risk: all else takes it away, or changes nothing. */
export function runsByItself(action: RemedyAction, automation: Automation): boolean {
  if (action === 'NONE' || automation === 'EVERYTHING') return true
  return automation === 'REDUCING' && action !== 'RESTART'
}

/** The step that is next; null: none is called for, or one that asks stands before it. */
export function nextStep(
  { kind, steps, subject }: Pick<Incident, 'kind' | 'steps' | 'subject'>,
  seen: Observation,
): PlaybookStep | null {
  const book = PLAYBOOKS[kind]
  const proposed = steps.find(({ status }) => status === 'PROPOSED')?.action
  const end = proposed === undefined ? book.length : book.findIndex(({ action }) => action === proposed)
  const done = new Set(steps.map(({ action }) => action))
  return book.slice(0, end).find(({ action, when }) => !done.has(action) && when(seen, subject)) ?? null
}
