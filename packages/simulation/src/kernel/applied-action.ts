/** What became of a split or dividend in a run: what its strategy is told of it, and its row in the result. */

import { MONEY_SCALE } from '@quarterdeck/engine'
import type { Book, CorporateActionApplied, EngineEvent, Posting } from '@quarterdeck/engine'
import { formatDecimal } from '@quarterdeck/sdk'
import type { CorporateActionInput, RestatedOrder } from '@quarterdeck/sdk'
import type { ActionRow } from '../run/result.ts'

/** `events` are those that came of the same command: the orders that it restated. */
export function actionInput(
  book: Book,
  event: CorporateActionApplied,
  events: readonly EngineEvent[],
): CorporateActionInput {
  const { at, instrumentId, action } = event
  const of = { type: 'corporateAction', at, instrumentId } as const
  if (action.kind === 'CASH_DIVIDEND')
    return { ...of, action: { kind: action.kind, perUnit: action.perUnit } }
  const orders = events.flatMap((one): RestatedOrder[] => {
    const order = one.type === 'OrderRestated' ? book.orders.get(one.orderId) : undefined
    if (one.type !== 'OrderRestated' || order === undefined) return []
    const { quantityLots, limitTicks, stopTicks } = one
    return [{ clientOrderId: order.clientOrderId, quantityLots, limitTicks, stopTicks }]
  })
  const { kind, numerator, denominator } = action
  return { ...of, action: { kind, numerator, denominator, orders } }
}

export function actionRow(
  book: Book,
  { at, instrumentId, action }: CorporateActionApplied,
  postings: readonly Posting[],
): ActionRow {
  const index = book.instrumentIndexById.get(instrumentId)!
  const lots = book.positions.find(({ instrumentIndex }) => instrumentIndex === index)?.lots ?? 0
  let cash = 0n
  for (const { ledgerAccount, amount } of postings) if (ledgerAccount === 'CASH') cash += amount
  const terms =
    action.kind === 'SPLIT'
      ? { kind: action.kind, numerator: action.numerator, denominator: action.denominator }
      : { kind: action.kind, perUnit: action.perUnit }
  const { currency } = book.instruments[index]!.terms
  return { at, instrumentId, ...terms, lots, cash: formatDecimal(cash, MONEY_SCALE), currency }
}
