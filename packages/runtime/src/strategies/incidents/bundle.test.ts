/** What is in a bundle at most, and what is never in it. */
import { describe, expect, it } from 'vitest'
import type { Queryable } from '../../database/database.ts'
import { BUNDLE_BYTES_MAX, type BundleParts, gatherBundle } from './bundle.ts'
import type { Incident } from './incident.ts'
import { NOON, well } from './testing/observations.ts'

const LONG = 'é'.repeat(5_000)

/** Answers every query with as many rows as it may ask for, each as long as can be. */
const verbose: Queryable = {
  query: <Row extends object>(text: string) => {
    const event = { seq: 1, type: 'OrderFilled', orderId: 'o1', payload: LONG }
    const line = { id: 1, run: 1, at: new Date(), micros: 1, level: 'INFO', message: LONG }
    const row: object = text.includes('journal_event') ? event : line
    return Promise.resolve(Array.from({ length: 200 }, () => row) as Row[])
  },
  script: () => Promise.resolve(),
}

const parts: BundleParts = {
  database: verbose,
  board: { quote: () => null, status: () => null, instrument: () => null },
  host: {
    organizationId: 'org-1',
    headSeq: 7,
    partition: null,
    unavailableBecause: () => 'it is being restored',
    venueUnhealthyBecause: () => null,
  },
  observed: {
    deploymentId: 'd1',
    activity: 'RUNNING',
    since: 0,
    pid: 1,
    run: 1,
    restarts: 0,
    nextAttemptAt: null,
    lastFault: null,
    inputs: 1,
    decisions: 0,
    digest: null,
    ordersSent: 0,
    logLinesDropped: 0,
    residentBytes: null,
    callbackMs: 0,
    unansweredFor: null,
  },
}

const incident: Incident = {
  id: 'i1',
  deploymentId: 'd1',
  kind: 'SLOW',
  severity: 'WARNING',
  summary: 'slow',
  subject: 's',
  openedAt: NOON,
  steps: [],
  drillId: null,
}

describe('a bundle', () => {
  it('is bounded whatever was logged and journaled, and keeps the newest of both', async () => {
    const text = await gatherBundle(parts, incident, well())
    expect(Buffer.byteLength(text)).toBeLessThanOrEqual(BUNDLE_BYTES_MAX)
    const bundle = JSON.parse(text) as { events: { event: string }[]; log: { message: string }[] }
    expect(bundle.events.length).toBeGreaterThan(10)
    expect(bundle.log.length).toBeGreaterThan(10)
    expect(bundle.log[0]!.message.length).toBeLessThan(1_100)
  })

  it('is gathered of an organization that is not served, and says so', async () => {
    const bundle = JSON.parse(await gatherBundle(parts, incident, well())) as object
    expect(bundle).toMatchObject({
      deployment: null,
      orders: [],
      health: { organization: 'it is being restored' },
    })
  })

  it('has nothing but its named parts', async () => {
    process.env['A_SECRET_OF_THE_HOST'] = 'f00-secret'
    const text = await gatherBundle(parts, incident, well())
    delete process.env['A_SECRET_OF_THE_HOST']
    expect(text).not.toContain('f00-secret')
    expect(Object.keys(JSON.parse(text) as object)).toEqual(
      'incident seen observed deployment orders events log market killSwitches policies health'.split(' '),
    )
  })
})
