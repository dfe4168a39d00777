/**
 * The words of users' strategies in commands and events: what a deployment runs, what is wanted of it, and which decision of
 * which run an order came from.
 */

/** What is wanted of a deployment; what it does is observed elsewhere. */
export const DEPLOYMENT_DESIRED = ['RUNNING', 'PAUSED', 'STOPPED'] as const
export type DeploymentDesired = (typeof DEPLOYMENT_DESIRED)[number]

/** A process of its own, or one shared with other deployments of the organization. */
export const ISOLATIONS = ['PROCESS', 'SHARED'] as const
export type Isolation = (typeof ISOLATIONS)[number]

/** One build of a strategy. */
export interface VersionRef {
  readonly versionId: string
  /** Counts from 1 within the strategy. */
  readonly number: number
  /** SHA-256 of its artifact, 64 digits of lower-case hex. */
  readonly digest: string
}

/** What of a deployment can be changed while it stands: each change is a revision. */
export interface DeploymentTerms {
  readonly version: VersionRef
  /** Its parameters, a JSON object as canonical text. */
  readonly params: string
  /** What its orders may name. */
  readonly instrumentIds: readonly string[]
  /** Orders and replacements that it may ask for in any minute. */
  readonly ordersPerMinuteMax: number
}

/** Where an order of a deployment comes from: the input of the run at which the artifact decided it. */
export interface OrderCause {
  readonly deploymentId: string
  /** Counts from 1: a new run for each start after a stop or a change. */
  readonly run: number
  /** Number of the input in the run. */
  readonly input: number
  /** Digest of the artifact that decided. */
  readonly digest: string
}
