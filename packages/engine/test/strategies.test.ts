/** What shall run: strategies and deployments, how they are made, changed, paused, stopped and quarantined. */

import { describe, expect, it } from 'vitest'
import type { ChangeDeployment, DeployStrategy } from '../src/index.ts'
import { actorOf, deployed, deployment, idOf, NEWER, set, submitOwn, SYSTEM, VERSION } from './deployed.ts'
import type { Deployed } from './deployed.ts'
import { accepted, desk, expectReplay, FUTURE, refused, SPOT, TRADER, type Given } from './given.ts'

const stateOf = ({ world, deploymentId }: Deployed) => world.book.deployments.get(deploymentId)

const change = (given: Deployed, terms: Partial<ChangeDeployment> = {}): Given<ChangeDeployment> => ({
  type: 'ChangeDeployment',
  deploymentId: given.deploymentId,
  expectedRevision: 1,
  version: NEWER,
  params: '{"fast":8,"slow":20}',
  instrumentIds: [SPOT.id, FUTURE.id],
  ordersPerMinuteMax: 30,
  ...terms,
})

describe('strategies (ST)', () => {
  it('[ST-01] makes a strategy by name, once', () => {
    const { world } = desk()
    const first = accepted(world.when({ type: 'CreateStrategy', name: 'mean-reversion-2' }))
    expect(first.events).toMatchObject([
      { type: 'StrategyCreated', strategyId: first.subjectId, name: 'mean-reversion-2', actor: TRADER },
    ])
    const again = accepted(world.when({ type: 'CreateStrategy', name: 'mean-reversion-2' }))
    expect(again).toMatchObject({ events: [], subjectId: first.subjectId })
    expect(idOf(world.when({ type: 'CreateStrategy', name: 'mean-reversion-3' }))).not.toBe(first.subjectId)
  })

  it.each(['', 'Momentum', 'a b', 'a_b', 'é', 'x'.repeat(65), 'a\n'])(
    '[ST-01] refuses the name %j',
    (name) => {
      const { world } = desk()
      expect(refused(world.when({ type: 'CreateStrategy', name }))).toMatchObject({
        code: 'BAD_USER_INPUT',
        field: 'name',
      })
    },
  )

  it('[ST-02] deploys a version on an account, to run from now on, with its parameters in canonical form', () => {
    const given = deployed({ params: ' {"slow": 20, "fast":5.0, "note":"ü"} ' })
    const { world, accountId, strategyId, deploymentId } = given
    expect(world.events.at(-1)).toEqual({
      type: 'StrategyDeployed',
      seq: world.book.seq,
      at: world.book.at,
      commandId: expect.any(String),
      actor: TRADER,
      deploymentId,
      revision: 1,
      strategyId,
      name: 'one',
      accountId,
      version: VERSION,
      params: '{"fast":5,"note":"ü","slow":20}',
      instrumentIds: [SPOT.id],
      seed: 7,
      isolation: 'PROCESS',
      ordersPerMinuteMax: 60,
      idempotencyKey: 'deploy-1',
    })
    expect(stateOf(given)).toMatchObject({ desired: 'RUNNING', quarantineReason: null, deployedBy: TRADER })
    expectReplay(world)
  })

  const deep = (depth: number) => `${'{"a":'.repeat(depth)}1${'}'.repeat(depth)}`

  it.each<[string, Partial<DeployStrategy>, string]>([
    ['strategyId', { strategyId: 'x' }, 'NOT_FOUND'],
    ['accountId', { accountId: 'x' }, 'NOT_FOUND'],
    ['instrumentIds', { instrumentIds: ['SIM:NONE'] }, 'NOT_FOUND'],
    ['instrumentIds', { instrumentIds: [SPOT.id, SPOT.id] }, 'BAD_USER_INPUT'],
    ['instrumentIds', { instrumentIds: Array.from({ length: 1001 }, (_, n) => `i${n}`) }, 'BAD_USER_INPUT'],
    ['instrumentIds', { instrumentIds: 'SIM' as unknown as string[] }, 'BAD_USER_INPUT'],
    ['name', { name: '' }, 'BAD_USER_INPUT'],
    ['name', { name: 'x'.repeat(101) }, 'BAD_USER_INPUT'],
    ['name', { name: 'one' }, 'CONFLICT'],
    ['version', { version: null as unknown as typeof VERSION }, 'BAD_USER_INPUT'],
    ['version.versionId', { version: { ...VERSION, versionId: '' } }, 'BAD_USER_INPUT'],
    ['version.number', { version: { ...VERSION, number: 0 } }, 'BAD_USER_INPUT'],
    ['version.digest', { version: { ...VERSION, digest: 'A'.repeat(64) } }, 'BAD_USER_INPUT'],
    ['params', { params: '' }, 'BAD_USER_INPUT'],
    ['params', { params: '[1]' }, 'BAD_USER_INPUT'],
    ['params', { params: 'null' }, 'BAD_USER_INPUT'],
    ['params', { params: '{"a":1e999}' }, 'BAD_USER_INPUT'],
    ['params', { params: '{"a":"\\u0000"}' }, 'BAD_USER_INPUT'],
    ['params', { params: '{"\\ud800":1}' }, 'BAD_USER_INPUT'],
    ['params', { params: deep(9) }, 'BAD_USER_INPUT'],
    ['params', { params: JSON.stringify({ a: 'x'.repeat(65_536) }) }, 'BAD_USER_INPUT'],
    ['seed', { seed: -1 }, 'BAD_USER_INPUT'],
    ['seed', { seed: 2 ** 32 }, 'BAD_USER_INPUT'],
    ['isolation', { isolation: 'NONE' as 'SHARED' }, 'BAD_USER_INPUT'],
    ['ordersPerMinuteMax', { ordersPerMinuteMax: 0 }, 'BAD_USER_INPUT'],
    ['ordersPerMinuteMax', { ordersPerMinuteMax: 6001 }, 'BAD_USER_INPUT'],
    ['ordersPerMinuteMax', { ordersPerMinuteMax: 1.5 }, 'BAD_USER_INPUT'],
    ['idempotencyKey', { idempotencyKey: '' }, 'BAD_USER_INPUT'],
    ['actor', { actor: { kind: 'VENUE', id: 'SIM', name: 'SIM', userId: null } }, 'FORBIDDEN'],
  ])('[ST-02] refuses %s of %j', (field, terms, code) => {
    const { world, strategyId, accountId } = deployed()
    const other = { strategyId, accountId, name: 'two', idempotencyKey: 'deploy-2' }
    expect(refused(world.when(deployment({ ...other, ...terms })))).toMatchObject({ code, field })
    expect(world.book.deployments.size).toBe(1)
  })

  it('[ST-02] takes parameters up to their bounds, and no instrument at all', () => {
    const given = deployed({
      params: deep(8),
      instrumentIds: [],
      ordersPerMinuteMax: 6000,
      seed: 2 ** 32 - 1,
    })
    expect(stateOf(given)).toMatchObject({ params: deep(8), instrumentIds: [] })
  })

  it('[ST-03] the same key and terms are the same deployment again, whatever became of it', () => {
    const given = deployed()
    const { world, strategyId, accountId, deploymentId } = given
    accepted(world.when(change(given)))
    accepted(world.when(set(given, 'STOPPED')))
    const params = '{ "slow":20, "fast":5 }'
    const again = accepted(world.when(deployment({ strategyId, accountId, params })))
    expect(again).toMatchObject({ events: [], subjectId: deploymentId })
  })

  it.each<Partial<DeployStrategy>>([
    { name: 'two' },
    { params: '{}' },
    { version: NEWER },
    { seed: 8 },
    { isolation: 'SHARED' },
    { ordersPerMinuteMax: 61 },
    { instrumentIds: [] },
  ])('[ST-03] the same key with %j is a conflict', (terms) => {
    const { world, strategyId, accountId } = deployed()
    expect(refused(world.when(deployment({ strategyId, accountId, ...terms })))).toMatchObject({
      code: 'CONFLICT',
      field: 'idempotencyKey',
    })
  })

  it('[ST-04] a change raises the revision, says before and after, and keeps the terms before', () => {
    const given = deployed()
    const { world, deploymentId } = given
    const before = {
      version: VERSION,
      params: '{"fast":5,"slow":20}',
      instrumentIds: [SPOT.id],
      ordersPerMinuteMax: 60,
    }
    const after = {
      version: NEWER,
      params: '{"fast":8,"slow":20}',
      instrumentIds: [SPOT.id, FUTURE.id],
      ordersPerMinuteMax: 30,
    }
    const { events } = accepted(world.when(change(given)))
    expect(events).toMatchObject([{ type: 'DeploymentChanged', deploymentId, revision: 2, before, after }])
    expect(stateOf(given)).toMatchObject({ ...after, revision: 2, previous: before, desired: 'RUNNING' })
    // Back to what was there before.
    accepted(world.when(change(given, { ...before, expectedRevision: 2 })))
    expect(stateOf(given)).toMatchObject({ ...before, revision: 3, previous: after })
    expectReplay(world)
  })

  it('[ST-04] a change of another revision is a conflict that says which there is', () => {
    const given = deployed()
    for (const expectedRevision of [0, 2, Number.NaN]) {
      expect(refused(given.world.when(change(given, { expectedRevision })))).toMatchObject({
        code: 'CONFLICT',
        field: 'expectedRevision',
        message: expect.stringContaining('at revision 1'),
      })
    }
    expect(stateOf(given)?.revision).toBe(1)
  })

  it('[ST-04] the newest change repeated, or one that changes nothing, is a success without events', () => {
    const given = deployed()
    const { world, deploymentId } = given
    accepted(world.when(change(given)))
    for (const expectedRevision of [1, 2])
      expect(accepted(world.when(change(given, { expectedRevision })))).toMatchObject({
        events: [],
        subjectId: deploymentId,
      })
    expect(refused(world.when(change(given, { expectedRevision: 1, params: '{}' }))).code).toBe('CONFLICT')
    expect(stateOf(given)?.revision).toBe(2)
  })

  it('[ST-04] refuses in a change what it would refuse in a deployment', () => {
    const given = deployed()
    const { world } = given
    expect(refused(world.when(change(given, { deploymentId: 'x' })))).toMatchObject({
      code: 'NOT_FOUND',
      field: 'deploymentId',
    })
    expect(refused(world.when(change(given, { params: '[]' }))).field).toBe('params')
    expect(refused(world.when(change(given, { instrumentIds: ['SIM:NONE'] })))).toMatchObject({
      code: 'NOT_FOUND',
      field: 'instrumentIds',
    })
  })

  it('[ST-05] no deployment deploys, changes, starts or asks for anything but its orders', () => {
    const given = deployed()
    const { world, deploymentId, strategyId, accountId } = given
    const actor = actorOf(deploymentId)
    const commands = [
      { type: 'CreateStrategy', name: 'mine' },
      deployment({ strategyId, accountId, name: 'two', idempotencyKey: 'two' }),
      change(given),
      set(given, 'RUNNING'),
      { type: 'CancelAllOrders', accountId: null, instrumentId: null },
      { type: 'MarkAccounts' },
      { type: 'Deposit', accountId, amount: '1', currency: 'USD', idempotencyKey: 'mine' },
    ] as const
    for (const command of commands)
      expect(refused(world.when({ ...command, actor }))).toMatchObject({ code: 'FORBIDDEN', field: 'actor' })
    // Nor does a strategy that is no deployment of this book.
    const stranger = actorOf('stranger')
    expect(refused(world.when({ ...set(given, 'STOPPED'), actor: stranger })).code).toBe('FORBIDDEN')
  })

  it('[ST-06] is set to run, pause and stop, with the reason', () => {
    const given = deployed()
    const { world, deploymentId } = given
    const { events } = accepted(world.when(set(given, 'PAUSED', { reason: 'lunch\nback soon' })))
    expect(events).toMatchObject([
      {
        type: 'DeploymentSet',
        deploymentId,
        desired: 'PAUSED',
        before: 'RUNNING',
        reason: 'lunch\nback soon',
      },
    ])
    expect(accepted(world.when(set(given, 'PAUSED'))).events).toEqual([])
    expect(accepted(world.when(set(given, 'STOPPED'))).events).toMatchObject([{ before: 'PAUSED' }])
    expect(accepted(world.when(set(given, 'RUNNING', { actor: SYSTEM }))).events).toHaveLength(1)
    expect(stateOf(given)?.desired).toBe('RUNNING')
    expectReplay(world)
  })

  it('[ST-06] refuses what is no such wish', () => {
    const given = deployed()
    const { world } = given
    expect(refused(world.when(set(given, 'DONE' as 'STOPPED'))).field).toBe('desired')
    expect(refused(world.when(set(given, 'STOPPED', { reason: '' }))).field).toBe('reason')
    expect(refused(world.when(set(given, 'STOPPED', { deploymentId: 'x' })))).toMatchObject({
      code: 'NOT_FOUND',
      field: 'deploymentId',
    })
    expect(refused(world.when(set(given, 'RUNNING', { cancelOrders: true }))).field).toBe('cancelOrders')
  })

  it.each(['PAUSED', 'STOPPED'] as const)(
    '[ST-07] %s withdraws its own working orders, and no others',
    (desired) => {
      const given = deployed()
      const { world, accountId, strategyId } = given
      const other = {
        ...given,
        deploymentId: idOf(
          world.when(deployment({ strategyId, accountId, name: 'two', idempotencyKey: 'two' })),
        ),
      }
      const own = [submitOwn(given), submitOwn(given), submitOwn(given)]
      submitOwn(other)
      world.submit({ accountId })
      world.report({ kind: 'UNKNOWN', orderId: own[1]!, reason: 'timeout' })
      accepted(world.when({ type: 'CancelOrder', orderId: own[2]! }))
      const outcome = accepted(world.when(set(given, desired, { cancelOrders: true, reason: 'odd fills' })))
      const reason = `deployment one ${desired.toLowerCase()}: odd fills`
      expect(outcome).toMatchObject({
        orderIds: own,
        events: [
          { type: 'DeploymentSet', desired },
          { type: 'OrderCancelRequested', orderId: own[0], reason, actor: TRADER },
          { type: 'OrderCancelRequested', orderId: own[1], reason },
        ],
      })
      // Asked for again, there is nothing left to ask for.
      expect(accepted(world.when(set(given, desired, { cancelOrders: true })))).toMatchObject({
        events: [],
        orderIds: own,
      })
      expectReplay(world)
    },
  )

  it('[ST-07] stopping without it lets orders work on', () => {
    const given = deployed()
    const orderId = submitOwn(given)
    accepted(given.world.when(set(given, 'STOPPED')))
    expect(given.world.order(orderId).status).toBe('PENDING_NEW')
  })

  it('[ST-08] the system quarantines it, and a person ends that by starting it', () => {
    const given = deployed()
    const { world, deploymentId } = given
    const quarantine = (reason: string) =>
      world.when({ type: 'QuarantineDeployment', deploymentId, reason, actor: SYSTEM, cancelOrders: true })
    const orderId = submitOwn(given)
    expect(accepted(quarantine('five crashes in a minute')).events).toMatchObject([
      { type: 'DeploymentQuarantined', deploymentId, reason: 'five crashes in a minute', actor: SYSTEM },
      {
        type: 'OrderCancelRequested',
        orderId,
        reason: 'deployment one quarantined: five crashes in a minute',
      },
    ])
    expect(accepted(quarantine('again')).events).toEqual([])
    expect(stateOf(given)).toMatchObject({ desired: 'RUNNING', quarantineReason: 'five crashes in a minute' })
    expect(refused(world.when(set(given, 'RUNNING', { actor: SYSTEM })))).toMatchObject({
      code: 'FORBIDDEN',
      field: 'desired',
      message: expect.stringContaining('five crashes in a minute'),
    })
    // Stopping it, or another version, leaves it where it is.
    accepted(world.when(set(given, 'STOPPED', { actor: SYSTEM })))
    accepted(world.when(change(given)))
    expect(stateOf(given)?.quarantineReason).toBe('five crashes in a minute')
    const key = { kind: 'API_KEY', id: 'key-1', name: 'bot', userId: 'user-1' } as const
    expect(accepted(world.when(set(given, 'RUNNING', { actor: key }))).events).toMatchObject([
      { desired: 'RUNNING', before: 'STOPPED', endsQuarantine: 'five crashes in a minute' },
    ])
    expect(stateOf(given)).toMatchObject({ desired: 'RUNNING', quarantineReason: null })
    expectReplay(world)
  })

  it('[ST-08] a person who sets what is set to run ends the quarantine all the same', () => {
    const given = deployed()
    const { world, deploymentId } = given
    accepted(world.when({ type: 'QuarantineDeployment', deploymentId, reason: 'runaway', actor: SYSTEM }))
    expect(accepted(world.when(set(given, 'RUNNING'))).events).toMatchObject([
      { desired: 'RUNNING', before: 'RUNNING', endsQuarantine: 'runaway' },
    ])
  })

  it('[ST-08] nobody but the system quarantines', () => {
    const { world, deploymentId } = deployed()
    const command = { type: 'QuarantineDeployment', deploymentId, reason: 'dislike' } as const
    expect(refused(world.when(command))).toMatchObject({ code: 'FORBIDDEN', field: 'actor' })
    expect(refused(world.when({ ...command, reason: ' ', actor: SYSTEM })).field).toBe('reason')
    expect(refused(world.when({ ...command, deploymentId: 'x', actor: SYSTEM })).code).toBe('NOT_FOUND')
  })
})
