/** The closed word lists of incidents, each word with its meaning. */
import { enumOf } from './enums.ts'

export const IncidentKind = enumOf('IncidentKind', 'What is wrong with a deployment.', {
  CRASH_LOOP: 'Its runs end unexpectedly again and again, or it is quarantined.',
  MUTE_FEED: 'It runs, a market that it follows is open, and it is told nothing of it.',
  STUCK_ORDER: 'A request about one of its orders has had no answer for too long.',
  DRIFT: 'Played again it decides otherwise, or what is kept of it is not what its fills come to.',
  RUNAWAY: 'It asks too often, or for what is refused.',
  SLOW: 'It does not keep up with what it is told.',
})

export const IncidentSeverity = enumOf('IncidentSeverity', 'How much an incident matters.', {
  WARNING: 'Look at it.',
  CRITICAL: 'Money may be at stake while nobody looks.',
})

export const IncidentRemedy = enumOf('IncidentRemedy', 'A step against an incident.', {
  RESTART: 'Take its run up in a fresh process, and start it where it is paused, stopped or quarantined.',
  PAUSE: 'Tell it nothing new and let it order nothing.',
  CANCEL_ORDERS: 'Withdraw its working orders.',
  STOP: 'End its run and withdraw its working orders.',
  QUARANTINE: 'Keep it from running until a person starts it.',
  COMPARE: 'Play its newest run again and compare.',
  NONE: 'Nothing that a program can do; the reason says what a person can.',
})

export const IncidentStepStatus = enumOf('IncidentStepStatus', 'What became of a step.', {
  PROPOSED: 'Waits for somebody to approve it.',
  DONE: 'Was taken.',
  FAILED: 'Was refused; the result says why.',
})

export const IncidentAutomation = enumOf('IncidentAutomation', 'Steps that are taken without asking.', {
  NOTHING: 'None.',
  REDUCING: 'Those that add no risk: all but restarts.',
  EVERYTHING: 'All.',
})

export const IncidentDrillStatus = enumOf('IncidentDrillStatus', 'Where a drill is, or how it ended.', {
  RUNNING: 'It is under way.',
  PASSED: 'Everything happened as it was expected. Final.',
  FAILED: 'Something did not; the steps say what. Final.',
})
