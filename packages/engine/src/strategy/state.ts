/** What a book keeps of users' strategies: their names, and their deployments with what is wanted of each. */

import type { Actor, Micros } from '../book/command.ts'
import type { DeploymentDesired, DeploymentTerms, Isolation, VersionRef } from './terms.ts'

export interface StrategyState {
  readonly id: string
  /** seq of the event that made it: the order of lists. */
  readonly seq: number
  readonly name: string
  readonly createdAt: Micros
  readonly createdBy: Actor
}

export interface DeploymentState {
  readonly id: string
  /** seq of the event that made it: the order of lists. */
  readonly seq: number
  readonly strategyId: string
  readonly name: string
  readonly accountIndex: number
  /** From 0 to 2^32 - 1. */
  readonly seed: number
  readonly isolation: Isolation
  readonly idempotencyKey: string
  /** Digest of what was asked for when it was deployed: what a repeat of the key must match. */
  readonly askedDigest: string
  version: VersionRef
  params: string
  instrumentIds: readonly string[]
  ordersPerMinuteMax: number
  /** Rises by one with every change of the four above, from 1. */
  revision: number
  /** The terms before the newest change; null: they were never changed. */
  previous: DeploymentTerms | null
  desired: DeploymentDesired
  /** Why nothing is taken from it until a person starts it again; null: it is not quarantined. */
  quarantineReason: string | null
  /** Times of its requests for orders and replacements in the minute before the newest of them, oldest first. */
  requestTimes: Micros[]
  readonly deployedAt: Micros
  /** Accountable for what it does. */
  readonly deployedBy: Actor
  updatedAt: Micros
}
