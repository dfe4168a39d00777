/** What becomes of LIVE accounts is in their tables and in the audit log: who may trade, what others have at work, what is in dispute. */
import { readFileSync } from 'node:fs'
import { type EngineEvent, evolve, initialBook } from '@quarterdeck/engine'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { decodeEvent } from '../journal/payload.ts'
import { DATABASES, type Desk, newPlace, openDesk, removePlaces } from '../testing/desk.ts'
import { createProjector } from './projector.ts'
import { changesStatement } from './statement.ts'

const GOLDEN = new URL('../journal/golden/version-2-live.jsonl', import.meta.url)
const events: readonly EngineEvent[] = readFileSync(GOLDEN, 'utf8')
  .trimEnd()
  .split('\n')
  .map((line) => decodeEvent(line))

afterAll(removePlaces)

type Row = Record<string, unknown>

/** JSON columns come as text from one database, and read from another. */
const json = (value: unknown) => (typeof value === 'string' ? (JSON.parse(value) as unknown) : value)

// The embedded database takes no LIVE account, but it reads the journal of one that did.
describe.each(DATABASES)('live accounts on %s', (kind) => {
  let desk: Desk
  /** Rows as they stand after the events up to the last of a type, written as the partition writes them. */
  let after: (last: EngineEvent['type'], read: string) => Promise<Row>

  beforeAll(async () => {
    desk = await openDesk({ place: await newPlace(kind) })
    const { database } = desk.runtime
    after = async (last, read) => {
      const book = initialBook({ organizationId: 'org-live', baseCurrency: 'USD' })
      const projector = createProjector(book)
      const end = events.findLastIndex(({ type }) => type === last)
      for (const event of events.slice(0, end + 1)) projector.take(event, evolve(book, event))
      const { text, values } = changesStatement(projector.drain())!
      await database.query(text, values)
      const [row] = await database.query<Row>(read)
      if (row === undefined) throw new Error(`no row after ${last}`)
      return row
    }
  })
  afterAll(() => desk.runtime.close())

  const ACCOUNT = `SELECT *, live_stage_since > live_enabled_at AS raised FROM trading_account WHERE organization_id = 'org-live'`
  const POSITION = `SELECT * FROM position WHERE organization_id = 'org-live'`

  it('say who may trade, how far and since when, and what others have at work', async () => {
    expect(await after('AccountOpened', ACCOUNT)).toMatchObject({
      live_enabled: false,
      live_user_ids: [],
      live_stage_percent: null,
      live_enabled_at: null,
    })
    const raised = await after('ForeignOrdersNoted', ACCOUNT)
    expect(raised).toMatchObject({
      live_enabled: true,
      live_user_ids: ['user-1'],
      live_stage_percent: 25,
      raised: true,
    })
    const noted = { instrumentId: 'SIM:BTC-USD', notedAt: '2026-09-21T14:13:20.000011Z' }
    expect(json(raised.foreign_orders)).toEqual([
      { ...noted, venueOrderId: 'f-1', side: 'SELL', quantity: '0.5', limitPrice: '110' },
      { ...noted, venueOrderId: 'f-2', side: 'BUY', quantity: '0.2', limitPrice: null },
    ])
    expect(await after('LiveDisabled', ACCOUNT)).toMatchObject({
      live_enabled: false,
      live_user_ids: [],
      live_stage_percent: null,
      live_stage_since: null,
    })
    expect(await after('LiveEnabled', ACCOUNT)).toMatchObject({ live_user_ids: ['user-1', 'user-2'] })
  })

  it('say which position is in dispute, and why', async () => {
    const disputed = await after('PositionDisputed', POSITION)
    expect(disputed).toMatchObject({ dispute_reason: 'the venue holds 2.9' })
    expect(disputed.disputed_at).not.toBeNull()
    expect(await after('DisputeSettled', POSITION)).toMatchObject({ dispute_reason: null, disputed_at: null })
    expect(Number((await after('FillBusted', POSITION)).quantity)).toBe(1.9)
  })

  it('leave an entry in the audit log with every change', async () => {
    await after('LiveEnabled', 'SELECT 1 AS one')
    const rows = await desk.runtime.database.query<{ action: string; summary: string }>(
      "SELECT action, summary FROM audit_entry WHERE organization_id = 'org-live' ORDER BY seq",
    )
    const of = (action: string) => rows.filter((row) => row.action === action).map(({ summary }) => summary)
    expect(of('account.adjust')).toEqual([
      'Adjusted LIVE account "Real" by 1000 USD: what the venue holds',
      'Adjusted LIVE account "Real" by 2 SIM:BTC-USD at 90: what the venue holds',
      'Adjusted LIVE account "Real" by -0.1 SIM:BTC-USD at 100: sold by hand',
      'Adjusted LIVE account "Real" by 9.98 USD: sold by hand',
    ])
    expect(of('live.enable')).toEqual([
      'Enabled LIVE account "Real" for one person at 5 % of its limits: ready',
      'Enabled LIVE account "Real" for 2 people at 25 % of its limits: it is well',
    ])
    expect(of('live.stage')).toEqual([
      'Moved LIVE account "Real" from 5 to 25 % of its limits: a week without a break',
      'Moved LIVE account "Real" from 25 to 5 % of its limits: a break',
    ])
    expect(of('live.disable')).toEqual(['Disabled LIVE account "Real": look into it'])
    expect(of('position.dispute')).toHaveLength(1)
    expect(of('position.settle')).toEqual([
      'Settled the dispute of the position in SIM:BTC-USD of LIVE account "Real": it was sold by hand',
    ])
    const alerts = await desk.runtime.database.query<{ kind: string }>(
      "SELECT kind FROM alert WHERE organization_id = 'org-live' ORDER BY seq",
    )
    expect(alerts.map((alert) => alert.kind)).toEqual(['FOREIGN_ORDER', 'POSITION_DISPUTED', 'LIVE_DEMOTED'])
  })
})
