/** Incidents of deployments that really run: found, gathered, remedied and closed, and all of it in the journal. */
import { afterAll, afterEach, describe, expect, it } from 'vitest'
import {
  type Desk,
  type DeskOptions,
  ORGANIZATION,
  PATIENCE_MS,
  TRADER,
  newPlace,
  openDesk,
  removePlaces,
  until,
} from '../../testing/desk.ts'
import { replayBook } from '../../recovery/replay-book.ts'
import { BTC } from '../../testing/instruments.ts'
import {
  ASKING,
  SECRET,
  becomes,
  deployed,
  observed,
  ordersOf,
  quoteTimes,
  ready,
} from '../testing/hosting.ts'
import { imbalances, keptFigures } from './balances.ts'
import { counter, thrower } from '../testing/sources.ts'
import type { IncidentBounds } from './bounds.ts'
import type { IncidentKind, RemedyStep } from './incident.ts'

/** Of seconds where people would wait for minutes. */
const SOON: Partial<IncidentBounds> = {
  silenceMin: 2e6,
  silenceMax: 2e6,
  faultRest: 1e6,
  quiet: 2e6,
}

let desk: Desk | null = null
const open = async (options: Partial<DeskOptions> = {}): Promise<Desk> =>
  (desk = await openDesk({
    place: await newPlace('PostgreSQL'),
    secret: SECRET,
    incidentBounds: SOON,
    ...options,
  }))

afterEach(async () => {
  await desk?.runtime.close()
  desk = null
})
afterAll(removePlaces)

interface StoredIncident {
  readonly id: string
  readonly kind: IncidentKind
  readonly severity: string
  readonly summary: string
  readonly steps: readonly RemedyStep[]
  readonly bundle: Readonly<Record<string, unknown>> | null
  readonly endReason: string | null
}

async function incidents({ runtime }: Desk): Promise<readonly StoredIncident[]> {
  const rows = await runtime.database.query<Record<keyof StoredIncident, string>>(
    `SELECT id, kind, severity, summary, steps::text, bundle::text, end_reason AS "endReason"
     FROM strategy_incident ORDER BY seq`,
  )
  return rows.map((row) => ({
    ...row,
    kind: row.kind as IncidentKind,
    steps: JSON.parse(row.steps) as RemedyStep[],
    bundle: JSON.parse(row.bundle) as StoredIncident['bundle'],
  }))
}

const actions = (incident: StoredIncident | undefined) =>
  incident?.steps.map(({ action, status, actor }) => `${action} ${status} ${actor?.kind ?? 'nobody'}`)

async function audited({ runtime }: Desk): Promise<readonly string[]> {
  const rows = await runtime.database.query<{ action: string; kind: string }>(
    `SELECT action, actor_kind AS kind FROM audit_entry WHERE action LIKE 'incident.%' ORDER BY seq`,
  )
  return rows.map(({ action, kind }) => `${action} ${kind}`)
}

describe('a deployment that keeps failing', () => {
  it('is an incident from its third crash on, a worse one in quarantine, and over once a person started it', async () => {
    const of = await open({ incidentBounds: { ...SOON, silenceMin: 3_600e6, silenceMax: 3_600e6 } })
    const deploymentId = await deployed(of, await ready(of.runtime, 'thrower', thrower()))
    await until('it is quarantined', async () => {
      of.feed.quote(BTC, '99.99', '100.01', Date.now() * 1_000)
      return (await observed(of, deploymentId))?.activity === 'QUARANTINED'
    })
    await until(
      'a restart is proposed',
      async () => actions((await incidents(of))[0])?.at(-1) === 'RESTART PROPOSED nobody',
    )
    const [incident, ...others] = await incidents(of)
    expect(others).toEqual([])
    expect(incident).toMatchObject({ kind: 'CRASH_LOOP', severity: 'CRITICAL', endReason: null })
    expect(actions(incident)).toEqual(['NONE DONE SYSTEM', 'RESTART PROPOSED nobody'])

    const strategies = await of.runtime.strategies()
    await strategies.incidents.approve(ASKING, incident!.id)
    await becomes(of, deploymentId, 'RUNNING')
    await until('it closes by itself', async () => (await incidents(of))[0]?.endReason !== null)
    const [closed] = await incidents(of)
    expect(closed!.endReason).toBe('It closed by itself: its rule was quiet for 2 seconds')
    expect(actions(closed)).toEqual(['NONE DONE SYSTEM', `RESTART DONE ${TRADER.kind}`])
    await expect
      .poll(() => audited(of), { timeout: PATIENCE_MS })
      .toEqual([
        'incident.open SYSTEM',
        'incident.remedy SYSTEM',
        `incident.remedy ${TRADER.kind}`,
        'incident.close SYSTEM',
      ])
    await expect(strategies.incidents.approve(ASKING, incident!.id)).rejects.toMatchObject({
      code: 'CONFLICT',
    })
  })
})

