/**
 * Decides what submitting an order means: a repeat of one that was made, a refusal of what is no order at all, or an order that
 * the gate accepts or blocks. A preview goes the same way and leaves no trace. Rules: SPEC.md, OR-01 to OR-12, ST-09 to ST-11.
 */

import { MODES } from '@quarterdeck/sdk'
import type { AccountState, Book, InstrumentState } from '../book/book.ts'
import type { PreviewOrder, SubmitOrder } from '../book/command.ts'
import { liveGateOf, type DecisionContext } from '../book/context.ts'
import type { EngineEvent, OrderAccepted, OrderTerms } from '../book/event.ts'
import { ID_LENGTH_MAX, KEY_LENGTH_MAX } from '../book/limits.ts'
import type { Market } from '../book/market.ts'
import type { Outcome, Refusal } from '../book/outcome.ts'
import { accept, notFound, refuse } from '../book/refusal.ts'
import { stamp, timeIn, timesIn, type Stamp } from '../book/stamp.ts'
import { textFault, wordFault } from '../book/text.ts'
import { accountOf } from '../account/decide.ts'
import { entityId } from '../identity/entity-id.ts'
import { formatMoney } from '../number/notional.ts'
import { positionOf } from '../position/open-position.ts'
import { decideDayStart } from '../risk/marks.ts'
import { reducesPosition, type OrderRequest } from '../risk/request.ts'
import { askingDeployment, behalfFault, isRefused, tradingFault, type Asking } from '../strategy/cause.ts'
import type { OrderCause } from '../strategy/terms.ts'
import { lotsBeside } from './exits.ts'
import { judge, type Judgement } from './gate.ts'
import { countFault, termsFault } from './terms-fault.ts'

/** What both commands come to once their terms are good. */
interface GoodOrder {
  readonly account: AccountState
  readonly instrument: InstrumentState
  readonly asking: Asking | null
  readonly terms: OrderTerms
}

export function decideSubmitOrder(
  book: Book,
  market: Market,
  command: SubmitOrder,
  context: DecisionContext,
): Outcome {
  const account = accountOf(book, command.accountId)
  if (account === null) return notFound('accountId')
  const keyFault = textFault('clientOrderId', command.clientOrderId, KEY_LENGTH_MAX)
  if (keyFault !== null) return keyFault
  const asking = askingDeployment(book, command)
  if (isRefused(asking)) return asking
  const repeat = repeatOf(book, account, { command, asking })
  if (repeat !== null) return repeat

  const good = goodOrder(book, account, { command, asking })
  if (isRefusal(good)) return good
  const judged = judgeNew(book, market, good, { command, context })
  const { decision } = judged
  const isBlocked = decision.outcome === 'BLOCKED'
  // What trades must not come ahead of the day's start: a loss before the clock's first mark would never be counted.
  const mark = isBlocked ? null : decideDayStart(book, market, account, timesIn(book, command))
  const stamped = stamp(book, command, mark === null ? 0 : 1)
  const orderId = entityId(book.organizationId, 'order', stamped.seq)
  const event: EngineEvent = isBlocked
    ? { type: 'OrderBlocked', ...stamped, orderId, terms: good.terms, decision, ...forWhom(command, asking) }
    : orderAccepted(good, judged, { command, stamped, orderId })
  const events: readonly EngineEvent[] =
    mark === null ? [event] : [{ type: 'AccountMarked', ...stamp(book, command), ...mark }, event]
  return accept(events, { subjectId: orderId, decision })
}

function orderAccepted(
  { asking, terms }: GoodOrder,
  { decision, reservation, requirement, exitOf }: JudgedNew,
  of: { readonly command: SubmitOrder; readonly stamped: Stamp; readonly orderId: string },
): OrderAccepted {
  const { command, orderId } = of
  const { seq, at, commandId, actor } = of.stamped
  const reserved = formatMoney(reservation)
  const type = 'OrderAccepted'
  // Field by field, and copied only where there is more to say: copying an object costs as much as judging the order.
  const plain: OrderAccepted =
    requirement === reservation
      ? { type, seq, at, commandId, actor, orderId, terms, decision, reserved }
      : {
          type,
          seq,
          at,
          commandId,
          actor,
          orderId,
          terms,
          decision,
          reserved,
          requirement: formatMoney(requirement),
        }
  if (asking === null && command.onBehalfOf === undefined && exitOf === null) return plain
  return { ...plain, ...forWhom(command, asking), ...(exitOf === null ? {} : { exitOf }) }
}

/** The decision that a submission would get now; without a clientOrderId's history: a preview is no repeat. */
export function decidePreviewOrder(
  book: Book,
  market: Market,
  command: PreviewOrder,
  context: DecisionContext,
): Outcome {
  const account = accountOf(book, command.accountId)
  if (account === null) return notFound('accountId')
  const asking = askingDeployment(book, command)
  if (isRefused(asking)) return asking
  const good = goodOrder(book, account, { command, asking })
  if (isRefusal(good)) return good
  return accept([], { decision: judgeNew(book, market, good, { command, context }).decision })
}

/** A command and the deployment that it comes from; null: from none. */
interface Asked<C> {
  readonly command: C
  readonly asking: Asking | null
}

