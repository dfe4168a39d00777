/** MUTE_FEED: it runs, a market that it follows is open, and nothing of it came for much longer than usual. */
import type { Micros } from '@quarterdeck/engine'
import type { IncidentBounds } from '../bounds.ts'
import type { FeedAge } from '../observation.ts'
import type { Rule } from './rule.ts'

export const muteFeed: Rule = ({ at, activity, feeds, workingOrders }, bounds) => {
  if (activity !== 'RUNNING') return null
  const mute = feeds.filter((feed) => silence(feed, at) > allowance(feed, bounds))
  const [first] = mute
  if (first === undefined) return null
  const instruments = [...new Set(mute.map(({ instrumentId }) => instrumentId))]
  const seconds = Math.floor(silence(first, at) / 1e6)
  const where = isHeldBack(first)
    ? 'the platform has newer quotes that it is not told'
    : 'the platform has no newer quote either'
  const summary = `Nothing of ${instruments.join(', ')} for ${seconds} seconds while its market is open; ${where}`
  return { severity: workingOrders > 0 ? 'CRITICAL' : 'WARNING', summary, subject: instruments.join(' ') }
}

/** True where the market speaks and the deployment alone does not hear it. */
export function isHeldBack({ kind, lastAt, marketAt }: FeedAge): boolean {
  return kind === 'STREAM' && marketAt !== null && marketAt > lastAt
}

function silence({ lastAt, openSince }: FeedAge, at: Micros): Micros {
  return openSince === null ? 0 : at - Math.max(lastAt, openSince)
}

function allowance(
  { kind, usualGap }: FeedAge,
  { silenceGaps, silenceMin, silenceMax, silenceBars }: IncidentBounds,
): Micros {
  if (usualGap === null) return silenceMax
  if (kind === 'BARS') return silenceBars * usualGap + silenceMin
  return Math.min(silenceMax, Math.max(silenceMin, silenceGaps * usualGap))
}