describe('a deployment whose recorded fills are not what the book keeps', () => {
  it('is an incident that says both figures, and is stopped; one whose books agree is none', async () => {
    const bounds = { ...SOON, silenceMin: 3_600e6, silenceMax: 3_600e6, balanceEvery: 500_000 }
    const of = await open({ incidentBounds: bounds })
    const version = await ready(of.runtime, 'counter', counter())
    const deploymentId = await deployed(of, version, { parameters: { every: '1' } })
    await becomes(of, deploymentId, 'RUNNING')
    await quoteTimes(of, deploymentId, 2)
    await until('its orders are filled', async () => {
      const orders = await ordersOf(of, deploymentId)
      return orders.length === 2 && orders.every(({ status }) => status === 'FILLED')
    })
    expect(await imbalancesOf(of)).toEqual([])
    await of.runtime.database.script('UPDATE fill SET quantity = quantity * 2')
    await becomes(of, deploymentId, 'STOPPED')
    await until('a restart is proposed', async () => (await incidents(of))[0]?.steps.length === 4)
    const found = await incidents(of)
    expect(actions(found[0])).toEqual([
      'PAUSE DONE SYSTEM',
      'COMPARE DONE SYSTEM',
      'STOP DONE SYSTEM',
      'RESTART PROPOSED nobody',
    ])
    expect(found).toMatchObject([
      {
        kind: 'DRIFT',
        severity: 'CRITICAL',
        summary: 'Its position in SIM:BTC-USD is kept as 0.02, and its own fills come to 0.04',
      },
    ])
  })
})

describe('a deployment that decides otherwise when it is played again', () => {
  it('is an incident that a person can close for good, whatever restarts', async () => {
    const place = await newPlace('PostgreSQL')
    const bounds = { ...SOON, silenceMin: 3_600e6, silenceMax: 3_600e6 }
    const first = await open({ place, incidentBounds: bounds })
    const deploymentId = await deployed(first, await ready(first.runtime, 'counter', counter()))
    await becomes(first, deploymentId, 'RUNNING')
    await first.runtime.database.query(
      `INSERT INTO parity_report (id, organization_id, deployment_id, run, status, inputs, decisions, equal, actor, created_at, first_difference)
       VALUES ('r1', $1, $2, 1, 'DIFFERENT', 1, 1, 0, '{}', now(), '{"field":"intents[0].side"}')`,
      [ORGANIZATION, deploymentId],
    )
    await first.runtime.close()

    const second = await open({ place, incidentBounds: bounds })
    await (await second.runtime.strategies()).incidents.setAutomation(ASKING, 'NOTHING')
    await until('it is found', async () => (await incidents(second)).length === 1)
    const [incident] = await incidents(second)
    expect(incident!.summary).toBe('Played again, run 1 decides otherwise: intents[0].side differs')
    await (await second.runtime.strategies()).incidents.close(ASKING, incident!.id, 'explained')
    await (await second.runtime.strategies()).start(ASKING, deploymentId, 'explained')
    await second.runtime.close()

    // Its silence is found by a look that had the old comparison before it.
    const third = await open({ place })
    await until('something else is found', async () =>
      (await incidents(third)).some(({ kind }) => kind === 'MUTE_FEED'),
    )
    expect((await incidents(third)).map(({ kind }) => kind)).toEqual(['DRIFT', 'MUTE_FEED'])
  })
})

