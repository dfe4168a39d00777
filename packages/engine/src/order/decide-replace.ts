/**
 * Decides what replacing an order means: the new terms pass the same checks and the same gate as a new order, while the old ones
 * work on. Rules: SPEC.md, OR-15 to OR-18, OR-32, OR-33, ST-09 to ST-12.
 */

import type { Book, OrderState } from '../book/book.ts'
import type { ReplaceOrder } from '../book/command.ts'
import { liveGateOf, type DecisionContext } from '../book/context.ts'
import type { EngineEvent } from '../book/event.ts'
import { KEY_LENGTH_MAX, REPLACES_MAX } from '../book/limits.ts'
import type { Market } from '../book/market.ts'
import type { Outcome } from '../book/outcome.ts'
import { accept, badInput, notFound, refuse } from '../book/refusal.ts'
import { stamp, timesIn } from '../book/stamp.ts'
import { textFault } from '../book/text.ts'
import { formatQuantity } from '../instrument/increments.ts'
import { formatMoney } from '../number/notional.ts'
import { decideDayStart } from '../risk/marks.ts'
import type { LiveGate, OrderRequest } from '../risk/request.ts'
import { askingDeployment, isRefused, reachFault, tradingFault, type Asking } from '../strategy/cause.ts'
import { linkedLots } from './exits.ts'
import { judge, type Judgement } from './gate.ts'
import { usedLots } from './open-lots.ts'
import { replaceTerms } from './replace-terms.ts'
import { placeOf } from './standing.ts'
import { countFault, numbersFault, type OrderNumbers } from './terms-fault.ts'
import { TRANSITIONS } from './transitions.ts'

export function decideReplaceOrder(
  book: Book,
  market: Market,
  command: ReplaceOrder,
  context: DecisionContext,
): Outcome {
  const asking = askingDeployment(book, command)
  if (isRefused(asking)) return asking
  const order = book.orders.get(command.orderId)
  if (order === undefined) return notFound('orderId')
  const foreign = reachFault(order, asking)
  if (foreign !== null) return foreign
  const repeat = repeatOf(order, command)
  if (repeat !== null) return repeat
  const refused = statusFault(order)
  if (refused !== null) return refused

  const { account, instrument, position } = placeOf(book, order)
  const place = { accountId: account.id, instrumentId: instrument.terms.id }
  const shut = asking === null ? null : tradingFault(book, asking, place)
  if (shut !== null) return shut
  const terms = {
    orderType: order.orderType,
    quantityLots: command.quantityLots ?? order.quantityLots,
    limitTicks: command.limitTicks ?? order.limitTicks,
    stopTicks: command.stopTicks ?? order.stopTicks,
  }
  const fault = numbersFault(instrument, terms) ?? countFault(position, terms.quantityLots)
  if (fault !== null) return fault
  const used = usedLots(order)
  if (terms.quantityLots <= used) {
    return badInput(
      'quantity',
      `must be more than the ${formatQuantity(instrument, used)} that is filled; cancel the order to end it`,
    )
  }
  if (sameTerms(order, terms))
    return badInput('quantity', 'and prices are what the order has; nothing would change')
  if ((order.replaceKeys?.size ?? 0) >= REPLACES_MAX) {
    return badInput(
      'orderId',
      `was replaced ${REPLACES_MAX} times, the most that is allowed; cancel it and submit another`,
    )
  }

  const judgement = judgeBoth(book, market, order, { command, terms, context, asking })
  return answer(book, market, order, { command, terms, judgement, asking })
}

interface Judged {
  readonly command: ReplaceOrder
  readonly asking: Asking | null
  readonly terms: OrderNumbers
  readonly judgement: Judgement
}

