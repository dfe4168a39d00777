/** Orders that cannot be: each is refused with the field and what is allowed, and leaves no event behind. */
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'
import type { TestServer } from '../../src/testing/server.ts'
import { START_MS, SUBMIT, type Tenant, type Tenants, startTenants } from '../tenants.ts'
import { type Expected, expectRefusal, unchanged } from './problem.ts'
import { TERMS, malformed } from './order-rows.ts'

let tenants: Tenants
let server: TestServer

/** Ids of everything that B has, and of things that nobody has. */
let foreign: {
  readonly account: string
  readonly order: string
  readonly fill: string
  readonly policy: string
  readonly organization: string
}
let finished: string

const REPLACE = `mutation ($input: ReplaceOrderInput!) { replaceOrder(input: $input) { __typename ... on ReplaceOrderPayload { order { id status } } ... on Problem { code message path } } }`
const CANCEL = `mutation ($input: CancelOrderInput!) { cancelOrder(input: $input) { __typename ... on CancelOrderPayload { order { id status } } ... on Problem { code message path } } }`
const CANCEL_ALL = `mutation ($input: CancelAllOrdersInput!) { cancelAllOrders(input: $input) { __typename ... on Problem { code message path } } }`
const PREVIEW = `mutation ($input: SubmitOrderInput!) { previewOrder(input: $input) { __typename ... on PreviewOrderPayload { decision { outcome } } ... on Problem { code message path } } }`
const NOBODY = '00000000-0000-4000-8000-000000000000'

beforeAll(async () => {
  tenants = await startTenants()
  server = tenants.server
  const { a, b } = tenants
  const placed = await b.ask(SUBMIT, { input: b.order('of-b') })
  const { order } = (placed.data as unknown as { submitOrder: { order: { id: string } } }).submitOrder
  foreign = {
    account: b.accountId,
    order: order.id,
    fill: `fil_${NOBODY}`,
    policy: `pol_${NOBODY}`,
    organization: b.organizationId,
  }
  const mine = await a.ask(SUBMIT, { input: a.order('to-cancel') })
  finished = (mine.data as unknown as { submitOrder: { order: { id: string } } }).submitOrder.order.id
  await a.ask(CANCEL, { input: { orderId: finished } })
  // The venue must have answered, so that the heads stand still for the tests below.
  const statuses = async () => [await statusOf(b, order.id), await statusOf(a, finished)].join()
  await vi.waitUntil(async () => (await statuses()) === 'NEW,CANCELED', { timeout: 40_000, interval: 20 })
}, START_MS)

afterAll(() => tenants.close())

async function statusOf(tenant: Tenant, id: string): Promise<string> {
  const answer = await tenant.ask('query ($id: ID!) { node(id: $id) { ... on Order { status } } }', { id })
  return (answer.data as unknown as { node: { status: string } }).node.status
}

