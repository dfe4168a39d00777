/** STUCK_ORDER: a request about one of its orders has had no answer for too long, or the order's fate is unknown. */
import type { Rule } from './rule.ts'

export const stuckOrder: Rule = ({ at, pending }, { orderPending }) => {
  const stuck = pending.filter(({ since }) => at - since > orderPending)
  const [oldest] = stuck.toSorted((one, other) => one.since - other.since)
  if (oldest === undefined) return null
  const seconds = Math.floor((at - oldest.since) / 1e6)
  const others = stuck.length > 1 ? `, and ${stuck.length - 1} more` : ''
  return {
    severity: stuck.some(({ status }) => status === 'UNKNOWN') ? 'CRITICAL' : 'WARNING',
    summary: `Order ${oldest.clientOrderId} is ${oldest.status} for ${seconds} seconds${others}`,
    subject: oldest.orderId,
  }
}
