/** The names that a deployment goes by: as an actor, and in the ids of its orders. */
import type { Actor, DeploymentState } from '@quarterdeck/engine'

/** In whose name a deployment orders: its own, on account of the person who deployed it. */
export function deploymentActor({ id, name, deployedBy }: DeploymentState, strategyName: string): Actor {
  return { kind: 'STRATEGY', id, name: `${strategyName} ${name}`, userId: deployedBy.userId }
}

/** Begins the ids of a run's orders. */
export function orderIdPrefix(deploymentId: string, run: number): string {
  return `${deploymentId.replaceAll('-', '').slice(-16)}-r${run}`
}
