/** The closed word lists of strategies, their versions and deployments, each word with its meaning. */
import { enumOf } from './enums.ts'

export const StrategySourceKind = enumOf('StrategySourceKind', "Where a version's source came from.", {
  ZIP: 'An archive that was uploaded.',
  GIT: 'A repository, at a revision.',
  DIRECTORY: 'A folder of the machine that serves.',
})

export const StrategyVersionStatus = enumOf('StrategyVersionStatus', 'Where the build of a version is.', {
  QUEUED: 'Waits for its turn.',
  BUILDING: 'Is being built.',
  READY: 'Built and signed: it can be deployed. Final.',
  FAILED: 'Refused; the problems say why. Final.',
  CANCELLED: 'Ended by somebody. Final.',
})

export const DeploymentDesired = enumOf('DeploymentDesired', 'What a deployment shall do.', {
  RUNNING: 'Run, and come back by itself after faults and restarts.',
  PAUSED: 'Keep its session, and take nothing in.',
  STOPPED: 'Not run.',
})

export const DeploymentActivityEnum = enumOf('DeploymentActivity', 'What a deployment does, as observed.', {
  STARTING: 'Its process starts, or its session is taken up again.',
  RUNNING: 'It takes inputs and may order.',
  PAUSED: 'It keeps its session and takes nothing in.',
  STOPPING: 'Its run is being ended.',
  STOPPED: 'It does not run.',
  WAITING: 'It failed and waits for its next attempt.',
  QUARANTINED: 'It failed too often: a person must start it again.',
})

export const DeploymentIsolation = enumOf('DeploymentIsolation', 'Which process runs a deployment.', {
  PROCESS: 'One of its own.',
  SHARED: 'One that it shares with other small deployments of its organization.',
})

export const StrategyLogLevel = enumOf('StrategyLogLevel', 'How much a log line matters.', {
  DEBUG: 'For its author.',
  INFO: 'Worth knowing.',
  WARN: 'Look at it.',
  ERROR: 'Something went wrong.',
})

export const StrategyIntentKind = enumOf('StrategyIntentKind', 'What a strategy wants done.', {
  SUBMIT_ORDER: 'An order submitted.',
  REPLACE_ORDER: 'An order replaced.',
  CANCEL_ORDER: 'An order cancelled.',
  SET_TIMER: 'A timer set.',
  CANCEL_TIMER: 'A timer cancelled.',
  LOG: 'A line logged.',
})

export const ParityStatus = enumOf('ParityStatus', 'Where a comparison is, or how it ended.', {
  QUEUED: 'Waits for its turn.',
  RUNNING: 'Runs.',
  EQUAL: 'Every decision is the same. Final.',
  DIFFERENT: 'A decision differs; the first difference says which. Final.',
  FAILED: 'It could not be made; the failure says why. Final.',
})

export const SourceChange = enumOf('StrategySourceChange', 'What became of a file between two versions.', {
  ADDED: 'It is new.',
  REMOVED: 'It is gone.',
  CHANGED: 'Its text differs.',
})
