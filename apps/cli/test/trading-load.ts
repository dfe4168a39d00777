/**
 * Clients that trade without pause and write down what the server acknowledged: the outside's own truth, to be held against
 * what a restarted server says.
 */
import { submitOrder, type QuarterdeckClient } from '@quarterdeck/client'
import type { SubmitOrderInput } from '@quarterdeck/client'

export interface TradingLog {
  /** Every input ever sent, by clientOrderId: its fate may be unknown. */
  readonly sent: Map<string, SubmitOrderInput>
  /** Order id by clientOrderId, for each order that was acknowledged. */
  readonly acknowledged: Map<string, string>
  /** Orders that the server answered twice with different ids: must stay empty. */
  readonly contradicted: string[]
}

export function emptyLog(): TradingLog {
  return { sent: new Map(), acknowledged: new Map(), contradicted: [] }
}

/** Sends one order and writes down the answer; a lost connection leaves its fate open. */
export async function send(
  client: QuarterdeckClient,
  log: TradingLog,
  input: SubmitOrderInput,
): Promise<boolean> {
  log.sent.set(input.clientOrderId, input)
  try {
    const { submitOrder: result } = await client.request(submitOrder, { input })
    if (result.__typename !== 'SubmitOrderPayload') throw new Error(`${result.code}: ${result.message}`)
    const known = log.acknowledged.get(input.clientOrderId)
    if (known !== undefined && known !== result.order.id) log.contradicted.push(input.clientOrderId)
    log.acknowledged.set(input.clientOrderId, result.order.id)
    return true
  } catch (error) {
    if (isLostConnection(error)) return false
    throw error
  }
}

/** True for what a killed server does to a request: nothing is known of its fate. */
function isLostConnection(error: unknown): boolean {
  return (
    error instanceof TypeError ||
    (error instanceof Error && /terminated|socket|ECONN|fetch failed|other side closed/.test(error.message))
  )
}
