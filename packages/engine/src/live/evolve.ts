/** What opening and shutting the live gate changes, and moving on the capital ramp. */

import type { AccountState, Book } from '../book/book.ts'
import { knownAccount } from '../account/evolve.ts'
import type { CapitalStageSet, LiveDisabled, LiveEnabled } from './event.ts'

export function evolveLiveEnabled(book: Book, event: LiveEnabled): void {
  const account = knownAccount(book, event.accountId)
  const { live } = account
  const { userIds, stagePercent, at } = event
  const enabledAt = live?.enabledAt ?? at
  const stageSince = live?.stagePercent === stagePercent ? live.stageSince : at
  account.live = { userIds, stagePercent, enabledAt, stageSince }
  account.liveEnabled = true
}

export function evolveLiveDisabled(book: Book, event: LiveDisabled): void {
  const account = knownAccount(book, event.accountId)
  liveOf(account)
  account.live = null
  account.liveEnabled = false
}

export function evolveCapitalStageSet(book: Book, event: CapitalStageSet): void {
  const account = knownAccount(book, event.accountId)
  const { userIds, enabledAt } = liveOf(account)
  account.live = { userIds, stagePercent: event.stagePercent, enabledAt, stageSince: event.at }
}

function liveOf({ id, live }: AccountState): NonNullable<AccountState['live']> {
  if (live === null) throw new Error(`Invariant: account ${id} of an event is enabled for live trading`)
  return live
}
