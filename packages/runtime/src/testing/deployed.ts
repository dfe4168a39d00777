/** A strategy deployed on a desk's account, for tests: no code runs, its orders are submitted in its name. */
import type { Actor, DeployStrategy, OrderCause } from '@quarterdeck/engine'
import type { CommandRequest, Committed } from '../runtime.ts'
import { type Desk, ORGANIZATION } from './desk.ts'
import { BTC, ETH } from './instruments.ts'

export const SUPERVISOR: Actor = { kind: 'SYSTEM', id: 'supervisor', name: 'Supervisor', userId: null }
export const VERSION = { versionId: 'version-1', number: 1, digest: 'a'.repeat(64) }

export interface Deployed {
  readonly strategyId: string
  readonly deploymentId: string
  /** Submits in the deployment's name. */
  submit(request: CommandRequest): Promise<Committed>
}

/** Deploys `momentum`, or finds it deployed. */
export async function deployOn(desk: Desk, terms: Partial<DeployStrategy> = {}): Promise<Deployed> {
  const strategyId = idOf(await desk.submit({ type: 'CreateStrategy', name: 'momentum' }))
  const deploymentId = idOf(
    await desk.submit({
      type: 'DeployStrategy',
      strategyId,
      name: 'one',
      accountId: desk.accountId,
      version: VERSION,
      params: '{"fast":5,"slow":20}',
      instrumentIds: [BTC.id, ETH.id],
      seed: 7,
      isolation: 'PROCESS',
      ordersPerMinuteMax: 6000,
      idempotencyKey: 'deploy-1',
      ...terms,
    }),
  )
  const actor: Actor = { kind: 'STRATEGY', id: deploymentId, name: 'momentum one', userId: 'user-1' }
  return {
    strategyId,
    deploymentId,
    submit: (request) => desk.runtime.submit(ORGANIZATION, actor, request),
  }
}

export function causeOf(deploymentId: string, input = 1): OrderCause {
  return { deploymentId, run: 1, input, digest: VERSION.digest }
}

function idOf({ outcome }: Committed): string {
  if (outcome.kind === 'REFUSED' || outcome.subjectId === null) throw new Error(JSON.stringify(outcome))
  return outcome.subjectId
}
