/** How to bring a position to a target, counting the orders that already work towards it. */

import { openLots, type OrderRecord } from './order.ts'

/** Signed lots to order now, and the orders to withdraw first. */
export interface TargetPlan {
  readonly lots: number
  readonly cancel: readonly OrderRecord[]
}

/**
 * Plans for `missing` lots (target less position, signed), given the working orders of the instrument, oldest first.
 *
 * Stops and bracket exits are left alone and not counted: they work only once the market moves. An order whose cancel is
 * under way is not counted either. Orders on the wrong side are withdrawn; so are the newest on the right side while they
 * would fill more than is missing. Afterwards position + counted orders + the new order = target.
 */
export function planTarget(missing: number, working: readonly OrderRecord[]): TargetPlan {
  if (working.length === 0) return { lots: missing, cancel: working }
  const side = missing > 0 ? 'BUY' : 'SELL'
  const counted = working.filter(({ facts, status }) => !facts.isContingent && status !== 'PENDING_CANCEL')
  const cancel: OrderRecord[] = []
  const helping: OrderRecord[] = []
  for (const record of counted) {
    if (missing !== 0 && record.facts.side === side) helping.push(record)
    else cancel.push(record)
  }
  const needed = Math.abs(missing)
  let reached = helping.reduce((sum, record) => sum + reach(record), 0)
  while (reached > needed) {
    const newest = helping.pop() as OrderRecord
    cancel.push(newest)
    reached -= reach(newest)
  }
  const rest = needed - reached
  return { lots: rest === 0 ? 0 : rest * Math.sign(missing), cancel }
}

/** What an order may still fill, with a larger size that was asked for counted as granted. */
function reach(record: OrderRecord): number {
  const terms = record.wanted ?? record.asked
  const open = openLots(record)
  return terms === null ? open : Math.max(open, terms.quantityLots - record.filledLots)
}
