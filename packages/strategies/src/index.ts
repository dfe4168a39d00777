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
export { DEFAULT_RUNNER_LIMITS, REPLAY_LIMITS } from './host/runner-limits.ts'
export type { RunnerLimits } from './host/runner-limits.ts'
export { prepareRunners } from './host/runner-program.ts'
export { startRunner } from './host/start-runner.ts'
export { RunnerEnded } from './host/runner-process.ts'
export type {
  RunnerEnd,
  RunnerEndKind,
  RunnerProcess,
  RunnerTerms,
  RunnerUsage,
  SessionOrder,
} from './host/runner-process.ts'
export type {
  Artifact,
  ArtifactFile,
  ArtifactManifest,
  ArtifactPackage,
  UnsignedArtifact,
} from './artifact/artifact.ts'
export { signArtifact } from './artifact/sign.ts'
export { ARTIFACT_PARTS, ArtifactRefused, sourceOf, verifyArtifact } from './artifact/verify.ts'
export type { ArtifactPart } from './artifact/verify.ts'
export { zipSource } from './artifact/source-zip.ts'
export { buildArtifact } from './build/build.ts'
export type { BuildTerms } from './build/build.ts'
export type {
  GuestAnswer,
  GuestDescription,
  GuestFacts,
  GuestModule,
  GuestOptions,
  GuestProgress,
  GuestRefusal,
  SessionHandle,
} from './build/guest.ts'
export { findEntry } from './build/entry.ts'
export type { FoundEntry } from './build/entry.ts'
export { BUILD_LIMITS } from './build/limits.ts'
export type { BuildLimits } from './build/limits.ts'
export type { PinnedPackage } from './build/compile-terms.ts'
export type { AllowedPackage } from './build/lock.ts'
export { packageFolder } from './build/package-folder.ts'
export type { PackageStore } from './build/packages.ts'
export { BUILD_RULES, BUILD_STEPS, BuilderFault } from './build/outcome.ts'
export type { BuildOutcome, BuildProblem, BuildProgress, BuildRule, BuildStep } from './build/outcome.ts'
export { readDirectory } from './submission/directory.ts'
export { readGit } from './submission/git.ts'
export type { GitAccess, GitSource, GitSubmission } from './submission/git.ts'
export { SUBMISSION_LIMITS } from './submission/limits.ts'
export type { SubmissionLimits } from './submission/limits.ts'
export { createSourceTree } from './submission/source-tree.ts'
export type { SourceFile, SourceTree } from './submission/source-tree.ts'
export { SUBMISSION_RULES, SubmissionRefused } from './submission/submission-refused.ts'
export type { SubmissionRule } from './submission/submission-refused.ts'
export { readZip } from './submission/zip.ts'
