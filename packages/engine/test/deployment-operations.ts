/** Random operations on deployments: wishes, changes, quarantines, and orders in their name, true and false. */

import type { DeploymentState } from '../src/index.ts'
import { actorOf, causeOf, deployment, NEWER, SYSTEM, VERSION } from './deployed.ts'
import type { Command } from './engine.ts'
import { FUTURE, SPOT, type Given, type World } from './given.ts'
import type { Operation } from './operations.ts'

const DESIRED = ['RUNNING', 'RUNNING', 'RUNNING', 'PAUSED', 'RUNNING', 'STOPPED'] as const

/** Two deployments of one strategy on the first account. */
export function deployInto(world: World): void {
  const outcome = world.when({ type: 'CreateStrategy', name: 'momentum' })
  const strategyId = outcome.kind === 'ACCEPTED' ? (outcome.subjectId ?? '') : ''
  const accountId = world.book.accounts[0]?.id ?? ''
  for (const name of ['one', 'two'])
    world.when(
      deployment({
        strategyId,
        accountId,
        name,
        instrumentIds: [SPOT.id, FUTURE.id],
        idempotencyKey: name,
        ordersPerMinuteMax: 12,
      }),
    )
}

/** Something is wanted of a deployment, or changes of it. */
export function changeDeployments(world: World, { a, b, c, d }: Operation): void {
  const state = deploymentAt(world, a)
  const deploymentId = state?.id ?? 'none'
  const actor = d % 5 === 0 ? { actor: SYSTEM } : {}
  switch (b % 8) {
    case 0:
    case 1:
    case 2:
    case 3: {
      const desired = DESIRED[c % DESIRED.length]!
      const cancelOrders = desired !== 'RUNNING' && d % 2 === 0
      world.when({ type: 'SetDeployment', deploymentId, desired, reason: 'test', cancelOrders, ...actor })
      return
    }
    case 4:
      world.when({
        type: 'QuarantineDeployment',
        deploymentId,
        reason: 'ran away',
        cancelOrders: d % 2 === 0,
        actor: SYSTEM,
      })
      return
    case 5:
      world.when({ type: 'CreateStrategy', name: `s${c % 3}` })
      return
    case 6: {
      const strategyId = [...world.book.strategies.keys()][c % 2] ?? 'none'
      const accountId = world.book.accounts[d % 2]?.id ?? ''
      const name = `d${c % 5}`
      world.when(deployment({ strategyId, accountId, name, idempotencyKey: `${name} ${d % 2}`, seed: d % 2 }))
      return
    }
    default:
      world.when({
        type: 'ChangeDeployment',
        deploymentId,
        expectedRevision: (state?.revision ?? 1) - (d % 4 === 0 ? 1 : 0),
        version: c % 2 === 0 ? VERSION : NEWER,
        params: `{"n":${d % 3}}`,
        instrumentIds: c % 3 === 0 ? [SPOT.id] : [SPOT.id, FUTURE.id],
        ordersPerMinuteMax: 1 + (c % 80),
      })
  }
}

/** The command in the name of a deployment: its own orders mostly, sometimes another's, of an old artifact, without a cause. */
export function byDeployment(world: World, command: Given<Command>, { a, c, d }: Operation): Given<Command> {
  const orderId = 'orderId' in command ? command.orderId : null
  const owner = orderId === null ? null : (world.book.orders.get(orderId)?.deploymentId ?? null)
  const state = deploymentAt(world, a)
  const deploymentId = d % 8 === 1 || owner === null ? (state?.id ?? 'none') : owner
  const { digest = '' } = world.book.deployments.get(deploymentId)?.version ?? {}
  const cause = causeOf(deploymentId, {
    digest: c % 16 === 3 ? 'c'.repeat(64) : digest,
    input: world.book.seq,
  })
  const accountId = world.book.accounts[state?.accountIndex ?? 0]?.id
  const own = 'accountId' in command && c % 8 !== 5 ? { ...command, accountId } : command
  return { ...own, actor: actorOf(deploymentId), ...(c % 32 === 7 ? {} : { cause }) } as Given<Command>
}

function deploymentAt(world: World, a: number): DeploymentState | undefined {
  const all = [...world.book.deployments.values()]
  return all[a % all.length]
}
