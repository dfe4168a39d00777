/** Drills on deployments that really run: every kind of fault is put in, found, remedied, taken out and over; and on paper only. */
import { afterAll, afterEach, describe, expect, it } from 'vitest'
import { type Desk, PATIENCE_MS, TRADER, newPlace, openDesk, removePlaces } from '../../../testing/desk.ts'
import { BTC } from '../../../testing/instruments.ts'
import { ASKING, SECRET, becomes, deployed, ordersOf, ready } from '../../testing/hosting.ts'
import { counter } from '../../testing/sources.ts'
import type { IncidentBounds } from '../bounds.ts'
import { INCIDENT_KINDS, type IncidentKind } from '../incident.ts'
import type { DrillStep } from './drill.ts'

/** Of seconds where people would wait for minutes. */
const SOON: Partial<IncidentBounds> = {
  faultRest: 5e6,
  silenceMin: 5e6,
  silenceMax: 5e6,
  orderPending: 1e6,
  refusalWindow: 5e6,
  unanswered: 2e6,
  quiet: 4e6,
}

let desk: Desk | null = null
let ticking: NodeJS.Timeout | undefined

const open = async (): Promise<Desk> => {
  desk = await openDesk({ place: await newPlace('PostgreSQL'), secret: SECRET, incidentBounds: SOON })
  const { feed } = desk
  ticking = setInterval(() => feed.quote(BTC, '99.99', '100.01', Date.now() * 1_000), 100)
  return desk
}

afterEach(async () => {
  clearInterval(ticking)
  await desk?.runtime.close()
  desk = null
})
afterAll(removePlaces)

interface StoredDrill {
  readonly status: string
  readonly steps: readonly DrillStep[]
}

async function drillRow({ runtime }: Desk, id: string): Promise<StoredDrill> {
  const [row] = await runtime.database.query<{ status: string; steps: string }>(
    'SELECT status, steps::text FROM incident_drill WHERE id = $1',
    [id],
  )
  return { status: row!.status, steps: JSON.parse(row!.steps) as DrillStep[] }
}

async function drilled(of: Desk, deploymentId: string, kind: IncidentKind): Promise<StoredDrill> {
  const id = await (await of.runtime.strategies()).incidents.drill(ASKING, deploymentId, kind)
  await expect
    .poll(async () => (await drillRow(of, id)).status, { timeout: 3 * PATIENCE_MS })
    .not.toBe('RUNNING')
  return drillRow(of, id)
}

/** Steps of the playbook that a drill of the kind sees, where what adds no risk runs by itself. */
const PLAYED: Readonly<Record<IncidentKind, string>> = {
  CRASH_LOOP: 'NONE DONE',
  MUTE_FEED: 'PAUSE DONE, RESTART PROPOSED',
  STUCK_ORDER: 'PAUSE DONE, CANCEL_ORDERS DONE, NONE DONE',
  DRIFT: 'PAUSE DONE, COMPARE DONE, RESTART PROPOSED',
  RUNAWAY: 'PAUSE DONE, RESTART PROPOSED',
  SLOW: 'NONE DONE, RESTART PROPOSED',
}

describe('a drill', () => {
  it('of each kind finds its fault, gathers, remedies and leaves the deployment running, all at once', async () => {
    const of = await open()
    const version = await ready(of.runtime, 'counter', counter())
    const deployments = new Map<IncidentKind, string>()
    for (const kind of INCIDENT_KINDS) {
      const terms = { name: kind.toLowerCase(), parameters: { every: '1000' } }
      deployments.set(kind, await deployed(of, version, terms))
    }
    for (const id of deployments.values()) await becomes(of, id, 'RUNNING')
    const ended = await Promise.all([...deployments].map(([kind, id]) => drilled(of, id, kind)))
    INCIDENT_KINDS.forEach((kind, index) => {
      const { status, steps } = ended[index]!
      const faults = steps.filter(({ ok }) => !ok).map(({ expected, happened }) => `${expected}: ${happened}`)
      expect({ kind, status, faults }).toEqual({ kind, status: 'PASSED', faults: [] })
      expect(steps.map(({ happened }) => happened)).toContain(PLAYED[kind])
    })
    for (const id of deployments.values()) await becomes(of, id, 'RUNNING')
    const incidents = await of.runtime.database.query(
      `SELECT i.kind FROM strategy_incident i JOIN incident_drill d ON d.id = i.drill_id AND d.kind = i.kind
       WHERE i.ended_at IS NOT NULL`,
    )
    expect(incidents).toHaveLength(INCIDENT_KINDS.length)
    // The one order of the drill was withdrawn, and the session was never told of it.
    const orders = await ordersOf(of, deployments.get('STUCK_ORDER')!)
    expect(orders.map(({ status }) => status)).toEqual(['CANCELED'])
  })

  it('is refused on an account that is not PAPER, of what does not run or is not there, and of shared processes', async () => {
    const of = await open()
    const { incidents, stop } = await of.runtime.strategies()
    const version = await ready(of.runtime, 'counter', counter())
    const { outcome } = await of.submit({
      type: 'OpenAccount',
      name: 'Shadow',
      mode: 'SHADOW',
      currency: 'USD',
      connectionId: null,
    })
    if (outcome.kind === 'REFUSED' || outcome.subjectId === null) throw new Error(JSON.stringify(outcome))
    const shadow = await deployed(of, version, { name: 'shadow', accountId: outcome.subjectId })
    await expect(incidents.drill(ASKING, shadow, 'MUTE_FEED')).rejects.toThrow(
      /SHADOW account: drills are for PAPER/,
    )
    const shared = await deployed(of, version, { name: 'shared', isolation: 'SHARED' })
    await becomes(of, shared, 'RUNNING')
    for (const kind of ['CRASH_LOOP', 'SLOW'] as const)
      await expect(incidents.drill(ASKING, shared, kind)).rejects.toThrow(/shares its process/)
    await stop(ASKING, shared, 'enough')
    await becomes(of, shared, 'STOPPED')
    await expect(incidents.drill(ASKING, shared, 'RUNAWAY')).rejects.toThrow(/not RUNNING/)
    const foreign = { organizationId: 'org-2', actor: TRADER }
    await of.runtime.openPartition('org-2', { baseCurrency: 'USD' })
    await expect(incidents.drill(foreign, shared, 'RUNAWAY')).rejects.toMatchObject({ code: 'NOT_FOUND' })
    expect(await of.runtime.database.query('SELECT id FROM incident_drill')).toEqual([])
  })

  it('that cannot put its fault in says why, and fails', async () => {
    const of = await open()
    const version = await ready(of.runtime, 'counter', counter())
    const id = await deployed(of, version, { parameters: { every: '1000' } })
    await becomes(of, id, 'RUNNING')
    await of.submit({
      type: 'EngageKillSwitch',
      scope: 'ORGANIZATION',
      targetId: null,
      reason: 'nothing may be ordered',
      cancelOpenOrders: false,
      allowReduceOnly: false,
    })
    const { status, steps } = await drilled(of, id, 'STUCK_ORDER')
    expect(status).toBe('FAILED')
    expect(steps.map(({ happened }) => happened)).toEqual(['an order in its name is blocked by the gate'])
  })
})
