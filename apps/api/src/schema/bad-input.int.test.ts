/** Bad input gets a problem that names the field, its fault and what is allowed: never INTERNAL, never half done. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type Answer, type Credential, ask, dataOf } from '../testing/client.ts'
import { type TestServer, startServer } from '../testing/server.ts'

let server: TestServer
let trader: Credential
let accountId: string
const GONE = '00000000-0000-8000-8000-000000000000'

beforeAll(async () => {
  server = await startServer()
  trader = { authorization: await server.bearer(server.demo.organizationId, 'OWNER') }
  const { data } = await ask(
    server.url,
    trader,
    '{ organization(slug: "demo") { accounts { edges { node { id } } } } }',
  )
  const found = dataOf<{ accounts: { edges: { node: { id: string } }[] } }>(
    { data, errors: undefined },
    'organization',
  )
  accountId = found.accounts.edges[0]?.node.id ?? ''
})
afterAll(() => server?.close())

let counter = 0
function submit(terms: object): Promise<Answer> {
  const query = `mutation($input: SubmitOrderInput!) { submitOrder(input: $input) {
    __typename ... on Problem { code message path } ... on SubmitOrderPayload { order { id status } } } }`
  const input = {
    accountId,
    instrumentId: 'SIM:BTC-USD',
    clientOrderId: `bad-${(counter += 1)}`,
    side: 'BUY',
    type: 'LIMIT',
    quantity: '0.01',
    limitPrice: '1000',
    timeInForce: 'GTC',
    ...terms,
  }
  return ask(server.url, trader, query, { input })
}

async function ordersMade(): Promise<number> {
  const { data } = await ask(server.url, trader, '{ organization(slug: "demo") { orders { totalCount } } }')
  return dataOf<{ orders: { totalCount: number } }>({ data, errors: undefined }, 'organization').orders
    .totalCount
}

describe('an order with bad terms', () => {
  it.each([
    ['quantity off the lot', { quantity: '0.0123456789' }, 'quantity'],
    ['zero quantity', { quantity: '0' }, 'quantity'],
    ['negative quantity', { quantity: '-1' }, 'quantity'],
    ['a price off the tick', { limitPrice: '1000.001' }, 'limitPrice'],
    ['a limit order without a price', { limitPrice: null }, 'limitPrice'],
    ['a market order with a limit price', { type: 'MARKET', limitPrice: '1' }, 'limitPrice'],
    ['a trailing stop', { type: 'TRAILING_STOP' }, 'type'],
    ['market if touched', { type: 'MARKET_IF_TOUCHED' }, 'type'],
    ['good till date', { timeInForce: 'GTD' }, 'timeInForce'],
    ['an expiry', { expireAt: '2030-01-01T00:00:00Z' }, 'expireAt'],
    ['post-only', { postOnly: true }, 'postOnly'],
    ['reduce-only', { reduceOnly: true }, 'reduceOnly'],
    ['a display quantity', { displayQuantity: '1' }, 'displayQuantity'],
    ['a take profit', { takeProfit: { limitPrice: '1' } }, 'takeProfit'],
    ['a stop loss', { stopLoss: { stopPrice: '1' } }, 'stopLoss'],
    ['an empty client order id', { clientOrderId: '' }, 'clientOrderId'],
    ['a huge client order id', { clientOrderId: 'x'.repeat(5_000) }, 'clientOrderId'],
    ['a strategy id with a space', { strategyId: 'a b' }, 'strategyId'],
  ])('%s: InvalidInput that names the field', async (_name, terms, field) => {
    const before = await ordersMade()
    const { data, errors } = await submit(terms)
    expect(errors).toBeUndefined()
    expect(data?.submitOrder).toMatchObject({
      __typename: 'InvalidInput',
      code: 'BAD_USER_INPUT',
      path: ['input', field],
    })
    expect(await ordersMade()).toBe(before)
  })

  it.each([
    ['an unknown account', { accountId: `acc_${GONE}` }, 'Account not found'],
    ['an id of another kind', { accountId: `ord_${GONE}` }, 'Account not found'],
    ['nonsense for an account', { accountId: "'; drop table" }, 'Account not found'],
    ['an unknown instrument', { instrumentId: 'SIM:NOPE' }, 'Instrument not found'],
  ])('%s: NotFound', async (_name, terms, message) => {
    const { data } = await submit(terms)
    expect(data?.submitOrder).toMatchObject({ __typename: 'NotFound', code: 'NOT_FOUND', message })
  })

  it.each([
    ['an exponent', { quantity: '1e3' }],
    ['a plus sign', { quantity: '+1' }],
    ['NaN', { quantity: 'NaN' }],
    ['infinity', { quantity: 'Infinity' }],
    ['a JSON number', { quantity: 0.1 }],
    ['too many digits', { quantity: `1${'0'.repeat(40)}` }],
    ['too many decimals', { quantity: `0.${'1'.repeat(30)}` }],
    ['spaces', { quantity: ' 1' }],
    ['an unknown side', { side: 'HOLD' }],
    ['an unknown field', { leverage: '5' }],
    ['a null byte', { clientOrderId: 'a\0b' }],
    ['half a surrogate pair', { clientOrderId: '\ud800' }],
    ['a string beyond all bounds', { clientOrderId: 'x'.repeat(20_000) }],
    ['a missing field', { quantity: undefined }],
  ])('%s: BAD_USER_INPUT without running', async (_name, terms) => {
    const before = await ordersMade()
    const { data, errors } = await submit(terms)
    expect(data ?? null).toBeNull()
    expect(errors?.map(({ extensions }) => extensions.code)).toEqual(['BAD_USER_INPUT'])
    expect(errors?.[0]?.message).toMatch(/input/)
    expect(errors?.[0]?.message).not.toMatch(/Did you mean/)
    expect(await ordersMade()).toBe(before)
  })

  it('other terms under a used client order id: Conflict, and the same terms: the same order', async () => {
    const first = await submit({ clientOrderId: 'once' })
    const again = await submit({ clientOrderId: 'once' })
    const other = await submit({ clientOrderId: 'once', quantity: '0.02' })
    const idOf = ({ data }: Answer) =>
      dataOf<{ order: { id: string } }>({ data, errors: undefined }, 'submitOrder').order.id
    expect(idOf(again)).toBe(idOf(first))
    expect(other.data?.submitOrder).toMatchObject({ __typename: 'Conflict', code: 'CONFLICT' })
  })
})

describe('other bad input', () => {
  const mutate = (name: string, input: object) => {
    const type = `${name.charAt(0).toUpperCase()}${name.slice(1)}Input`
    return ask(
      server.url,
      trader,
      `mutation($input: ${type}!) { ${name}(input: $input) { __typename ... on Problem { code message path } } }`,
      { input },
    )
  }
  const organizationId = () => `org_${server.demo.organizationId}`

  it.each([
    [
      'a negative deposit',
      'deposit',
      () => ({ accountId, amount: '-5', currency: 'USD', idempotencyKey: 'n' }),
      'InvalidInput',
    ],
    [
      'a deposit in no currency',
      'deposit',
      () => ({ accountId, amount: '5', currency: '?', idempotencyKey: 'c' }),
      'InvalidInput',
    ],
    [
      'an account without a name',
      'openAccount',
      () => ({ organizationId: organizationId(), name: '', mode: 'PAPER', currency: 'USD' }),
      'InvalidInput',
    ],
    [
      'a policy on an outdated version',
      'putRiskPolicy',
      () => ({ organizationId: organizationId(), scope: 'ORGANIZATION', expectedVersion: 7, limits: {} }),
      'Conflict',
    ],
    [
      'a policy whose scope lacks its target',
      'putRiskPolicy',
      () => ({ organizationId: organizationId(), scope: 'ACCOUNT', limits: {} }),
      'InvalidInput',
    ],
    [
      'a policy with a negative limit',
      'putRiskPolicy',
      () => ({ organizationId: organizationId(), scope: 'ORGANIZATION', limits: { maxLeverage: '-1' } }),
      'InvalidInput',
    ],
    [
      'a kill switch without a reason',
      'engageKillSwitch',
      () => ({ organizationId: organizationId(), scope: 'ORGANIZATION', reason: '' }),
      'InvalidInput',
    ],
    [
      'a kill switch on an unknown user',
      'engageKillSwitch',
      () => ({ organizationId: organizationId(), scope: 'USER', targetId: `usr_${GONE}`, reason: 'r' }),
      'NotFound',
    ],
    [
      'the release of an unknown switch',
      'releaseKillSwitch',
      () => ({ organizationId: organizationId(), killSwitchId: `ksw_${GONE}`, reason: 'r' }),
      'NotFound',
    ],
    ['the cancel of an unknown order', 'cancelOrder', () => ({ orderId: `ord_${GONE}` }), 'NotFound'],
    [
      'a key that has ended before it begins',
      'createApiKey',
      () => ({
        organizationId: organizationId(),
        name: 'k',
        role: 'VIEWER',
        expiresAt: '2001-01-01T00:00:00Z',
      }),
      'InvalidInput',
    ],
    [
      'a key with a nameless name',
      'createApiKey',
      () => ({ organizationId: organizationId(), name: '  ', role: 'VIEWER' }),
      'InvalidInput',
    ],
  ])('%s', async (_name, mutation, input, expected) => {
    const { data, errors } = await mutate(mutation, input())
    expect(errors).toBeUndefined()
    expect(data?.[mutation]).toMatchObject({ __typename: expected })
  })

  it.each([
    ['a page of nothing', 'orders(first: 0)', 'BAD_USER_INPUT'],
    ['a page without end', 'orders(first: 201)', 'BAD_USER_INPUT'],
    ['both directions', 'orders(first: 1, last: 1)', 'BAD_USER_INPUT'],
    ['a made-up cursor', 'orders(after: "yesterday")', 'BAD_USER_INPUT'],
    [
      'a day that does not exist',
      'orders(filter: { createdAfter: "2026-02-30T00:00:00Z" })',
      'BAD_USER_INPUT',
    ],
    [
      'a time with an offset',
      'orders(filter: { createdAfter: "2026-02-03T00:00:00+01:00" })',
      'BAD_USER_INPUT',
    ],
    ['a filter on an unknown account', `orders(filter: { accountId: "acc_${GONE}" })`, 'NOT_FOUND'],
    ['a filter on an unknown instrument', 'orders(filter: { instrumentId: "SIM:NOPE" })', 'NOT_FOUND'],
  ])('%s in a list', async (_name, field, code) => {
    const { errors } = await ask(
      server.url,
      trader,
      `{ organization(slug: "demo") { ${field} { totalCount } } }`,
    )
    expect(errors?.map(({ extensions }) => extensions.code)).toEqual([code])
  })

  it('nothing of all this was a fault of ours', () => {
    expect(server.log.filter((line) => line.includes('"level":50'))).toEqual([])
  })
})
