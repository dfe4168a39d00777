/** How often a deployment asks: its requests for orders and replacements of the last minute, blocked ones too. Rules: SPEC.md, ST-13. */

import type { Micros } from '../book/command.ts'
import { DEPLOYMENT_REQUESTS_KEPT } from '../book/limits.ts'
import type { DeploymentState } from './state.ts'

/** The window of a deployment's own rate: requests at exactly this age no longer count. */
export const MINUTE: Micros = 60_000_000

/** Notes a request, and forgets those that no later moment of the book can count. */
export function noteRequest({ requestTimes }: DeploymentState, at: Micros): void {
  while (requestTimes.length > 0 && requestTimes[0]! <= at - MINUTE) requestTimes.shift()
  if (requestTimes.length >= DEPLOYMENT_REQUESTS_KEPT) requestTimes.shift()
  requestTimes.push(at)
}

/** Requests within the minute before `at`, at most DEPLOYMENT_REQUESTS_KEPT. */
export function requestsInMinute({ requestTimes }: DeploymentState, at: Micros): number {
  let from = 0
  let to = requestTimes.length
  while (from < to) {
    const middle = (from + to) >>> 1
    if (requestTimes[middle]! <= at - MINUTE) from = middle + 1
    else to = middle
  }
  return requestTimes.length - from
}

/** True where one more request at `at` is within the deployment's own limit. */
export function isWithinOwnRate(deployment: DeploymentState, at: Micros): boolean {
  const { requestTimes, ordersPerMinuteMax } = deployment
  return requestTimes.length < ordersPerMinuteMax || requestsInMinute(deployment, at) < ordersPerMinuteMax
}