function answer(
  book: Book,
  market: Market,
  order: OrderState,
  { command, terms, judgement, asking }: Judged,
): Outcome {
  const { decision, requirement } = judgement
  const { quantityLots, limitTicks, stopTicks } = terms
  const { idempotencyKey } = command
  const asked = {
    quantityLots: command.quantityLots,
    limitTicks: command.limitTicks,
    stopTicks: command.stopTicks,
  }
  const numbers = { quantityLots, limitTicks, stopTicks }
  const isBlocked = decision.outcome === 'BLOCKED'
  // As with a new order: what trades must not come ahead of the day's start.
  const { account } = placeOf(book, order)
  const mark = isBlocked ? null : decideDayStart(book, market, account, timesIn(book, command))
  const events: EngineEvent[] =
    mark === null ? [] : [{ type: 'AccountMarked', ...stamp(book, command), ...mark }]
  const place = stamp(book, command, events.length)
  const cause = asking === null ? {} : { cause: asking.cause }
  const made = { ...place, orderId: order.id, idempotencyKey, asked, ...numbers, decision, ...cause }
  const parts = { subjectId: order.id, decision }
  if (isBlocked) return accept([{ type: 'OrderReplaceBlocked', ...made }], parts)
  return accept(
    [...events, { type: 'OrderReplaceRequested', ...made, requirement: formatMoney(requirement) }],
    parts,
  )
}

function repeatOf(order: OrderState, command: ReplaceOrder): Outcome | null {
  const fault = textFault('idempotencyKey', command.idempotencyKey, KEY_LENGTH_MAX)
  if (fault !== null) return fault
  const known = order.replaceKeys?.get(command.idempotencyKey)
  if (known === undefined) return null
  if (known === replaceTerms(command)) return accept([], { subjectId: order.id })
  return refuse('CONFLICT', 'idempotencyKey', 'was used for a replace of this order with other terms')
}

function statusFault(order: OrderState): Outcome | null {
  const arm = TRANSITIONS[order.status].REPLACE
  if (arm === 'REFUSE') return badInput('orderId', `is ${order.status}; only working orders can be replaced`)
  if (arm === 'WAIT')
    return refuse('CONFLICT', 'orderId', `is ${order.status}; replace it once the venue has answered`)
  return null
}

function sameTerms(order: OrderState, terms: OrderNumbers): boolean {
  return (
    terms.quantityLots === order.quantityLots &&
    terms.limitTicks === order.limitTicks &&
    terms.stopTicks === order.stopTicks
  )
}

interface Asked {
  readonly command: ReplaceOrder
  readonly asking: Asking | null
  readonly terms: OrderNumbers
  readonly context: DecisionContext
}

/** Whose switches and limits an order is judged under. */
interface Party {
  readonly userId: string | null
  readonly strategyId: string | null
}

/** Judged for who asks now and for who submitted it: a switch or a limit on either person or strategy holds. */
function judgeBoth(book: Book, market: Market, order: OrderState, asked: Asked): Judgement {
  const { actor, at } = asked.command
  const { explainsAllowed } = asked.context
  const submitted: Party = { userId: order.actor.userId, strategyId: order.strategyId }
  const asking: Party = {
    userId: actor.userId,
    // A deployment asks for its own orders only, and those are its strategy's.
    strategyId: actor.kind === 'STRATEGY' && asked.asking === null ? actor.id : order.strategyId,
  }
  const standing = {
    linked: linkedLots(book, order),
    liveGate: liveGateOf(asked.context, placeOf(book, order).account),
  }
  const judgement = judge(book, market, requestOf(order, asked, { ...asking, ...standing }), {
    at,
    explainsAllowed,
  })
  const same = submitted.userId === asking.userId && submitted.strategyId === asking.strategyId
  if (judgement.decision.outcome === 'BLOCKED' || same) return judgement
  return judge(book, market, requestOf(order, asked, { ...submitted, ...standing }), { at, explainsAllowed })
}

function requestOf(
  order: OrderState,
  { terms, asking }: Asked,
  { userId, strategyId, linked, liveGate }: Party & { readonly linked: number; readonly liveGate: LiveGate },
): OrderRequest {
  return {
    accountIndex: order.accountIndex,
    instrumentIndex: order.instrumentIndex,
    positionIndex: order.positionIndex,
    side: order.side,
    orderType: order.orderType,
    timeInForce: order.timeInForce,
    requestedMode: order.requestedMode,
    quantityLots: terms.quantityLots,
    limitTicks: terms.limitTicks,
    stopTicks: terms.stopTicks,
    strategyId,
    deploymentId: asking === null ? null : asking.deployment.id,
    userId,
    replacing: order,
    linkedLots: linked,
    exitOf: order.exitOf,
    liveGate,
  }
}
