/** A person closes what a deployment holds: the person's order, and the deployment's position. */

import { describe, expect, it } from 'vitest'
import { actorOf, causeOf, deployed, SYSTEM } from './deployed.ts'
import { accepted, orderCommand, refused, TRADER } from './given.ts'

describe('an order that a person makes for a deployment', () => {
  const closing = (given: ReturnType<typeof deployed>, terms: object = {}) => ({
    ...orderCommand({ accountId: given.accountId }),
    clientOrderId: 'closing',
    actor: TRADER,
    onBehalfOf: given.deploymentId,
    ...terms,
  })

  it('[ST-16] counts as the deployment’s, is the person’s, and is taken whatever is wanted of the deployment', () => {
    const given = deployed()
    const { world, deploymentId } = given
    accepted(world.when({ type: 'SetDeployment', deploymentId, desired: 'STOPPED', reason: 'enough' }))
    const event = accepted(world.when(closing(given))).events.at(-1)
    expect(event).toMatchObject({ type: 'OrderAccepted', onBehalfOf: deploymentId, actor: { id: TRADER.id } })
    const order = [...world.book.orders.values()].at(-1)!
    expect(order).toMatchObject({ deploymentId, cause: null })
    // Once more: the same order; without the deployment another one.
    expect(accepted(world.when(closing(given))).events).toEqual([])
    const { onBehalfOf: _, ...alone } = closing(given)
    expect(refused(world.when(alone))).toMatchObject({ code: 'CONFLICT', field: 'cause.deploymentId' })
  })

  it('[ST-16] is out of the deployment’s reach', () => {
    const given = deployed()
    const { world, deploymentId } = given
    accepted(world.when(closing(given)))
    const orderId = [...world.book.orders.values()].at(-1)!.id
    const cancel = {
      type: 'CancelOrder',
      orderId,
      actor: actorOf(deploymentId),
      cause: causeOf(deploymentId),
    } as const
    expect(refused(world.when(cancel))).toMatchObject({ code: 'NOT_FOUND', field: 'orderId' })
  })

  it('[ST-16] is refused for another account, for no deployment, and for who is no person', () => {
    const given = deployed()
    const { world } = given
    const account = accepted(
      world.when({ type: 'OpenAccount', name: 'other', mode: 'PAPER', currency: 'USD', connectionId: null }),
    ).subjectId!
    for (const [terms, code, field] of [
      [{ accountId: account }, 'FORBIDDEN', 'accountId'],
      [{ onBehalfOf: 'nobody' }, 'NOT_FOUND', 'onBehalfOf'],
      [{ actor: SYSTEM }, 'FORBIDDEN', 'onBehalfOf'],
    ] as const)
      expect(refused(world.when(closing(given, terms)))).toMatchObject({ code, field })
  })
})
