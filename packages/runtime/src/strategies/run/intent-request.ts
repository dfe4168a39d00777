/** What a strategy wants as the command that asks for it: the same mailbox and gate as everybody's. */
import type { CancelOrderIntent, ReplaceOrderIntent, SubmitOrderIntent } from '@quarterdeck/sdk'
import type { OrderCause } from '@quarterdeck/engine'
import type { CommandRequest } from '../../runtime.ts'

export type OrderIntent = SubmitOrderIntent | ReplaceOrderIntent | CancelOrderIntent

export function submission(
  intent: SubmitOrderIntent,
  of: { readonly accountId: string; readonly strategyId: string; readonly cause: OrderCause },
): CommandRequest {
  return {
    type: 'SubmitOrder',
    accountId: of.accountId,
    instrumentId: intent.instrumentId,
    clientOrderId: intent.clientOrderId,
    side: intent.side,
    orderType: intent.orderType,
    timeInForce: intent.timeInForce,
    quantityLots: intent.quantityLots,
    limitTicks: intent.limitTicks,
    stopTicks: intent.stopTicks,
    requestedMode: null,
    strategyId: of.strategyId,
    bracketId: intent.bracketId,
    cause: of.cause,
  }
}

/** A change of an order that the book knows by this id. */
export function amendment(
  intent: ReplaceOrderIntent | CancelOrderIntent,
  orderId: string,
  cause: OrderCause,
): CommandRequest {
  if (intent.type === 'CancelOrder') return { type: 'CancelOrder', orderId, cause }
  const { idempotencyKey, quantityLots, limitTicks, stopTicks } = intent
  return { type: 'ReplaceOrder', orderId, idempotencyKey, quantityLots, limitTicks, stopTicks, cause }
}
