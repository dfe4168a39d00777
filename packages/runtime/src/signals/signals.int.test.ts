/** Proposals of models: a person, the policy and the gate stand between an opinion and an order, and all of it is on record. */
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Actor } from '@quarterdeck/engine'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type Desk, newPlace, openDesk, ORGANIZATION, removePlaces, TRADER } from '../testing/desk.ts'
import { BTC } from '../testing/instruments.ts'
import { manualClock } from '../testing/manual-clock.ts'
import { PROPOSALS_OPEN_MAX } from './create-signals.ts'
import type { Signals } from './signals.ts'
import { type TestModelServer, answering, serveModel } from './testing/model-server.ts'

const MINUTE = 60e6
const MINUTE_MS = 60_000
const HOUR_MS = 60 * MINUTE_MS
const ASKING = { organizationId: ORGANIZATION, actor: TRADER }
const KEY: Actor = { kind: 'API_KEY', id: 'key-1', name: 'model', userId: 'user-1' }
const MODEL = { organizationId: ORGANIZATION, actor: KEY }
const limits = { modes: ['PAPER'], quantityMax: { [BTC.id]: '2' }, acceptedPerHourMax: 3, confidenceMin: 0.6 }

describe('signals from outside', { timeout: 120_000 }, () => {
  let desk: Desk
  let signals: Signals
  let live: string
  const clock = manualClock()
  const answer = { score: 0.6, confidence: 0.8, model: { name: 'boost', version: '3', digest: 'abc' } }
  let model: TestModelServer

  beforeAll(async () => {
    model = await serveModel(answering(() => answer))
    // The embedded database takes no LIVE account.
    const place = await newPlace('PostgreSQL')
    const { url } = model
    writeFileSync(join(place.dataDir, 'signal-models.json'), JSON.stringify([{ name: 'house', url }]))
    desk = await openDesk({ place, clock })
    signals = await desk.runtime.signals()
    const { outcome } = await desk.submit({
      type: 'OpenAccount',
      name: 'Real',
      mode: 'LIVE',
      currency: 'USD',
      connectionId: null,
    })
    live = (outcome as { readonly subjectId: string }).subjectId
  })
  afterAll(async () => {
    await desk.runtime.close()
    model.close()
    removePlaces()
  })

  const told = (change: object = {}, provenance: object = {}) => ({
    instrument: BTC.id,
    at: clock.now(),
    horizon: 15 * MINUTE,
    direction: 'UP',
    score: 0.4,
    confidence: 0.7,
    provenance: {
      source: 'boost',
      version: '3',
      modelDigest: 'abc',
      features: { momentum: 1 },
      featureDigest: 'def',
      training: null,
      ...provenance,
    },
    ...change,
  })
  const proposed = (change: object = {}, terms: object = {}): Promise<string> =>
    signals.propose(MODEL, {
      accountId: desk.accountId,
      instrumentId: BTC.id,
      side: 'BUY',
      quantity: '1',
      signal: told(change),
      ...terms,
    })
  const row = async (id: string) => {
    const [found] = await desk.runtime.database.query<{
      status: string
      orderId: string | null
      reason: string | null
      signal: string
    }>(`SELECT status, order_id AS "orderId", reason, signal::text FROM signal_proposal WHERE id = $1`, [id])
    return found!
  }
  const orders = () =>
    desk.runtime.database.query<{ id: string; actor: string; client: string }>(
      `SELECT id, actor::text, client_order_id AS client FROM trade_order ORDER BY seq`,
    )
  const audited = async () =>
    (
      await desk.runtime.database.query<{ action: string }>(
        `SELECT action FROM audit_entry WHERE action LIKE 'signal.%' ORDER BY seq`,
      )
    ).map(({ action }) => action)

  it('a proposal is a row with its provenance and no order, and without a policy nothing may be accepted', async () => {
    const id = await proposed()
    expect(await row(id)).toMatchObject({ status: 'OPEN', orderId: null })
    expect(JSON.parse((await row(id)).signal)).toEqual(told())
    await expect(signals.accept(ASKING, id)).rejects.toThrow(
      `The signal policy forbids it: instrument ${BTC.id} is not among those that signals may trade`,
    )
    expect(await row(id)).toMatchObject({ status: 'OPEN' })
    expect(await orders()).toEqual([])
    expect(await audited()).toEqual(['signal.propose', 'signal.accept', 'signal.accept'])
  })

  it('accepted by a person it is an order in their name through the gate, once, however often it is accepted', async () => {
    await signals.setPolicy(ASKING, limits)
    const id = await proposed()
    const [one, other] = await Promise.allSettled([signals.accept(ASKING, id), signals.accept(ASKING, id)])
    const done = [one, other].filter(({ status }) => status === 'fulfilled')
    expect(done.length).toBeGreaterThan(0)
    const made = await orders()
    expect(made).toHaveLength(1)
    expect(made[0]).toMatchObject({ client: `signal-${id}` })
    expect(JSON.parse(made[0]!.actor)).toEqual(TRADER)
    expect(await row(id)).toMatchObject({ status: 'ACCEPTED', orderId: made[0]!.id })
    await expect(signals.accept(ASKING, id)).rejects.toThrow('has the status ACCEPTED')
  })

  it('an acceptance that a crash cut off is finished by the same person, as the same order', async () => {
    const id = await proposed()
    await signals.accept(ASKING, id)
    const before = await orders()
    await desk.runtime.database.query('UPDATE signal_proposal SET order_id = NULL WHERE id = $1', [id])
    const stranger = { ...ASKING, actor: { ...TRADER, id: 'user-2', userId: 'user-2' } }
    await expect(signals.accept(stranger, id)).rejects.toThrow('has the status ACCEPTED')
    expect(await signals.accept(ASKING, id)).toBe(before.at(-1)!.id)
    expect(await orders()).toEqual(before)
  })

  it('an acceptance that was cut off before its order is no order any more once the signal has expired', async () => {
    const id = await proposed({ horizon: MINUTE })
    const before = await orders()
    await desk.runtime.database.query(
      `UPDATE signal_proposal SET status = 'ACCEPTED', decided_by = $2::jsonb WHERE id = $1`,
      [id, JSON.stringify(TRADER)],
    )
    clock.advance(MINUTE_MS)
    await expect(signals.accept(ASKING, id)).rejects.toThrow('it expired before its order was made')
    expect(await row(id)).toMatchObject({ status: 'REFUSED' })
    expect(await orders()).toEqual(before)
  })

  it('a key accepts nothing, so that no model accepts what it proposed', async () => {
    const id = await proposed()
    await expect(signals.accept(MODEL, id)).rejects.toThrow('accepted by a person')
    expect(await row(id)).toMatchObject({ status: 'OPEN' })
  })

  it.each<[string, object, { readonly quantity?: string; readonly live?: boolean }]>([
    ['quantity 3 is more than the 2', {}, { quantity: '3' }],
    ['confidence 0.5 is less than the 0.6', { confidence: 0.5 }, {}],
    ['mode LIVE is not among those that proposals may be accepted in: PAPER', {}, { live: true }],
  ])('the policy holds on top: %s', async (fault, change, { live: isLive = false, ...terms }) => {
    const before = await orders()
    const id = await proposed(change, { ...terms, ...(isLive && { accountId: live }) })
    await expect(signals.accept(ASKING, id)).rejects.toThrow(fault)
    expect(await row(id)).toMatchObject({ status: 'OPEN', orderId: null })
    expect(await orders()).toEqual(before)
  })

  it('where the policy lets LIVE through the gate still stands, and blocks what is not enabled', async () => {
    await signals.setPolicy(ASKING, { ...limits, modes: ['PAPER', 'LIVE'] })
    const id = await proposed({}, { accountId: live })
    const orderId = await signals.accept(ASKING, id)
    const [order] = await desk.runtime.database.query<{ status: string }>(
      'SELECT status FROM trade_order WHERE id = $1',
      [orderId],
    )
    expect(order).toEqual({ status: 'REJECTED' })
    await signals.setPolicy(ASKING, limits)
  })

  it('so many are accepted within an hour and no more, also at once; later there is room again', async () => {
    const ids = [await proposed(), await proposed()]
    for (const id of ids)
      await expect(signals.accept(ASKING, id)).rejects.toThrow('within the last hour, and 3')
    clock.advance(HOUR_MS)
    const fresh = await Promise.all(Array.from({ length: 5 }, () => proposed()))
    const ended = await Promise.allSettled(fresh.map((id) => signals.accept(ASKING, id)))
    expect(ended.filter(({ status }) => status === 'fulfilled')).toHaveLength(3)
  })

  it('it expires with its horizon, and what was declined stays so', async () => {
    clock.advance(HOUR_MS)
    const [late, declined] = [await proposed({ horizon: MINUTE }), await proposed()]
    await signals.decline(ASKING, declined, 'not today')
    expect(await row(declined)).toMatchObject({ status: 'DECLINED', reason: 'not today' })
    clock.advance(MINUTE_MS)
    await expect(signals.accept(ASKING, late)).rejects.toThrow('has the status EXPIRED')
    await expect(signals.accept(ASKING, declined)).rejects.toThrow('has the status DECLINED')
    await proposed()
    expect(await row(late)).toMatchObject({ status: 'EXPIRED' })
  })

  it.each([
    ['signal.horizon has passed', { at: 1, horizon: 5 }],
    ['signal.at must not lie ahead', { at: 4e15 }],
    ['signal.direction must be the sign of the score, UP (was DOWN)', { direction: 'DOWN' }],
    ['signal.direction must be UP for a BUY', { direction: 'DOWN', score: -0.5 }],
    ['signal.instrument must be that of the proposal', { instrument: 'SIM:OTHER' }],
    ['signal.confidence', { confidence: 1.5 }],
    ['signal.score', { score: Number.NaN }],
    [
      'signal.provenance.training.to must not lie after the signal: its model has seen the answer',
      {
        provenance: {
          ...told().provenance,
          training: { instrument: 'A', timeframe: '1m', from: 0, to: 4e15, rows: 10 },
        },
      },
    ],
  ])('what is told wrong is refused: %s', async (fault, change) => {
    await expect(proposed(change)).rejects.toThrow(fault)
  })

  it('a model that never stops talking is not listened to past a bound', async () => {
    const { database } = desk.runtime
    await database.query(
      `INSERT INTO signal_proposal (id, organization_id, account_id, instrument_id, side, quantity, status, signal, source,
         confidence, actor, proposed_at, expires_at)
       SELECT 'many-' || n, $1, 'a', 'i', 'BUY', '1', 'OPEN', '{}', 's', 1, '{}', now(), now() FROM generate_series(1, $2::int) n`,
      [ORGANIZATION, PROPOSALS_OPEN_MAX],
    )
    await expect(proposed()).rejects.toThrow(`${PROPOSALS_OPEN_MAX} proposals are open`)
    await database.query(`DELETE FROM signal_proposal WHERE id LIKE 'many-%'`)
    expect(await row(await proposed())).toMatchObject({ status: 'OPEN' })
  })

  it('what another organization has is not there', async () => {
    const id = await proposed()
    await desk.runtime.openPartition('org-2', { baseCurrency: 'USD' })
    const other = { organizationId: 'org-2', actor: TRADER }
    await expect(signals.accept(other, id)).rejects.toThrow('Proposal not found')
    await expect(signals.decline(other, id, 'x')).rejects.toThrow('Proposal not found')
    await expect(
      signals.propose(other, {
        accountId: desk.accountId,
        instrumentId: BTC.id,
        side: 'BUY',
        quantity: '1',
        signal: told(),
      }),
    ).rejects.toThrow('Account not found')
  })

  it('a model server of the operator is asked with features of closed minutes, and its opinion is a proposal', async () => {
    const terms = { source: 'house', accountId: desk.accountId, instrumentId: BTC.id, quantity: '1' }
    expect(signals.sources()).toEqual(['house'])
    expect(await signals.consult(ASKING, terms)).toMatchObject({ proposalId: null })
    for (let minute = 0; minute < 40; minute += 1) {
      const mid = 100 + Math.sin(minute)
      desk.feed.quote(BTC, (mid - 0.01).toFixed(2), (mid + 0.01).toFixed(2), clock.now())
      clock.advance(MINUTE_MS)
    }
    const { proposalId } = await signals.consult(ASKING, terms)
    const signal = JSON.parse((await row(proposalId!)).signal) as ReturnType<typeof told>
    expect(signal).toMatchObject({ direction: 'UP', score: 0.6, provenance: { source: 'house/boost' } })
    expect(Object.keys(signal.provenance.features)).toContain('momentum')
    await expect(signals.consult(ASKING, { ...terms, source: 'nobody' })).rejects.toThrow(
      'source must be a model server that is set up: house',
    )
  })
})