describe('orders that cannot be', () => {
  for (const { name, terms, ...expected } of TERMS) {
    it(`refuses ${name}, in submitOrder and in previewOrder alike`, async () => {
      await unchanged(tenants, async () => {
        const input = tenants.a.order('refused', terms)
        expectRefusal(await tenants.a.ask(SUBMIT, { input }), 'submitOrder', expected)
        if (!('clientOrderId' in terms))
          expectRefusal(await tenants.a.ask(PREVIEW, { input }), 'previewOrder', expected)
      })
    })
  }

  it('takes a clientOrderId of emoji as it is', async () => {
    const clientOrderId = '🚀🚀'
    const answer = await tenants.a.ask(SUBMIT, { input: tenants.a.order(clientOrderId) })
    expect(answer.data).toMatchObject({ submitOrder: { order: { clientOrderId } } })
    const { id } = (answer.data as unknown as { submitOrder: { order: { id: string } } }).submitOrder.order
    await vi.waitUntil(async () => (await statusOf(tenants.a, id)) === 'NEW', {
      timeout: 30_000,
      interval: 20,
    })
  })

  it('says the same of a foreign account, an unknown one, and an id of another kind', async () => {
    const said = new Set<string>()
    for (const accountId of [
      foreign.account,
      `acc_${NOBODY}`,
      'acc_',
      'acc_x',
      `ord_${NOBODY}`,
      foreign.organization,
      'SIM:BTC-USD',
      '',
      '1',
      "acc_' OR 1=1",
      'x'.repeat(5_000),
      '🚀',
      `acc_${foreign.account}`,
    ]) {
      const answer = await unchanged(tenants, () =>
        tenants.a.ask(SUBMIT, { input: tenants.a.order('foreign', { accountId }) }),
      )
      expectRefusal(answer, 'submitOrder', {
        code: 'NOT_FOUND',
        path: ['input', 'accountId'],
        says: /^Account not found$/,
      })
      said.add(JSON.stringify(answer.data))
    }
    expect(said.size).toBe(1)
  })

  it('says the same of a foreign order, an unknown one, and an id of another kind, in every argument', async () => {
    const rows = [
      ['replaceOrder', REPLACE, (orderId: string) => ({ orderId, idempotencyKey: 'k', quantity: '1' })],
      ['cancelOrder', CANCEL, (orderId: string) => ({ orderId })],
    ] as const
    for (const [field, mutation, inputOf] of rows) {
      const said = new Set<string>()
      for (const orderId of [
        foreign.order,
        `ord_${NOBODY}`,
        'ord_',
        'ord_x',
        `acc_${NOBODY}`,
        foreign.account,
        '',
        'x'.repeat(5_000),
      ]) {
        const answer = await unchanged(tenants, () => tenants.a.ask(mutation, { input: inputOf(orderId) }))
        expectRefusal(answer, field, {
          code: 'NOT_FOUND',
          path: ['input', 'orderId'],
          says: /^Order not found$/,
        })
        said.add(JSON.stringify(answer.data))
      }
      expect(said.size).toBe(1)
    }
  })

  it('cancelAllOrders finds no foreign organization, account or instrument', async () => {
    const { a } = tenants
    const rows: readonly (readonly [object, string, RegExp])[] = [
      [{ organizationId: foreign.organization }, 'organizationId', /^Organization not found$/],
      [{ organizationId: `org_${NOBODY}` }, 'organizationId', /^Organization not found$/],
      [{ organizationId: a.accountId }, 'organizationId', /^Organization not found$/],
      [{ organizationId: a.organizationId, accountId: foreign.account }, 'accountId', /^Account not found$/],
      [{ organizationId: a.organizationId, accountId: 'nonsense' }, 'accountId', /^Account not found$/],
      [
        { organizationId: a.organizationId, instrumentId: 'SIM:NOPE' },
        'instrumentId',
        /^Instrument not found$/,
      ],
    ]
    for (const [input, argument, says] of rows) {
      const answer = await unchanged(tenants, () => a.ask(CANCEL_ALL, { input }))
      expectRefusal(answer, 'cancelAllOrders', { code: 'NOT_FOUND', path: ['input', argument], says })
    }
  })

  it('no foreign id opens anything that is read', async () => {
    const queries: readonly (readonly [string, object])[] = [
      ['query ($id: ID!) { node(id: $id) { id } }', { id: foreign.order }],
      ['query ($id: ID!) { node(id: $id) { id } }', { id: foreign.account }],
      ['query ($id: ID!) { node(id: $id) { id } }', { id: foreign.organization }],
      ['query ($id: ID!) { node(id: $id) { id } }', { id: foreign.fill }],
      ['query ($id: ID!) { node(id: $id) { id } }', { id: foreign.policy }],
      ['query ($id: ID!) { node(id: $id) { id } }', { id: '' }],
      ['query ($id: ID!) { node(id: $id) { id } }', { id: 'aud_nonsense' }],
      ['query ($id: ID!) { node(id: $id) { id } }', { id: 'pos_nonsense' }],
      ['query ($id: ID!) { node(id: $id) { id } }', { id: 'ksw_nonsense' }],
      ['query ($id: ID!) { node(id: $id) { id } }', { id: 'str_nonsense' }],
      ['query ($slug: String!) { organization(slug: $slug) { id } }', { slug: 'other' }],
      ['query ($slug: String!) { organization(slug: $slug) { id } }', { slug: '' }],
      [
        'query ($id: ID!) { organization(slug: "demo") { account(id: $id) { id } } }',
        { id: foreign.account },
      ],
      [
        'query ($id: ID!) { organization(slug: "demo") { orders(filter: { accountId: $id }) { totalCount } } }',
        { id: foreign.account },
      ],
      [
        'query ($id: ID!) { organization(slug: "demo") { orders(filter: { instrumentId: $id }) { totalCount } } }',
        { id: 'SIM:NOPE' },
      ],
      [
        'query ($id: ID!) { organization(slug: "demo") { fills(filter: { orderId: $id }) { totalCount } } }',
        { id: foreign.order },
      ],
      [
        'query ($id: ID!) { organization(slug: "demo") { fills(filter: { accountId: $id }) { totalCount } } }',
        { id: foreign.account },
      ],
    ]
    for (const [query, variables] of queries) {
      const answer = await tenants.a.ask(query, variables)
      expect(answer.errors, JSON.stringify(variables)).toMatchObject([
        { message: expect.stringMatching(/not found$/), extensions: { code: 'NOT_FOUND' } },
      ])
    }
    const filtered = await tenants.a.ask(
      '{ organization(slug: "demo") { auditLog(filter: { actorId: "nobody" }) { totalCount } } }',
    )
    expect(filtered.data).toMatchObject({ organization: { auditLog: { totalCount: 0 } } })
  })

  it('cursors of nobody are refused where they are read', async () => {
    for (const after of ['', 'x', '-1', '1.5', '99999999999999999999', "' OR 1=1", '🚀', 'x'.repeat(9_000)]) {
      for (const list of ['orders', 'fills', 'accounts', 'auditLog', 'alerts']) {
        const answer = await tenants.a.ask(
          `query ($after: String) { organization(slug: "demo") { ${list}(after: $after) { totalCount } } }`,
          { after },
        )
        expect(answer.errors, `${list} ${after.slice(0, 20)}`).toMatchObject([
          { message: expect.stringMatching(/after/), extensions: { code: 'BAD_USER_INPUT' } },
        ])
      }
    }
  })

  it('a finished order is neither replaced nor brought back; a cancel of it says that it is over', async () => {
    const replaced = await unchanged(tenants, () =>
      tenants.a.ask(REPLACE, { input: { orderId: finished, idempotencyKey: 'k', quantity: '1' } }),
    )
    expectRefusal(replaced, 'replaceOrder', {
      code: 'BAD_USER_INPUT',
      path: ['input', 'orderId'],
      says: /CANCELED/,
    })
    const canceled = await unchanged(tenants, () => tenants.a.ask(CANCEL, { input: { orderId: finished } }))
    expect(JSON.stringify(canceled)).toMatch(/CANCELED/)
  })

  it('a replacement without any new term, or with a wrong one, is refused', async () => {
    const { a } = tenants
    const placed = await a.ask(SUBMIT, { input: a.order('to-replace') })
    const orderId = (placed.data as unknown as { submitOrder: { order: { id: string } } }).submitOrder.order
      .id
    await vi.waitUntil(async () => (await statusOf(a, orderId)) === 'NEW', { timeout: 40_000, interval: 20 })
    const rows: readonly (readonly [object, Expected])[] = [
      [{}, { code: 'BAD_USER_INPUT', path: ['input'], says: /at least one of/ }],
      [{ quantity: '0' }, malformed('quantity', /greater than 0/)],
      [{ quantity: '1e5' }, malformed('quantity')],
      [{ quantity: '0.000000001' }, malformed('quantity', /multiple/)],
      [{ limitPrice: '1000.001' }, malformed('limitPrice', /multiple/)],
      [{ stopPrice: '5' }, malformed('stopPrice', /must not be given/)],
      [{ quantity: '1', idempotencyKey: '' }, malformed('idempotencyKey')],
      [{ quantity: '1', idempotencyKey: 'x'.repeat(65) }, malformed('idempotencyKey')],
      [{ quantity: '1', idempotencyKey: 'a\u0007' }, malformed('idempotencyKey')],
    ]
    for (const [terms, expected] of rows) {
      const answer = await unchanged(tenants, () =>
        a.ask(REPLACE, { input: { orderId, idempotencyKey: 'key', ...terms } }),
      )
      expectRefusal(answer, 'replaceOrder', expected)
    }
  })

  it('another order under a used clientOrderId is a CONFLICT that names the key and what differs', async () => {
    const { a } = tenants
    await a.ask(SUBMIT, { input: a.order('used') })
    const answer = await a.ask(SUBMIT, { input: a.order('used', { quantity: '0.02' }) })
    expectRefusal(answer, 'submitOrder', {
      code: 'CONFLICT',
      path: ['input', 'quantity'],
      says: /clientOrderId used/,
    })
  })

  it('none of it was a fault of ours', () => {
    expect(server.log.filter((line) => line.includes('"level":50'))).toEqual([])
  })
})
