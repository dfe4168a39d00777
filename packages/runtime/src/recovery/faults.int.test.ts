/**
 * The shell loses its database at every k-th statement, before it is done or before its answer comes: what was acknowledged is
 * there afterwards, nothing is there twice, and the organization trades on by itself.
 */
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { SqlValue } from '../database/database.ts'
import { FateUnknown, PartitionUnavailable } from '../faults.ts'
import { verifyJournal } from '../journal/verify.ts'
import {
  DATABASES,
  type Desk,
  TRADER,
  newPlace,
  openDesk,
  order,
  quoteNow,
  removePlaces,
  until,
} from '../testing/desk.ts'
import { type Fault, type FaultPlan, faultPlan } from '../testing/faulty-database.ts'

const STATEMENTS = 7
const ORDERS = 24

/** Marks the test's own statements, which never fail. */
const LOOK = '/* look */'

const cases = Array.from({ length: STATEMENTS }, (_, index) => index + 1).flatMap((call) =>
  (['BEFORE', 'AFTER'] as const).map((moment) => ({ call, moment })),
)

describe.each(DATABASES)('faults of %s under load', (kind) => {
  let desk: Desk
  let plan: FaultPlan
  beforeAll(async () => {
    plan = faultPlan()
    desk = await openDesk({ place: await newPlace(kind), wrapDatabase: plan.wrap })
  })
  afterAll(async () => {
    await desk.runtime.close()
    removePlaces()
  })

  it.each(cases)(
    'keeps what was acknowledged, once, when statement $call fails $moment it is done',
    async ({ call, moment }) => {
      const organizationId = `org-${call}-${moment}`
      const accountId = await openOrganization(desk, organizationId)
      const struckBefore = plan.struck
      plan.arm({ call, moment, matches: ofOrganization(organizationId) })
      // And once more in the middle of the recovery that follows.
      plan.arm({ call: call + 2, moment: 'BEFORE', matches: ofOrganization(organizationId) })

      const acknowledged = await submitWithRepeats(desk, organizationId, accountId)
      const { database } = desk.runtime
      const stored = await database.query<{ id: string; clientOrderId: string }>(
        `${LOOK} SELECT id, client_order_id AS "clientOrderId" FROM trade_order WHERE organization_id = $1`,
        [organizationId],
      )
      const idOf = new Map(stored.map((row) => [row.clientOrderId, row.id]))
      expect(stored).toHaveLength(ORDERS)
      for (const [clientOrderId, id] of acknowledged) expect(idOf.get(clientOrderId)).toBe(id)

      await until('every order to be filled', async () => {
        const [open] = await database.query<{ n: number }>(
          `${LOOK} SELECT count(*) AS n FROM trade_order WHERE organization_id = $1 AND open`,
          [organizationId],
        )
        return open!.n === 0
      })
      expect(plan.struck, 'both faults struck').toBe(struckBefore + 2)
      const position = await database.query(
        `${LOOK} SELECT quantity FROM position WHERE organization_id = $1`,
        [organizationId],
      )
      expect(position).toEqual([{ quantity: String(ORDERS) }])
      expect(
        await database.query(`${LOOK} SELECT count(*) AS n FROM outbox_entry WHERE organization_id = $1`, [
          organizationId,
        ]),
      ).toEqual([{ n: 0 }])
      expect(await verifyJournal(database, organizationId)).toMatchObject({ fault: null })
    },
  )
})

function ofOrganization(organizationId: string): Fault['matches'] {
  return (text: string, values: readonly SqlValue[]) => values[0] === organizationId && !text.startsWith(LOOK)
}

async function openOrganization(desk: Desk, organizationId: string): Promise<string> {
  const { runtime } = desk
  await runtime.openPartition(organizationId, { baseCurrency: 'USD' })
  const account = { name: 'Paper', mode: 'PAPER', currency: 'USD', connectionId: null } as const
  const { outcome } = await runtime.submit(organizationId, TRADER, { type: 'OpenAccount', ...account })
  if (outcome.kind === 'REFUSED' || outcome.subjectId === null) throw new Error(JSON.stringify(outcome))
  const accountId = outcome.subjectId
  await runtime.submit(organizationId, TRADER, {
    type: 'Deposit',
    accountId,
    amount: '1000000',
    currency: 'USD',
    idempotencyKey: 'first',
  })
  quoteNow(desk.feed)
  return accountId
}

/** Submits marketable orders; asks again, as a client does, whenever the answer was a fault of ours. */
async function submitWithRepeats(
  desk: Desk,
  organizationId: string,
  accountId: string,
): Promise<ReadonlyMap<string, string>> {
  const acknowledged = new Map<string, string>()
  const submit = async (clientOrderId: string) => {
    for (;;) {
      try {
        const { orders } = await desk.runtime.submit(
          organizationId,
          TRADER,
          order(accountId, clientOrderId, { limitTicks: 10_100 }),
        )
        acknowledged.set(clientOrderId, orders[0]!.id)
        return
      } catch (error) {
        if (!(error instanceof FateUnknown) && !(error instanceof PartitionUnavailable)) throw error
        await new Promise((resolve) => setTimeout(resolve, 10))
      }
    }
  }
  for (let n = 0; n < ORDERS; n += 3) await Promise.all([n, n + 1, n + 2].map((each) => submit(`c${each}`)))
  return acknowledged
}