/** What a look at the books finds now. */
async function imbalancesOf({ runtime }: Desk): Promise<readonly unknown[]> {
  const { book } = await replayBook(runtime.database, ORGANIZATION, {})
  return [...(await imbalances(runtime.database, ORGANIZATION, keptFigures(book)))]
}

describe('a deployment whose market falls silent', () => {
  it('is paused, and its bundle says what was seen of it', async () => {
    const of = await open()
    const versionId = await ready(of.runtime, 'counter', counter())
    const deploymentId = await deployed(of, versionId, { parameters: { every: '1' } })
    await becomes(of, deploymentId, 'RUNNING')
    await quoteTimes(of, deploymentId, 2)
    await becomes(of, deploymentId, 'PAUSED')
    await until(
      'its restart is proposed',
      async () => actions((await incidents(of))[0])?.at(-1) === 'RESTART PROPOSED nobody',
    )
    const [incident] = await incidents(of)
    expect(incident).toMatchObject({
      kind: 'MUTE_FEED',
      summary: expect.stringMatching(/^Nothing of SIM:BTC-USD for \d+ seconds/) as string,
    })
    expect(actions(incident)![0]).toBe('PAUSE DONE SYSTEM')
    const { bundle } = incident!
    expect(Object.keys(bundle!).toSorted()).toEqual(
      'deployment events health incident killSwitches log market observed orders policies seen'.split(' '),
    )
    expect(bundle!['orders']).toHaveLength(2)
    expect((bundle!['events'] as unknown[]).length).toBeGreaterThan(4)
    expect(bundle!['market']).toMatchObject([{ instrumentId: 'SIM:BTC-USD', quote: { ask: '100.01' } }])
    expect(JSON.stringify(bundle)).not.toContain(SECRET)
  })

  it('is asked about first where its organization wants that, and does not come back once closed by hand', async () => {
    const of = await open()
    const strategies = await of.runtime.strategies()
    const deploymentId = await deployed(of, await ready(of.runtime, 'counter', counter()))
    await strategies.incidents.setAutomation(ASKING, 'NOTHING')
    await becomes(of, deploymentId, 'RUNNING')
    await until(
      'a pause is proposed',
      async () => actions((await incidents(of))[0])?.[0] === 'PAUSE PROPOSED nobody',
    )
    expect((await observed(of, deploymentId))!.activity).toBe('RUNNING')
    const [incident] = await incidents(of)
    await strategies.incidents.close(ASKING, incident!.id, 'the venue told us')
    const before = (await observed(of, deploymentId))!
    await expect
      .poll(async () => (await incidents(of)).map(({ endReason }) => endReason), { timeout: PATIENCE_MS })
      .toEqual(['the venue told us'])
    expect(before.activity).toBe('RUNNING')
    const other = { ...ASKING, organizationId: 'org-2' }
    await of.runtime.openPartition('org-2', { baseCurrency: 'USD' })
    await expect(strategies.incidents.close(other, incident!.id, 'mine')).rejects.toMatchObject({
      code: 'NOT_FOUND',
    })
    await expect(strategies.incidents.close(ASKING, incident!.id, 'again')).rejects.toMatchObject({
      code: 'CONFLICT',
    })
  })

  it('is taken up where it was by the next process, and closed there', async () => {
    const place = await newPlace('PostgreSQL')
    const first = await open({ place, incidentBounds: { ...SOON, quiet: 3_600e6 } })
    const deploymentId = await deployed(first, await ready(first.runtime, 'counter', counter()))
    await becomes(first, deploymentId, 'PAUSED')
    await until('it is on record', async () => (await incidents(first))[0]?.steps.length === 2)
    await first.runtime.close()
    const second = await open({ place })
    await until('it closes by itself', async () => (await incidents(second))[0]?.endReason != null)
    expect(await incidents(second)).toHaveLength(1)
    expect((await second.runtime.strategies()).observed(ORGANIZATION, deploymentId)?.activity).toBe('PAUSED')
  })
})
