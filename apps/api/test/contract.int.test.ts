/**
 * Every operation that the contract publishes, carried out against a server as an integrator would: by key, over HTTP and over
 * WebSocket, for the owner and for a trader.
 */
import { readFileSync } from 'node:fs'
import { sharedIsPresent, sharedPath } from '@quarterdeck/testkit'
import { createClient } from 'graphql-ws'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type Answer, ask } from '../src/testing/client.ts'
import { START_MS, type Tenants, startTenants } from './tenants.ts'

interface Payload {
  readonly __typename: string
  readonly account: {
    readonly id: string
    readonly balances: readonly { readonly currency: string; readonly cash: string }[]
  }
  readonly order: {
    readonly id: string
    readonly status: string
    readonly decision: { readonly outcome: string; readonly checks: readonly unknown[] }
  }
  readonly orders: readonly { readonly id: string }[]
  readonly policy: { readonly version: number; readonly limits: { readonly maxOrderNotional: string } }
  readonly killSwitch: { readonly id: string; readonly engaged: boolean }
}

describe.runIf(sharedIsPresent)("the contract's operations", () => {
  let tenants: Tenants
  let document: string
  beforeAll(async () => {
    document = readFileSync(sharedPath('contract', 'operations.graphql'), 'utf8')
    tenants = await startTenants()
  }, START_MS)
  afterAll(() => tenants.close())

  const request = async (
    operationName: string,
    variables: object = {},
    authorization = tenants.a.owner.authorization,
  ): Promise<Answer> => {
    const response = await fetch(`${tenants.server.url}/graphql`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', authorization: String(authorization) },
      body: JSON.stringify({ query: document, operationName, variables }),
    })
    const answer = (await response.json()) as Answer
    expect(answer.errors, `${operationName}: ${JSON.stringify(answer.errors)}`).toBeUndefined()
    return answer
  }
  const mutate = async (operationName: string, input: object): Promise<Payload> => {
    const { data } = await request(operationName, { input })
    const [payload] = Object.values(data ?? {})
    expect(payload, operationName).toMatchObject({ __typename: `${operationName}Payload` })
    return payload as unknown as Payload
  }

  it('read the viewer, instruments and the desk, for an owner and for a trader', async () => {
    const trader = await tenants.server.bearer(tenants.a.storedId, 'TRADER')
    for (const authorization of [String(tenants.a.owner.authorization), trader]) {
      const { data } = await request('Viewer', {}, authorization)
      expect(data).toMatchObject({ viewer: { memberships: [{ organization: { slug: 'demo' } }] } })
      const instruments = await request(
        'Instruments',
        { search: 'BTC', assetClass: 'CRYPTO', first: 5 },
        authorization,
      )
      expect(JSON.stringify(instruments.data)).toContain('SIM:BTC-USD')
      const desk = await request('Desk', { slug: 'demo' }, authorization)
      expect(desk.data).toMatchObject({ organization: { strategies: { edges: [] } } })
    }
  })

  it('open an account, fund it once, trade, replace and cancel, and read the order back', async () => {
    const { organizationId, order } = tenants.a
    const { account } = await mutate('OpenAccount', {
      organizationId,
      name: 'Contract',
      mode: 'PAPER',
      currency: 'USD',
    })
    const deposit = { accountId: account.id, amount: '1000000', currency: 'USD', idempotencyKey: 'once' }
    await mutate('Deposit', deposit)
    const again = await mutate('Deposit', deposit)
    expect(again.account.balances).toEqual([{ currency: 'USD', cash: '1000000' }])

    const terms = order('contract-1', { accountId: account.id })
    const submitted = await mutate('SubmitOrder', terms)
    expect(submitted.order.decision).toMatchObject({ outcome: 'ALLOWED' })
    expect((await mutate('SubmitOrder', terms)).order.id).toBe(submitted.order.id)
    const read = () => request('Order', { id: submitted.order.id })
    await expect.poll(async () => (await read()).data).toMatchObject({ node: { status: 'NEW' } })
    await mutate('ReplaceOrder', { orderId: submitted.order.id, idempotencyKey: 'r', limitPrice: '1001' })
    await expect
      .poll(async () => (await read()).data)
      .toMatchObject({ node: { status: 'NEW', limitPrice: '1001' } })
    await mutate('CancelOrder', { orderId: submitted.order.id })
    await expect.poll(async () => (await read()).data).toMatchObject({ node: { status: 'CANCELED' } })

    await mutate('SubmitOrder', order('contract-2', { accountId: account.id }))
    expect((await mutate('CancelAllOrders', { organizationId, accountId: account.id })).orders).toHaveLength(
      1,
    )
  })

  it('tighten a policy so that the next order is blocked, and engage and release a kill switch', async () => {
    const { organizationId, accountId, order } = tenants.a
    const limits = { maxOrderNotional: '5' }
    const put = await mutate('PutRiskPolicy', {
      organizationId,
      scope: 'ACCOUNT',
      targetId: accountId,
      limits,
    })
    expect(put.policy).toMatchObject({ version: 1, limits })
    const blocked = await mutate('SubmitOrder', order('blocked'))
    expect(blocked.order).toMatchObject({ status: 'REJECTED', decision: { outcome: 'BLOCKED' } })
    const engaged = await mutate('EngageKillSwitch', {
      organizationId,
      scope: 'ORGANIZATION',
      reason: 'drill',
    })
    expect(engaged.killSwitch.engaged).toBe(true)
    const released = await mutate('ReleaseKillSwitch', {
      organizationId,
      killSwitchId: engaged.killSwitch.id,
      reason: 'done',
    })
    expect(released.killSwitch.engaged).toBe(false)
  })

  it('stream fills, order updates and quotes over WebSocket by key', async () => {
    const { organizationId, accountId, order, owner, ask: say } = tenants.b
    const client = createClient({
      url: `${tenants.server.url.replace('http', 'ws')}/graphql`,
      connectionParams: { authorization: owner.authorization },
    })
    const first = async (operationName: string, variables: Record<string, unknown>) => {
      for await (const result of client.iterate({ query: document, operationName, variables })) {
        expect(result.errors).toBeUndefined()
        return result.data
      }
      return null
    }
    await say('mutation ($input: SubmitOrderInput!) { submitOrder(input: $input) { __typename } }', {
      input: order('streamed', { type: 'MARKET', limitPrice: null, timeInForce: 'IOC' }),
    })
    expect(await first('Fills', { organizationId, accountId, after: '0' })).toMatchObject({
      fills: { fill: { side: 'BUY' } },
    })
    expect(await first('OrderUpdates', { organizationId, after: '0' })).toMatchObject({
      orderUpdates: { order: { clientOrderId: 'streamed' } },
    })
    expect(await first('Quotes', { instrumentIds: ['SIM:BTC-USD'] })).toMatchObject({
      quotes: { instrument: { id: 'SIM:BTC-USD' } },
    })
    await client.dispose()
  })

  it('are all carried out here', async () => {
    const names = [...document.matchAll(/^(?:query|mutation|subscription) (\w+)/gm)].map(([, name]) => name)
    expect(names).toEqual([
      'Viewer',
      'Instruments',
      'Desk',
      'Order',
      'OpenAccount',
      'Deposit',
      'SubmitOrder',
      'ReplaceOrder',
      'CancelOrder',
      'CancelAllOrders',
      'PutRiskPolicy',
      'EngageKillSwitch',
      'ReleaseKillSwitch',
      'Fills',
      'OrderUpdates',
      'Quotes',
    ])
    expect(await ask(tenants.server.url, tenants.a.owner, '{ viewer { id } }')).toHaveProperty('data')
  })
})
