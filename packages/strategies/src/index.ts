/**
 * Users' strategies: submissions become signed artifacts, artifacts run in confined processes.
 *
 * Light by intent: compiler, bundler and compartment are loaded in child processes only.
 */
export { PROTOCOL_VERSION } from './protocol/version.ts'
export type {
  AnsweredMessage,
  AnswerMessage,
  ClosedMessage,
  FaultCode,
  FaultMessage,
  OpenedMessage,
  OpeningOptions,
  RefusalCode,
  RefusedMessage,
  SessionMessage,
  SnapshotMessage,
  Wall,
} from './protocol/messages.ts'
export { DEFAULT_RUNNER_LIMITS } from './host/runner-limits.ts'
export type { RunnerLimits } from './host/runner-limits.ts'
export { RunnerEnded } from './host/runner-process.ts'
export type {
  RunnerEnd,
  RunnerEndKind,
  RunnerProcess,
  RunnerTerms,
  RunnerUsage,
  SessionOrder,
} from './host/runner-process.ts'
