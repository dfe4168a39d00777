/** One id from the request to the venue and back: in the answer's header, in the log and in every event that came of it. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { createClient } from 'graphql-ws'
import WebSocket from 'ws'
import { type TestServer, startServer } from '../testing/server.ts'

const TRACE = '4bf92f3577b34da6a3ce929d0e0e4736'
const SUBMIT = `mutation($input: SubmitOrderInput!) {
  submitOrder(input: $input) { ... on SubmitOrderPayload { order { id } } ... on Problem { message } }
}`

let server: TestServer
let authorization: string
let accountId: string

beforeAll(async () => {
  server = await startServer()
  authorization = await server.bearer(server.demo.organizationId, 'OWNER')
  const found = await server.prisma.tradingAccount.findFirstOrThrow({ where: { mode: 'PAPER' } })
  accountId = `acc_${found.id}`
})
afterAll(() => server?.close())

const order = (clientOrderId: string) => ({
  query: SUBMIT,
  variables: {
    input: {
      accountId,
      instrumentId: 'SIM:BTC-USD',
      clientOrderId,
      side: 'BUY',
      type: 'MARKET',
      quantity: '0.01',
      timeInForce: 'IOC',
    },
  },
})

interface Answer {
  readonly data: { readonly submitOrder: { readonly order: { readonly id: string } } }
}

async function send(body: object, headers: Record<string, string>): Promise<Response> {
  return fetch(`${server.url}/graphql`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', authorization, ...headers },
    body: JSON.stringify(body),
  })
}

/** The events of an order once the venue has answered, as (type, command id). */
async function eventsOf(id: string): Promise<readonly { type: string; commandId: string }[]> {
  const where = { organizationId: server.demo.organizationId, subjectId: id.slice(4) }
  const read = () => server.prisma.journalEvent.findMany({ where, orderBy: { seq: 'asc' } })
  await expect
    .poll(async () => (await read()).map(({ type }) => type), { timeout: 40_000 })
    .toContain('OrderFilled')
  return read()
}

describe('a request with a trace context', () => {
  it('gives its id to the answer, the log, and every event of its order, the venue’s included', async () => {
    const response = await send(order('traced'), { traceparent: `00-${TRACE}-00f067aa0ba902b7-01` })
    expect(response.headers.get('x-request-id')).toBe(TRACE)
    const { data } = (await response.json()) as Answer
    const events = await eventsOf(data.submitOrder.order.id)
    expect(events.length).toBeGreaterThan(1)
    expect(events.map(({ commandId }) => commandId.split('.')[0])).toEqual(events.map(() => TRACE))
    // Traced alike, yet commands of their own.
    expect(new Set(events.map(({ commandId }) => commandId)).size).toBeGreaterThan(1)
    const lines = server.log.map((line) => JSON.parse(line) as Record<string, unknown>)
    expect(lines.filter(({ traceId }) => traceId === TRACE)).toEqual([
      expect.objectContaining({ mutation: ['submitOrder'], actor: expect.stringMatching(/^API_KEY:/) }),
    ])
  })
})

describe('a request without one', () => {
  it('is given an id of its own, also where it is refused', async () => {
    const ids = [
      await send(order('untraced'), {}),
      await send({ query: '{' }, {}),
      await send({}, { authorization: 'Bearer nonsense' }),
    ].map(({ headers }) => headers.get('x-request-id'))
    for (const id of ids) expect(id).toMatch(/^[0-9a-f]{32}$/)
    expect(new Set(ids).size).toBe(ids.length)
  })
})

describe('an operation over WebSocket', () => {
  it('carries the trace context of its own message', async () => {
    const client = createClient({
      url: `${server.url.replace('http', 'ws')}/graphql`,
      webSocketImpl: WebSocket,
      connectionParams: { authorization },
    })
    const traceparent = `00-${TRACE.replace('4', '5')}-00f067aa0ba902b7-01`
    const results = client.iterate({ ...order('by-socket'), extensions: { traceparent } })
    const { value } = await results.next()
    const [placed] = await eventsOf((value as Answer).data.submitOrder.order.id)
    await client.dispose()
    expect(placed?.commandId.split('.')[0]).toBe(TRACE.replace('4', '5'))
  })
})
