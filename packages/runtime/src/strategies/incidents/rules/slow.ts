/** SLOW: an input is unanswered for too long, or its callbacks take most of the time there is. */
import type { Rule } from './rule.ts'

export const slow: Rule = (observation, { unanswered, busyShare }) => {
  const { unansweredFor } = observation
  if (unansweredFor !== null && unansweredFor > unanswered) {
    const seconds = (unansweredFor / 1e6).toFixed(1)
    const summary = `An input is unanswered for ${seconds} seconds`
    return { severity: 'WARNING', summary, subject: 'unanswered' }
  }
  if (observation.busyShare < busyShare) return null
  const percent = Math.round(observation.busyShare * 100)
  const summary = `Its callbacks took ${percent} % of the last ten seconds`
  return { severity: 'WARNING', summary, subject: 'busy' }
}
