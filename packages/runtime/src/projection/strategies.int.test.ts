/** What is done to strategies is in their tables and in the audit log, with before and after; their orders say where they come from. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import {
  DATABASES,
  type Desk,
  ORGANIZATION,
  type Place,
  newPlace,
  openDesk,
  order,
  removePlaces,
  TRADER,
} from '../testing/desk.ts'
import { SUPERVISOR, VERSION, causeOf, deployOn } from '../testing/deployed.ts'
import { BTC, ETH } from '../testing/instruments.ts'

afterAll(removePlaces)

interface Entry {
  readonly action: string
  readonly summary: string
  readonly before: string | null
  readonly after: string | null
}

/** What the audit log says of one strategy or deployment. */
const auditOf = async ({ runtime }: Desk, id: string) => {
  const rows = await runtime.database.query<Entry>(
    'SELECT action, summary, before, after FROM audit_entry WHERE after LIKE $1 ORDER BY seq',
    [`%${id}%`],
  )
  const read = (text: string | null) => (text === null ? null : (JSON.parse(text) as unknown))
  return rows.map(({ action, summary, before, after }) => ({
    action,
    summary,
    before: read(before),
    after: read(after),
  }))
}

/** The database hands JSON columns out as text. */
const json = (value: unknown) => JSON.parse(value as string) as unknown

