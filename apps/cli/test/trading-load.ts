/**
 * Clients that trade without pause and write down what the server acknowledged: the outside's own truth, to be held against
 * what a restarted server says.
 */
import {
  cancelOrder,
  deposit,
  engageKillSwitch,
  replaceOrder,
  submitOrder,
  type QuarterdeckClient,
  type SubmitOrderInput,
} from '@quarterdeck/client'

export interface TradingLog {
  /** Every order ever sent, by clientOrderId: its fate may be unknown. */
  readonly sent: Map<string, SubmitOrderInput>
  /** Order id by clientOrderId, for each order that was acknowledged. */
  readonly acknowledged: Map<string, string>
  /** Orders that the server answered twice with different ids: must stay empty. */
  readonly contradicted: string[]
  /** Ids of acknowledged orders that were taken to rest, and of those whose cancel was acknowledged. */
  readonly resting: string[]
  readonly canceled: Set<string>
  /** New limit price by order id, for each acknowledged replacement; a later one stands. */
  readonly replaced: Map<string, string>
  /** Orders with a replacement whose answer was lost: it may have come true, after the ones that were acknowledged. */
  readonly unclear: Set<string>
  /** Deposits of one dollar by idempotency key: true once acknowledged. */
  readonly deposits: Map<string, boolean>
  /** Ids of acknowledged kill switches. */
  readonly switches: Set<string>
}

export function emptyLog(): TradingLog {
  return {
    sent: new Map(),
    acknowledged: new Map(),
    contradicted: [],
    resting: [],
    canceled: new Set(),
    replaced: new Map(),
    unclear: new Set(),
    deposits: new Map(),
    switches: new Set(),
  }
}

export interface Desk {
  readonly client: QuarterdeckClient
  readonly log: TradingLog
  readonly organizationId: string
  readonly accountId: string
}

/** Sends one order and writes down the answer. False: the connection was lost, its fate is open. */
export async function send({ client, log }: Desk, input: SubmitOrderInput): Promise<boolean> {
  log.sent.set(input.clientOrderId, input)
  const answer = await answered(client.request(submitOrder, { input }))
  if (answer === null) return false
  const { submitOrder: result } = answer
  if (result.__typename !== 'SubmitOrderPayload') throw new Error(`${result.code}: ${result.message}`)
  const known = log.acknowledged.get(input.clientOrderId)
  if (known !== undefined && known !== result.order.id) log.contradicted.push(input.clientOrderId)
  log.acknowledged.set(input.clientOrderId, result.order.id)
  if (input.type === 'LIMIT' && result.order.status !== 'REJECTED') log.resting.push(result.order.id)
  return true
}

/** Deposits a dollar; the same key again is the same dollar. */
export async function sendDeposit(
  { client, log, accountId }: Desk,
  idempotencyKey: string,
): Promise<boolean> {
  log.deposits.set(idempotencyKey, log.deposits.get(idempotencyKey) ?? false)
  const input = { accountId, amount: '1', currency: 'USD', idempotencyKey }
  const answer = await answered(client.request(deposit, { input }))
  if (answer === null) return false
  if (answer.deposit.__typename !== 'DepositPayload') throw new Error(answer.deposit.message)
  log.deposits.set(idempotencyKey, true)
  return true
}

async function sendCancel({ client, log }: Desk, orderId: string): Promise<boolean> {
  const answer = await answered(client.request(cancelOrder, { input: { orderId } }))
  if (answer?.cancelOrder.__typename === 'CancelOrderPayload') log.canceled.add(orderId)
  return answer !== null
}

async function sendReplace(
  { client, log }: Desk,
  terms: { readonly orderId: string; readonly limitPrice: string },
): Promise<boolean> {
  const input = { ...terms, idempotencyKey: `to-${terms.limitPrice}` }
  const answer = await answered(client.request(replaceOrder, { input }))
  if (answer === null) log.unclear.add(terms.orderId)
  const result = answer?.replaceOrder
  // Refused where the order ended or another replacement is on its way, blocked by the gate: then the order works on unchanged.
  if (result?.__typename === 'ReplaceOrderPayload' && result.decision?.outcome === 'ALLOWED')
    log.replaced.set(terms.orderId, terms.limitPrice)
  return answer !== null
}

/** Engages a switch on a strategy that nobody runs: it must outlive every death, and stops nothing here. */
export async function sendSwitch({ client, log, organizationId }: Desk, targetId: string): Promise<boolean> {
  const input = {
    organizationId,
    scope: 'STRATEGY',
    targetId,
    reason: 'must survive',
    cancelOpenOrders: false,
  } as const
  const answer = await answered(
    client.request(engageKillSwitch, { input: { ...input, allowReduceOnly: false } }),
  )
  if (answer?.engageKillSwitch.__typename === 'EngageKillSwitchPayload')
    log.switches.add(answer.engageKillSwitch.killSwitch.id)
  return answer !== null
}

interface Market {
  readonly instrumentId: string
  readonly quantity: string
  /** Far below the market: an order to buy here rests. */
  readonly farBelow: string
}

const MARKETS: readonly Market[] = [
  { instrumentId: 'SIM:BTC-USD', quantity: '0.001', farBelow: '30000' },
  { instrumentId: 'SIM:ETH-USD', quantity: '0.01', farBelow: '1500' },
  { instrumentId: 'SIM:AAPL', quantity: '1', farBelow: '90' },
  { instrumentId: 'SIM:EUR-USD', quantity: '1000', farBelow: '0.5' },
]

export interface TradeOptions {
  /** Makes this client's ids its own. */
  readonly name: string
  readonly random: () => number
  readonly signal: AbortSignal
}

/** Trades until the signal says stop or the server is gone: mostly at the market, some of everything else. */
export async function trade(desk: Desk, { name, random, signal }: TradeOptions): Promise<void> {
  for (let count = 0; !signal.aborted; count += 1) {
    if (!(await act(desk, random, `${name}-${count}`))) return
  }
}

function act(desk: Desk, random: () => number, id: string): Promise<boolean> {
  const { log, accountId } = desk
  const market = MARKETS[Math.floor(random() * MARKETS.length)] ?? MARKETS[0]!
  const { instrumentId, quantity, farBelow } = market
  const order = { accountId, instrumentId, clientOrderId: id, quantity }
  const dice = random()
  const rests = log.resting[Math.floor(random() * log.resting.length)]
  if (dice < 0.1) return sendDeposit(desk, id)
  if (dice < 0.25)
    return send(desk, { ...order, side: 'BUY', type: 'LIMIT', limitPrice: farBelow, timeInForce: 'GTC' })
  if (dice < 0.35 && rests !== undefined) return sendCancel(desk, rests)
  if (dice < 0.4 && rests !== undefined)
    return sendReplace(desk, { orderId: rests, limitPrice: String(1 + Math.floor(random() * 80)) })
  return send(desk, { ...order, side: random() < 0.5 ? 'BUY' : 'SELL', type: 'MARKET', timeInForce: 'IOC' })
}

/** The answer, or null: the connection was lost and nothing is known of the request's fate. */
async function answered<Answer>(request: Promise<Answer>): Promise<Answer | null> {
  try {
    return await request
  } catch (error) {
    if (isLostConnection(error)) return null
    throw error
  }
}

function isLostConnection(error: unknown): boolean {
  return (
    error instanceof TypeError ||
    (error instanceof Error && /terminated|socket|ECONN|fetch failed|other side closed/.test(error.message))
  )
}
