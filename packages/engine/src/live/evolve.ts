/** What the events of LIVE accounts change that book nothing: the gate and the ramp, orders of others, disputes. */

import type { AccountState, Book } from '../book/book.ts'
import { knownAccount } from '../account/evolve.ts'
import { evolveDisputeSettled, evolvePositionDisputed } from './dispute.ts'
import type { AccountAdjusted, CapitalStageSet, LiveDisabled, LiveEnabled, LiveEvent } from './event.ts'
import { evolveForeignOrdersNoted } from './foreign-orders.ts'

export function evolveLive(book: Book, event: Exclude<LiveEvent, AccountAdjusted>): void {
  switch (event.type) {
    case 'LiveEnabled':
      return evolveLiveEnabled(book, event)
    case 'LiveDisabled':
      return evolveLiveDisabled(book, event)
    case 'CapitalStageSet':
      return evolveCapitalStageSet(book, event)
    case 'ForeignOrdersNoted':
      return evolveForeignOrdersNoted(book, event)
    case 'PositionDisputed':
      return evolvePositionDisputed(book, event)
    case 'DisputeSettled':
      return evolveDisputeSettled(book, event)
  }
}

function evolveLiveEnabled(book: Book, event: LiveEnabled): void {
  const account = knownAccount(book, event.accountId)
  const { live } = account
  const { userIds, stagePercent, at } = event
  const enabledAt = live?.enabledAt ?? at
  const stageSince = live?.stagePercent === stagePercent ? live.stageSince : at
  account.live = { userIds, stagePercent, enabledAt, stageSince }
  account.liveEnabled = true
}

function evolveLiveDisabled(book: Book, event: LiveDisabled): void {
  const account = knownAccount(book, event.accountId)
  liveOf(account)
  account.live = null
  account.liveEnabled = false
}

function evolveCapitalStageSet(book: Book, event: CapitalStageSet): void {
  const account = knownAccount(book, event.accountId)
  const { userIds, enabledAt } = liveOf(account)
  account.live = { userIds, stagePercent: event.stagePercent, enabledAt, stageSince: event.at }
}

function liveOf({ id, live }: AccountState): NonNullable<AccountState['live']> {
  if (live === null) throw new Error(`Invariant: account ${id} of an event is enabled for live trading`)
  return live
}