describe.each(DATABASES)('strategies on %s', (kind) => {
  let place: Place
  let desk: Desk

  beforeAll(async () => {
    place = await newPlace(kind)
    desk = await openDesk({ place })
  })
  afterAll(() => desk.runtime.close())

  it('are rows as they were deployed, changed and set', async () => {
    const { runtime, accountId } = desk
    const { strategyId, deploymentId } = await deployOn(desk)
    const [strategy] = await runtime.database.query<Record<string, unknown>>(
      'SELECT id, name, created_by FROM strategy',
    )
    expect(strategy).toMatchObject({ id: strategyId, name: 'momentum' })
    expect(json(strategy?.created_by)).toEqual(TRADER)
    const row = async () => {
      const [found] = await runtime.database.query<Record<string, unknown>>(
        'SELECT * FROM deployment WHERE id = $1',
        [deploymentId],
      )
      return { ...found, params: json(found?.params), created_by: json(found?.created_by) }
    }
    expect(await row()).toMatchObject({
      id: deploymentId,
      organization_id: ORGANIZATION,
      strategy_id: strategyId,
      name: 'one',
      account_id: accountId,
      mode: 'PAPER',
      version_id: 'version-1',
      version_number: 1,
      digest: VERSION.digest,
      params: { fast: 5, slow: 20 },
      instrument_ids: [BTC.id, ETH.id],
      isolation: 'PROCESS',
      orders_per_minute_max: 6000,
      desired: 'RUNNING',
      quarantine_reason: null,
      revision: 1,
      created_by: TRADER,
    })
    await desk.submit({
      type: 'ChangeDeployment',
      deploymentId,
      expectedRevision: 1,
      version: { versionId: 'version-2', number: 2, digest: 'b'.repeat(64) },
      params: '{}',
      instrumentIds: [],
      ordersPerMinuteMax: 5,
    })
    await runtime.submit(ORGANIZATION, SUPERVISOR, {
      type: 'QuarantineDeployment',
      deploymentId,
      reason: 'loops',
    })
    await desk.submit({ type: 'SetDeployment', deploymentId, desired: 'STOPPED', reason: 'look into it' })
    expect(await row()).toMatchObject({
      version_number: 2,
      params: {},
      instrument_ids: [],
      orders_per_minute_max: 5,
      desired: 'STOPPED',
      quarantine_reason: 'loops',
      revision: 2,
    })
    expect((await runtime.history(ORGANIZATION, deploymentId)).map(({ type }) => type)).toEqual([
      'StrategyDeployed',
      'DeploymentChanged',
      'DeploymentQuarantined',
      'DeploymentSet',
    ])
  })

  it('are in the audit log with each command, before and after', async () => {
    const { runtime, accountId } = desk
    const { strategyId, deploymentId } = await deployOn(desk, { name: 'two', idempotencyKey: 'two' })
    const set = (desired: 'RUNNING' | 'PAUSED' | 'STOPPED', reason: string) =>
      desk.submit({ type: 'SetDeployment', deploymentId, desired, reason })
    const terms = {
      version: VERSION,
      params: '{"fast":5,"slow":20}',
      instrumentIds: [BTC.id, ETH.id],
      ordersPerMinuteMax: 6000,
    }
    const newer = { ...terms, version: { versionId: 'version-2', number: 2, digest: 'b'.repeat(64) } }
    const tuned = { ...newer, params: '{"fast":9}' }
    await desk.submit({ type: 'ChangeDeployment', deploymentId, expectedRevision: 1, ...newer })
    await desk.submit({ type: 'ChangeDeployment', deploymentId, expectedRevision: 2, ...tuned })
    await set('PAUSED', 'lunch')
    await runtime.submit(ORGANIZATION, SUPERVISOR, {
      type: 'QuarantineDeployment',
      deploymentId,
      reason: 'loops',
    })
    await set('STOPPED', 'look into it')
    await set('RUNNING', 'looked into it')
    const shown = (of: typeof terms) => ({ ...of, params: JSON.parse(of.params) as unknown })
    const named = 'deployment "two" of strategy "momentum"'
    expect(await auditOf(desk, strategyId)).toEqual([
      {
        action: 'strategy.create',
        summary: 'Created strategy "momentum"',
        before: null,
        after: { strategyId, name: 'momentum' },
      },
    ])
    expect(await auditOf(desk, deploymentId)).toEqual([
      {
        action: 'strategy.deploy',
        summary: `Deployed version 1 as ${named}`,
        before: null,
        after: { deploymentId, name: 'two', accountId, seed: 7, isolation: 'PROCESS', ...shown(terms) },
      },
      {
        action: 'deployment.change',
        summary: `Changed version 1 to 2 of ${named}, revision 2`,
        before: { deploymentId, revision: 1, ...shown(terms) },
        after: { deploymentId, revision: 2, ...shown(newer) },
      },
      {
        action: 'deployment.change',
        summary: `Changed the terms of ${named}, revision 3`,
        before: { deploymentId, revision: 2, ...shown(newer) },
        after: { deploymentId, revision: 3, ...shown(tuned) },
      },
      {
        action: 'deployment.pause',
        summary: `Paused ${named}: lunch`,
        before: { deploymentId, desired: 'RUNNING', quarantine: null },
        after: { deploymentId, desired: 'PAUSED', quarantine: null, reason: 'lunch' },
      },
      {
        action: 'deployment.quarantine',
        summary: `Quarantined ${named}: loops`,
        before: { deploymentId, quarantine: null },
        after: { deploymentId, quarantine: 'loops' },
      },
      {
        action: 'deployment.stop',
        summary: `Stopped ${named}: look into it`,
        before: { deploymentId, desired: 'PAUSED', quarantine: 'loops' },
        after: { deploymentId, desired: 'STOPPED', quarantine: 'loops', reason: 'look into it' },
      },
      {
        action: 'deployment.start',
        summary: `Started ${named}: looked into it`,
        before: { deploymentId, desired: 'STOPPED', quarantine: 'loops' },
        after: { deploymentId, desired: 'RUNNING', quarantine: null, reason: 'looked into it' },
      },
    ])
  })

  it("keep where their orders come from, in the order's row and in every notice of it, and after a restart", async () => {
    const third = { name: 'three', idempotencyKey: 'three' }
    const { strategyId, deploymentId, submit } = await deployOn(desk, third)
    const cause = causeOf(deploymentId, 41)
    const { orders } = await submit(order(desk.accountId, 'd1-r1-1', { cause }))
    const own = { strategyId, deploymentId, cause }
    expect(orders).toMatchObject([own])
    await desk.submit(order(desk.accountId, 'by-hand'))
    const stored = async () => {
      const found = await desk.runtime.database.query<Record<string, unknown>>(
        'SELECT client_order_id AS "id", strategy_id AS "strategyId", deployment_id AS "deploymentId", cause FROM trade_order ORDER BY seq',
      )
      return found.map((row) => ({ ...row, cause: row.cause === null ? null : json(row.cause) }))
    }
    const rows = [
      { id: 'd1-r1-1', ...own },
      { id: 'by-hand', strategyId: null, deploymentId: null, cause: null },
    ]
    expect(await stored()).toEqual(rows)
    await desk.runtime.close()
    desk = await openDesk({ place })
    expect(await stored()).toEqual(rows)
    const again = await deployOn(desk, third)
    const cancelled = await again.submit({
      type: 'CancelOrder',
      orderId: orders[0]!.id,
      cause: causeOf(deploymentId, 42),
    })
    expect(cancelled.orders).toMatchObject([own])
    const paused = await desk.submit({
      type: 'SetDeployment',
      deploymentId,
      desired: 'PAUSED',
      reason: 'odd',
    })
    expect(paused.outcome.kind).toBe('ACCEPTED')
    expect((await again.submit(order(desk.accountId, 'd1-r1-2', { cause }))).outcome).toMatchObject({
      kind: 'REFUSED',
      code: 'FORBIDDEN',
      field: 'cause.deploymentId',
    })
  })
})
