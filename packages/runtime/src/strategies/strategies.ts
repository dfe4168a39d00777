/**
 * The face of users' strategies, as the API and the command line see them.
 *
 * What shall run is in the journal (commands `CreateStrategy`, `DeployStrategy`, `ChangeDeployment`, `SetDeployment`); what does
 * run is observed here. Versions, runs, logs, decisions and parity reports are rows of their tables. Every call names its
 * organization, and what another organization has is not there.
 */
import type { Readable } from 'node:stream'
import type { Decimal, LogLevel, ParamDescription, StrategyIntent } from '@quarterdeck/sdk'
import type { Asking } from '../research/research.ts'
import type { Incidents } from './incidents/incidents.ts'
import type { OrganizationUse } from './shares/fair-shares.ts'

/** Where a version's source comes from. */
export type StrategySource =
  | { readonly kind: 'ZIP'; readonly uploadId: string }
  | { readonly kind: 'GIT'; readonly url: string; readonly revision: string }

/** A build that was asked for. */
export interface Submitted {
  readonly strategyId: string
  readonly versionId: string
}

/** A fault of a build, at a place in the author's files. Lines and columns count from 1; null: the file, or the whole. */
export interface VersionProblem {
  readonly rule: string
  readonly file: string | null
  readonly line: number | null
  readonly column: number | null
  readonly message: string
}

/** What a version that is ready says of itself. */
export interface VersionFacts {
  readonly strategyName: string
  readonly description: string
  readonly parameters: readonly ParamDescription[]
  readonly stateVersion: number | null
  readonly sdkVersion: string
  readonly bundleBytes: number
  readonly files: readonly { readonly path: string; readonly bytes: number; readonly sha256: string }[]
  readonly packages: readonly { readonly name: string; readonly version: string }[]
}

/** The files that an artifact consists of, as people download them. */
export type ArtifactDocument = 'source.zip' | 'bundle.js' | 'manifest.json' | 'sbom.json'

/** One text file of a version's source. */
export interface SourceFile {
  readonly path: string
  readonly text: string
}

export interface DeployTerms {
  readonly versionId: string
  readonly accountId: string
  /** For people; unique within the strategy. */
  readonly name: string
  /** As texts, read by the strategy's own parameter schema. */
  readonly parameters: Readonly<Record<string, string>>
  /** What it may trade besides what it subscribes to. */
  readonly instrumentIds: readonly string[]
  readonly seed: number
  readonly isolation: 'PROCESS' | 'SHARED'
  /** Orders and replacements that it may ask for in any minute; 1 to 6,000. */
  readonly ordersPerMinuteMax: number
  readonly idempotencyKey: string
}

/** A change of what a deployment runs; left out: as it is. */
export interface DeploymentChange {
  readonly expectedRevision: number
  readonly versionId?: string
  readonly parameters?: Readonly<Record<string, string>>
  readonly instrumentIds?: readonly string[]
  readonly ordersPerMinuteMax?: number
}

/**
 * What a deployment does, as observed: WAITING for its next attempt after a fault, QUARANTINED until a person starts it again.
 */
export type DeploymentActivity =
  | 'STARTING'
  | 'RUNNING'
  | 'PAUSED'
  | 'STOPPING'
  | 'STOPPED'
  | 'WAITING'
  | 'QUARANTINED'

export interface ObservedDeployment {
  readonly deploymentId: string
  readonly activity: DeploymentActivity
  /** Microseconds UTC. */
  readonly since: number
  /** Process that runs it; null: none. */
  readonly pid: number | null
  readonly run: number
  /** Crashes since a person last started it. */
  readonly restarts: number
  /** When it is tried again; null: no attempt is planned. */
  readonly nextAttemptAt: number | null
  readonly lastFault: string | null
  /** Inputs taken and decisions made in this run. */
  readonly inputs: number
  readonly decisions: number
  readonly digest: string | null
  readonly ordersSent: number
  readonly logLinesDropped: number
  /** Of its process: shared by all deployments in it. */
  readonly residentBytes: number | null
  /** Processor time of its own callbacks in this run, milliseconds. */
  readonly callbackMs: number
  /** Since the newest input was sent to it, microseconds; null: nothing is unanswered. */
  readonly unansweredFor: number | null
}

export interface LogLine {
  /** Rises; the cursor of a live tail. */
  readonly id: number
  readonly deploymentId: string
  readonly run: number
  /** The session's clock, microseconds UTC. */
  readonly at: number
  readonly level: LogLevel
  readonly message: string
}

