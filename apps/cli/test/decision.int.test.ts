/** A decision is kept once, in the journal: whoever asks for it later, and whenever, gets all of it. */
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, expect, it } from 'vitest'
import {
  accounts,
  createQuarterdeckClient,
  orders,
  type OrderFieldsFragment,
  type QuarterdeckClient,
  submitOrder,
  type SubmitOrderInput,
} from '@quarterdeck/client'
import { startServer, type ServerProcess } from '@quarterdeck/testkit'

const cleanups: (() => Promise<void> | void)[] = []
afterEach(async () => {
  for (const cleanup of cleanups.splice(0).toReversed()) await cleanup()
})

const clientOf = (server: ServerProcess) =>
  createQuarterdeckClient({ url: `${server.url}/graphql`, apiKey: server.ownerKey() })

async function submit(client: QuarterdeckClient, input: SubmitOrderInput): Promise<OrderFieldsFragment> {
  const { submitOrder: result } = await client.request(submitOrder, { input })
  if (result.__typename !== 'SubmitOrderPayload') throw new Error(`${result.code}: ${result.message}`)
  return result.order as OrderFieldsFragment
}

async function listed(client: QuarterdeckClient): Promise<readonly OrderFieldsFragment[]> {
  const { organization } = await client.request(orders, { slug: 'demo', first: 10 })
  return organization?.orders.edges.map(({ node }) => node as OrderFieldsFragment) ?? []
}

it(
  'a repeated clientOrderId, a list and a stream give the decision whole, also after a restart',
  { timeout: 240_000 },
  async () => {
    const dataDir = mkdtempSync(join(tmpdir(), 'quarterdeck-decision-'))
    cleanups.push(() => rmSync(dataDir, { recursive: true, force: true }))
    const first = await startServer({ dataDir })
    cleanups.push(() => first.kill())
    const client = clientOf(first)
    const { organization } = await client.request(accounts, { slug: 'demo' })
    const terms = {
      accountId: organization!.accounts.edges[0]!.node.id,
      instrumentId: 'SIM:BTC-USD',
      side: 'BUY',
      type: 'LIMIT',
      timeInForce: 'GTC',
      quantity: '0.001',
    } as const
    const allowed = { ...terms, clientOrderId: 'allowed', limitPrice: '1' }
    const blocked = { ...terms, clientOrderId: 'blocked', quantity: '9000', limitPrice: '60000' }
    // Far below the market, so that it may be blocked by the collar: what matters is that every check is there.
    const made = [await submit(client, allowed), await submit(client, blocked)]
    for (const { decision } of made) expect(decision.checks.length).toBeGreaterThanOrEqual(24)
    expect(made[1]?.decision.outcome).toBe('BLOCKED')
    const decisions = made.map(({ decision }) => decision)

    const ask = async (by: QuarterdeckClient) => {
      const repeated = [await submit(by, allowed), await submit(by, blocked)]
      expect(repeated.map(({ id }) => id)).toEqual(made.map(({ id }) => id))
      expect(repeated.map(({ decision }) => decision)).toEqual(decisions)
      const rows = await listed(by)
      expect(made.map(({ id }) => rows.find((row) => row.id === id)?.decision)).toEqual(decisions)
      const reading = new AbortController()
      const streamed = new Map<string, unknown>()
      const organizationId = organization!.id
      for await (const { order } of by.orderUpdates({ organizationId, after: '0', signal: reading.signal })) {
        const { id, decision } = order as OrderFieldsFragment
        streamed.set(id, decision)
        if (streamed.size === made.length) break
      }
      reading.abort()
      expect(made.map(({ id }) => streamed.get(id))).toEqual(decisions)
      await by.close()
    }
    await ask(client)
    expect(await first.stop()).toBe(0)
    const second = await startServer({ dataDir })
    cleanups.push(() => second.kill())
    await ask(clientOf(second))
  },
)
