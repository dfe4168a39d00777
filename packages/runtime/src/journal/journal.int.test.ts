/** The journal only grows, and whoever changes it with force is found out. */
import { createHash } from 'node:crypto'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { DATABASES, type Desk, ORGANIZATION, newPlace, openDesk, removePlaces } from '../testing/desk.ts'
import { tradeAtRandom } from '../testing/random-trading.ts'
import type { Queryable } from '../database/database.ts'
import { exportJournal } from './export.ts'
import { type JournalHead, verifyJournal } from './verify.ts'

const SEED = 7
afterAll(removePlaces)

describe.each(DATABASES)('journal on %s', (kind) => {
  let desk: Desk
  let head: JournalHead
  beforeAll(async () => {
    desk = await openDesk({ place: await newPlace(kind) })
    await tradeAtRandom(desk, { seed: SEED, count: 60 })
    // Fenced off: the running partition must not write into what a test falsifies.
    await desk.runtime.database.query('UPDATE partition SET epoch = epoch + 1')
    head = (await verifyJournal(desk.runtime.database, ORGANIZATION)).head
  })
  afterAll(() => desk.runtime.close())

  const verify = (expected?: JournalHead, database: Queryable = desk.runtime.database) =>
    verifyJournal(database, ORGANIZATION, expected === undefined ? {} : { expected })

  /** Runs SQL as somebody would who has the database to himself, looks at the outcome, and undoes it. */
  const falsified = async (sql: string, look: (tx: Queryable) => Promise<void>) => {
    const undo = new Error('undo')
    const falsifying = desk.runtime.database.transaction(async (tx) => {
      await tx.script(
        `ALTER TABLE journal_event DISABLE TRIGGER ALL; ALTER TABLE partition DISABLE TRIGGER ALL; ${sql}`,
      )
      await look(tx)
      throw undo
    })
    await expect(falsifying).rejects.toBe(undo)
  }

  it('is intact, and ends at the head that the partition recorded', async () => {
    expect(await verify()).toMatchObject({ fault: null, events: head.seq })
    expect(await verify(head)).toMatchObject({ fault: null })
    expect(head.seq).toBeGreaterThan(60)
  })

  it.each([
    'UPDATE journal_event SET payload = payload',
    'DELETE FROM journal_event',
    'TRUNCATE journal_event',
  ])('refuses: %s', async (sql) => {
    await expect(desk.runtime.database.query(sql)).rejects.toThrow('append-only')
    const asReplica = desk.runtime.database.transaction(async (tx) => {
      await tx.script('SET LOCAL session_replication_role = replica')
      await tx.query(sql)
    })
    await expect(asReplica).rejects.toThrow('append-only')
  })

  it('keeps a decision as it was written: packing one would cost more than all the rest of its order', async () => {
    const [sizes] = await desk.runtime.database.query<{ longest: number; packed: number }>(
      'SELECT max(octet_length(payload)) AS longest, count(pg_column_compression(payload)) AS packed FROM journal_event',
    )
    // Past this a table without its own word on it would pack.
    expect(Number(sizes?.longest)).toBeGreaterThan(2_032)
    expect(Number(sizes?.packed)).toBe(0)
  })

  it('refuses to forget its head', async () => {
    await expect(desk.runtime.database.query('UPDATE partition SET head_seq = head_seq - 1')).rejects.toThrow(
      'only grow',
    )
  })

  it.each([
    [
      'an altered payload',
      `UPDATE journal_event SET payload = replace(payload, '10000000', '10000001') WHERE type = 'FundsDeposited' AND payload LIKE '%10000000%'`,
    ],
    ['an altered hash', `UPDATE journal_event SET hash = sha256(hash) WHERE seq = 9`],
    ['an altered type', `UPDATE journal_event SET type = 'AuditRecorded' WHERE seq = 9`],
    ['an altered subject', `UPDATE journal_event SET subject_id = 'somebody' WHERE seq = 9`],
    ['an altered command', `UPDATE journal_event SET command_id = 'other' WHERE seq = 9`],
    [
      'an altered time',
      `UPDATE journal_event SET occurred_at = occurred_at + interval '1 hour' WHERE seq = 9`,
    ],
    ['an altered version', `UPDATE journal_event SET version = version + 1 WHERE seq = 9`],
    ['a deleted event', `DELETE FROM journal_event WHERE seq = 9`],
    ['a deleted first event', `DELETE FROM journal_event WHERE seq = 1`],
    ['a cut-off tail', `DELETE FROM journal_event WHERE seq > 30`],
    ['everything gone', `TRUNCATE journal_event`],
    [
      'an inserted event',
      `INSERT INTO journal_event SELECT organization_id, 1000000, type, version, payload, subject_id, command_id, hash, occurred_at FROM journal_event WHERE seq = 9`,
    ],
    [
      'two events that changed places',
      `UPDATE journal_event SET seq = CASE seq WHEN 9 THEN -10 ELSE -9 END WHERE seq IN (9, 10); UPDATE journal_event SET seq = -seq WHERE seq < 0`,
    ],
    ['another organization posing as this one', `UPDATE partition SET base_currency = 'EUR'`],
  ])('finds %s', async (_, sql) => {
    await falsified(sql, async (tx) => {
      const { fault } = await verify(undefined, tx)
      expect(fault).toMatchObject({ seq: expect.any(Number), message: expect.any(String) })
    })
  })

  it('finds even a tail that was cut off together with the recorded head, given a head noted outside', async () => {
    const cut = `DELETE FROM journal_event WHERE seq > 30;
      UPDATE partition SET head_seq = 30, head_hash = (SELECT hash FROM journal_event WHERE seq = 30)`
    await falsified(cut, async (tx) => {
      expect((await verify(undefined, tx)).fault).toBeNull()
      expect((await verify(head, tx)).fault).toMatchObject({ message: expect.stringContaining(head.hash) })
    })
  })

  it('exports what it takes to check the chain by hand, as docs/journal.md says', async () => {
    let hash = createHash('sha256').update(`quarterdeck journal 1\n${ORGANIZATION}\nUSD\n`).digest()
    let lines = 0
    for await (const line of exportJournal(desk.runtime.database, ORGANIZATION)) {
      const {
        seq,
        hash: stored,
        payload,
      } = JSON.parse(line) as { seq: number; hash: string; payload: string }
      hash = createHash('sha256')
        .update(Buffer.concat([hash, Buffer.from(payload, 'utf8')]))
        .digest()
      expect([seq, stored]).toEqual([++lines, hash.toString('hex')])
    }
    expect({ seq: lines, hash: hash.toString('hex') }).toEqual(head)
  })
})
