/** Our books beside a stand-in of Coinbase: breaks are found, decided about, booked as events, and gone when the venue says so. */
import { decimalUnits } from '@quarterdeck/sdk'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type Desk, newPlace, openDesk, ORGANIZATION, removePlaces, TRADER, until } from '../testing/desk.ts'
import { type KeyedCoinbase, startKeyedCoinbase } from '../testing/keyed-coinbase.ts'
import { PORTFOLIO } from '../testing/coinbase.ts'
import type { Break, Reconciliation, ReconciliationRun } from './reconciliation.ts'

const ASKING = { organizationId: ORGANIZATION, actor: TRADER }
const BTC_USD = 'COINBASE:BTC-USD'

describe('the reconciliation of a live account', { timeout: 120_000 }, () => {
  let venue: KeyedCoinbase
  let desk: Desk
  let reconciliation: Reconciliation
  let connectionId: string
  let accountId: string

  beforeAll(async () => {
    venue = await startKeyedCoinbase()
    venue.simulator.exchange.deposit(PORTFOLIO, 'USD', '5000')
    venue.simulator.exchange.deposit(PORTFOLIO, 'BTC', '0.5')
    // The embedded database takes no LIVE account.
    desk = await openDesk({
      place: await newPlace('PostgreSQL'),
      venueSettings: venue.settings,
      connectionTiming: { askMs: 50, retryMs: 50, settleMs: 50 },
    })
    const connections = await desk.runtime.connections()
    reconciliation = await desk.runtime.reconciliation()
    connectionId = await connections.add(ASKING, {
      venueId: 'COINBASE',
      name: 'Coinbase',
      purpose: 'TRADE',
      credential: venue.credential('first'),
      symbols: ['BTC-USD'],
    })
    await until('its instrument is listed', () => desk.runtime.quote(BTC_USD) !== null)
    await expect(reconciliation.run(ASKING, connectionId)).rejects.toThrow('No LIVE account')
    const { outcome } = await desk.submit({
      type: 'OpenAccount',
      name: 'Live',
      mode: 'LIVE',
      currency: 'USD',
      connectionId,
    })
    accountId = (outcome as { readonly subjectId: string }).subjectId
  })
  afterAll(async () => {
    await desk.runtime.close()
    await venue.close()
    removePlaces()
  })

  const standing = async () => (await desk.runtime.connections()).standing(ORGANIZATION, connectionId)!
  const open = () => reconciliation.breaks(ORGANIZATION, { status: 'OPEN', accountId })
  const of = async (kind: Break['kind']) =>
    (await reconciliation.breaks(ORGANIZATION, {})).filter((one) => one.kind === kind)
  const statusOf = async ({ id }: Break) =>
    (await reconciliation.breaks(ORGANIZATION, {})).find((one) => one.id === id)?.status
  const ended = async (find: () => Promise<ReconciliationRun | undefined>) => {
    let found: ReconciliationRun | undefined
    await until('the run has ended', async () => ((found = await find())?.endedAt ?? null) !== null)
    return found!
  }
  const run = async () => {
    const id = await reconciliation.run(ASKING, connectionId)
    return ended(async () =>
      (await reconciliation.runs(ORGANIZATION, connectionId, 50)).find((one) => one.id === id),
    )
  }
  const countsAs = (reconciled: boolean) =>
    until(`it counts as reconciled: ${reconciled}`, async () => (await standing()).reconciled === reconciled)
  const events = async (type: string) => {
    const rows = await desk.runtime.database.query<{ payload: string }>(
      'SELECT payload FROM journal_event WHERE type = $1 ORDER BY seq',
      [type],
    )
    return rows.map(({ payload }) => payload)
  }
  const cash = async () => {
    const [row] = await desk.runtime.database.query<{ total: string }>(
      `SELECT cash::text AS total FROM balance WHERE account_id = $1 AND currency = 'USD'`,
      [accountId],
    )
    return row?.total
  }

  it('proposes what the venue holds as the opening balance of a new account, which is not reconciled until it is booked', async () => {
    const first = await ended(async () => (await reconciliation.runs(ORGANIZATION, connectionId, 50)).at(-1))
    expect(first).toMatchObject({ cause: 'CONNECTED', positionsCompared: 1, balancesCompared: 1 })
    await countsAs(false)
    const [position] = await of('POSITION')
    expect(position).toMatchObject({
      subject: BTC_USD,
      expected: '0',
      observed: '0.5',
      proposed: {
        kind: 'ADJUST_POSITION',
        quantity: '0.5',
        summary: expect.stringContaining('Opening balance') as string,
      },
    })
    const [balance] = await of('BALANCE')
    expect(balance).toMatchObject({
      subject: 'USD',
      expected: '0',
      observed: '5000',
      proposed: { amount: '5000' },
    })
    await expect(reconciliation.correct(ASKING, balance!.id, ' ')).rejects.toMatchObject({ field: 'reason' })
    await reconciliation.correct(ASKING, balance!.id, 'the first money')
    await reconciliation.correct(ASKING, position!.id, 'the first coins')
    await expect(reconciliation.correct(ASKING, balance!.id, 'again')).rejects.toThrow('no longer open')
    expect(await cash()).toBe('5000')
    await countsAs(true)
    const adjusted = await events('AccountAdjusted')
    expect(adjusted).toHaveLength(2)
    for (const payload of adjusted) expect(payload).toContain('OPENING')
    expect(await run()).toMatchObject({ cause: 'ON_DEMAND', breaksFound: 0 })
    expect(await open()).toEqual([])
  })

  it('counts orders of others as the policy says, and no longer once they work no more', async () => {
    const { exchange } = venue.simulator
    const product = exchange.product('BTC-USD')!
    const placed = exchange.place(PORTFOLIO, {
      clientOrderId: 'somebody-else',
      symbol: 'BTC-USD',
      side: 'BUY',
      lots: product.lots.count('0.01'),
      limitTicks: product.ticks.count('50000'),
      stopTicks: null,
      time: 'GTC',
      endsAtMs: null,
      postOnly: false,
    })
    if (!placed.ok) throw new Error(placed.refusal)
    await run()
    const [found] = await of('FOREIGN_ORDER')
    expect(found).toMatchObject({
      subject: placed.order.orderId,
      status: 'CORRECTED',
      decidedBy: 'Reconciliation',
    })
    expect((await events('ForeignOrdersNoted')).at(-1)).toContain(placed.order.orderId)
    await countsAs(true)
    await run()
    expect(await of('FOREIGN_ORDER')).toHaveLength(1)
    exchange.cancel(placed.order.orderId)
    await run()
    expect((await of('FOREIGN_ORDER'))[0]!.status).toBe('CLEARED')
    expect((await events('ForeignOrdersNoted')).at(-1)).not.toContain(placed.order.orderId)
  })

  it('holds a position in question to reductions until it is decided about, and tells of what was dismissed once only', async () => {
    venue.simulator.exchange.deposit(PORTFOLIO, 'BTC', '0.1')
    expect(await run()).toMatchObject({ breaksFound: 1 })
    const [found] = await open()
    expect(found).toMatchObject({
      kind: 'POSITION',
      expected: '0.5',
      observed: '0.6',
      proposed: { quantity: '0.1' },
    })
    await countsAs(false)
    expect(await events('PositionDisputed')).toHaveLength(2)
    await reconciliation.dismiss(ASKING, found!.id, 'coins of somebody else')
    await countsAs(true)
    expect(await events('DisputeSettled')).toHaveLength(2)
    expect(await run()).toMatchObject({ breaksFound: 0 })
    venue.simulator.exchange.deposit(PORTFOLIO, 'BTC', '0.1')
    expect(await run()).toMatchObject({ breaksFound: 1 })
    // It is so no more: should it come again, it is no longer dismissed.
    expect(await statusOf(found!)).toBe('CLEARED')
    venue.simulator.exchange.wallets.add(PORTFOLIO, 'BTC', -decimalUnits('0.2', 18))
    await run()
    expect(await open()).toEqual([])
  })

  it('clears by itself what a later reading does not find', async () => {
    venue.simulator.exchange.deposit(PORTFOLIO, 'USD', '7')
    await run()
    const [found] = await open()
    expect(found).toMatchObject({ kind: 'BALANCE', proposed: { amount: '7' } })
    // Money alone keeps nobody from trading.
    await countsAs(true)
    venue.simulator.exchange.wallets.add(PORTFOLIO, 'USD', -decimalUnits('7', 18))
    await run()
    expect(await statusOf(found!)).toBe('CLEARED')
    expect(await cash()).toBe('5000')
  })

  it('books by itself what the policy allows, up to its worth', async () => {
    const asked = { everyMs: 60_000, applies: ['BALANCE' as const], worthMax: '10' }
    await expect(reconciliation.setPolicy(ASKING, { ...asked, everyMs: 1 })).rejects.toMatchObject({
      field: 'everyMs',
    })
    await expect(reconciliation.setPolicy(ASKING, { ...asked, applies: ['ORDER'] })).rejects.toMatchObject({
      field: 'applies',
    })
    await expect(reconciliation.setPolicy(ASKING, { ...asked, worthMax: '-1' })).rejects.toMatchObject({
      field: 'worthMax',
    })
    await reconciliation.setPolicy(ASKING, asked)
    expect(await reconciliation.policy(ORGANIZATION)).toEqual(asked)
    venue.simulator.exchange.deposit(PORTFOLIO, 'USD', '10')
    await run()
    expect(await cash()).toBe('5010')
    venue.simulator.exchange.deposit(PORTFOLIO, 'USD', '10.01')
    await run()
    expect(await open()).toMatchObject([{ kind: 'BALANCE', proposed: { amount: '10.01' } }])
    expect(await cash()).toBe('5010')
  })

  it('books nothing that is no longer so, whoever approves it', async () => {
    const [found] = await open()
    venue.simulator.exchange.wallets.add(PORTFOLIO, 'USD', -decimalUnits('0.01', 18))
    await expect(reconciliation.correct(ASKING, found!.id, 'as it was')).rejects.toThrow(
      'do not differ like this any more',
    )
    expect(await cash()).toBe('5010')
  })

  it('says why it could not be finished, and does not count as reconciled then', async () => {
    venue.simulator.faults.onHttp('GET /api/v3/brokerage/accounts', { kind: 'MAINTENANCE' }, 50)
    expect((await run()).fault).toContain('balances could not be read')
    await countsAs(false)
    await expect(reconciliation.run({ ...ASKING, organizationId: 'another' }, connectionId)).rejects.toThrow(
      'not found',
    )
  })
})
