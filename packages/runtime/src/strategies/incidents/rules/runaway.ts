/** RUNAWAY: it keeps asking for what is refused, or asks nearly as often as it may for a minute. */
import type { Rule } from './rule.ts'

export const runaway: Rule = (
  { refusedOfLate, requestsInMinute, ordersPerMinuteMax },
  { refusals, refusalWindow, rateShare, rateRequestsMin },
) => {
  if (refusedOfLate >= refusals) {
    const summary = `It asked ${refusedOfLate} times within ${refusalWindow / 1e6} seconds for what was refused`
    return { severity: 'CRITICAL', summary, subject: 'refusals' }
  }
  const isHigh = requestsInMinute >= rateRequestsMin && requestsInMinute >= rateShare * ordersPerMinuteMax
  if (!isHigh) return null
  const summary = `It asked for ${requestsInMinute} orders and replacements within a minute, of ${ordersPerMinuteMax} that it may`
  return { severity: 'CRITICAL', summary, subject: 'rate' }
}