export interface LogSearch {
  /** Lines with a greater id; null: from the newest backwards. */
  readonly afterId: number | null
  readonly beforeId: number | null
  readonly levels: readonly LogLevel[]
  /** Found in the message, whatever its case; empty: all. */
  readonly text: string
  readonly limit: number
}

/** One input that made the strategy want something. */
export interface DecisionRow {
  readonly run: number
  readonly n: number
  readonly at: number
  /** What it was told, in words, and as it was. */
  readonly input: string
  readonly inputJson: string
  readonly intents: readonly StrategyIntent[]
}

/** Comparison of what a run decided with what the same code decides on the recorded inputs. */
export interface ParityReport {
  readonly id: string
  readonly deploymentId: string
  readonly run: number
  readonly status: 'QUEUED' | 'RUNNING' | 'EQUAL' | 'DIFFERENT' | 'FAILED'
  readonly inputs: number
  readonly decisions: number
  readonly equal: number
  readonly firstDifference: ParityDifference | null
  readonly failure: string | null
}

export interface ParityDifference {
  readonly n: number
  readonly at: number
  /** Where in the decision, for example `intents[0].quantityLots`. */
  readonly field: string
  readonly recorded: string
  readonly replayed: string
}

export interface Strategies {
  /** Takes an archive in, for `submit`. Throws a RequestFault where it is larger than allowed. */
  upload(
    organizationId: string,
    name: string,
    content: Readable,
  ): Promise<{ readonly id: string; readonly bytes: number }>
  /** Asks for a build of a strategy, which is made if there is none of that name. */
  submit(asking: Asking, name: string, source: StrategySource): Promise<Submitted>
  cancelBuild(organizationId: string, versionId: string): Promise<void>
  facts(organizationId: string, versionId: string): Promise<VersionFacts | null>
  /** The text files of a version's source, by path: of its artifact, or of an archive that was refused, while it is kept; else empty. */
  source(organizationId: string, versionId: string): Promise<readonly SourceFile[]>
  /** A file of a version's artifact, as it is kept; null: there is none of that name, or the version is not ready. */
  document(organizationId: string, versionId: string, name: ArtifactDocument): Promise<Uint8Array | null>
  /** Says what deploying would get wrong, or nothing; the id of the deployment. */
  deploy(asking: Asking, terms: DeployTerms): Promise<string>
  change(asking: Asking, deploymentId: string, change: DeploymentChange): Promise<void>
  /** Back to the version and parameters before the newest change. */
  rollBack(asking: Asking, deploymentId: string, expectedRevision: number): Promise<void>
  start(asking: Asking, deploymentId: string, reason: string): Promise<void>
  /** Delivers nothing more, keeps its session. */
  pause(asking: Asking, deploymentId: string, reason: string): Promise<void>
  /** Ends the run: `onStop` is called, its working orders are withdrawn. */
  stop(asking: Asking, deploymentId: string, reason: string): Promise<void>
  /** Stops it and closes what it holds at the market, by orders of the one who asks. The ids of those orders. */
  flatten(asking: Asking, deploymentId: string, reason: string): Promise<readonly string[]>
  observed(organizationId: string, deploymentId: string): ObservedDeployment | null
  /** What the organization's strategies use of this machine, and what they may. */
  use(organizationId: string): OrganizationUse
  /** Whenever what is observed of a deployment changed, the newest; ends with the signal. */
  watch(organizationId: string, signal: AbortSignal): AsyncIterable<readonly ObservedDeployment[]>
  logs(organizationId: string, deploymentId: string, search: LogSearch): Promise<readonly LogLine[]>
  /** Lines as they come, from those after the id on; ends with the signal. */
  tail(
    organizationId: string,
    deploymentId: string,
    afterId: number,
    signal: AbortSignal,
  ): AsyncIterable<readonly LogLine[]>
  /** Newest first. */
  decisions(
    organizationId: string,
    deploymentId: string,
    page: { readonly run: number; readonly before: number | null; readonly limit: number },
  ): Promise<readonly DecisionRow[]>
  /** Asks for a comparison of a run so far; the id of the report. */
  compare(asking: Asking, deploymentId: string, run: number | null): Promise<string>
  readonly incidents: Incidents
  /** Realized and unrealized profit of the deployment's own fills, in its account's currency; null: no quote or rate. */
  profit(organizationId: string, deploymentId: string): Promise<Decimal | null>
  /** As `profit`, since the UTC day began that its account's limits go by; null also: no middle of the market is known from then. */
  profitOfDay(organizationId: string, deploymentId: string): Promise<Decimal | null>
}