function goodOrder(
  book: Book,
  account: AccountState,
  { command, asking }: Asked<SubmitOrder | PreviewOrder>,
): GoodOrder | Refusal {
  const shut = asking === null ? behalfFault(book, command) : tradingFault(book, asking, command)
  if (shut !== null) return shut
  const index = book.instrumentIndexById.get(command.instrumentId)
  const instrument = index === undefined ? undefined : book.instruments[index]
  if (instrument === undefined) return notFound('instrumentId')
  const fault =
    namesFault(command) ??
    termsFault(instrument, command, timeIn(book, command)) ??
    countFault(positionOf(book, account.index, instrument.index), command.quantityLots)
  return fault ?? { account, instrument, asking, terms: termsOf(account, command, asking) }
}

function namesFault({ requestedMode, strategyId, bracketId }: SubmitOrder | PreviewOrder): Refusal | null {
  return (
    (requestedMode === null ? null : wordFault('mode', requestedMode, MODES)) ??
    (strategyId === null ? null : textFault('strategyId', strategyId, ID_LENGTH_MAX)) ??
    (typeof bracketId === 'string' ? textFault('bracketId', bracketId, ID_LENGTH_MAX) : null)
  )
}

function termsOf(
  account: AccountState,
  command: SubmitOrder | PreviewOrder,
  asking: Asking | null,
): OrderTerms {
  const {
    accountId,
    instrumentId,
    clientOrderId,
    side,
    orderType,
    timeInForce,
    quantityLots,
    limitTicks,
    stopTicks,
  } = command
  return {
    accountId,
    instrumentId,
    clientOrderId,
    side,
    orderType,
    timeInForce,
    quantityLots,
    limitTicks,
    stopTicks,
    requestedMode: command.requestedMode ?? account.mode,
    strategyId: strategyOf(command, asking),
  }
}

/** Which deployment an order counts for: the one that asks, or the one that a person orders for. */
function forWhom(
  { onBehalfOf }: SubmitOrder,
  asking: Asking | null,
): { readonly cause?: OrderCause; readonly onBehalfOf?: string } {
  if (asking !== null) return { cause: asking.cause }
  return onBehalfOf === undefined ? {} : { onBehalfOf }
}

/** A strategy's own orders carry its id, whatever they say: none slips out of its strategy's limits and switches. */
function strategyOf({ actor, strategyId }: SubmitOrder | PreviewOrder, asking: Asking | null): string | null {
  if (asking !== null) return asking.deployment.strategyId
  return actor.kind === 'STRATEGY' ? actor.id : strategyId
}

interface JudgedNew extends Judgement {
  readonly exitOf: string | null
}

interface Judged {
  readonly command: SubmitOrder | PreviewOrder
  readonly context: DecisionContext
}

function judgeNew(book: Book, market: Market, good: GoodOrder, { command, context }: Judged): JudgedNew {
  const { account, instrument, terms, asking } = good
  const position = positionOf(book, account.index, instrument.index)
  const request: OrderRequest = {
    accountIndex: account.index,
    instrumentIndex: instrument.index,
    positionIndex: position === null ? -1 : position.index,
    side: terms.side,
    orderType: terms.orderType,
    timeInForce: terms.timeInForce,
    requestedMode: terms.requestedMode,
    quantityLots: terms.quantityLots,
    limitTicks: terms.limitTicks,
    stopTicks: terms.stopTicks,
    strategyId: terms.strategyId,
    deploymentId: asking === null ? null : asking.deployment.id,
    userId: command.actor.userId,
    replacing: null,
    linkedLots: 0,
    exitOf: null,
    liveGate: liveGateOf(context, account),
  }
  if (position !== null) standBeside(book, request, command.bracketId ?? null)
  const { at } = command
  const judged = judge(book, market, request, { at, explainsAllowed: context.explainsAllowed })
  const { decision, reservation, requirement } = judged
  return { decision, reservation, requirement, exitOf: request.exitOf ?? null }
}

/** Lets an exit of a bracket count once with the other one, where both together only reduce the position (OR-44). */
function standBeside(book: Book, request: OrderRequest, bracketId: string | null): void {
  const { strategyId, side, orderType } = request
  const beside = lotsBeside(book, request.positionIndex, { exitOf: bracketId, strategyId, side, orderType })
  if (beside === null || !reducesPosition(book, { ...request, linkedLots: beside })) return
  request.linkedLots = beside
  request.exitOf = bracketId
}

/** The order that this clientOrderId made: found again where the terms are the same, a conflict where they are not. */
function repeatOf(
  book: Book,
  account: AccountState,
  { command, asking }: Asked<SubmitOrder>,
): Outcome | null {
  const order = book.orders.ofClient(account.index, command.clientOrderId)
  if (order === undefined) return null
  const { submitted } = order
  const pairs = [
    ['instrumentId', command.instrumentId, book.instruments[order.instrumentIndex]?.terms.id],
    ['side', command.side, order.side],
    ['type', command.orderType, order.orderType],
    ['timeInForce', command.timeInForce, order.timeInForce],
    ['quantity', command.quantityLots, submitted.quantityLots],
    ['limitPrice', command.limitTicks, submitted.limitTicks],
    ['stopPrice', command.stopTicks, submitted.stopTicks],
    ['mode', command.requestedMode ?? account.mode, submitted.requestedMode],
    ['strategyId', strategyOf(command, asking), order.strategyId],
    [
      'cause.deploymentId',
      asking === null ? (command.onBehalfOf ?? null) : asking.deployment.id,
      order.deploymentId,
    ],
  ] as const
  for (const [field, asked, known] of pairs) {
    if (asked !== known) {
      return refuse(
        'CONFLICT',
        field,
        `differs from the order that clientOrderId ${command.clientOrderId} already made`,
      )
    }
  }
  return accept([], { subjectId: order.id })
}

function isRefusal(value: GoodOrder | Refusal): value is Refusal {
  return 'kind' in value
}
