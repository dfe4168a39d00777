/**
 * Decides who may trade a LIVE account, and how far: enabling and raising take reasons and can be refused, lowering can only be
 * meaningless, and disabling has no way to fail. Rules: SPEC.md, LG-01 to LG-05.
 */

import type { AccountState, Book } from '../book/book.ts'
import type { Command } from '../book/command.ts'
import type { DecisionContext } from '../book/context.ts'
import type { AlertRaised, EngineEvent } from '../book/event.ts'
import { firstFault } from '../book/fault.ts'
import { ID_LENGTH_MAX, LIVE_USERS_MAX } from '../book/limits.ts'
import type { Outcome, Refusal } from '../book/outcome.ts'
import { accept, badInput, refuse } from '../book/refusal.ts'
import { stamp } from '../book/stamp.ts'
import { reasonFault, reported, textFault } from '../book/text.ts'
import { POWER_SAFE_RULE } from '../account/decide.ts'
import type { DisableLive, EnableLive, SetCapitalStage } from './command.ts'
import { liveAccountOf } from './subject.ts'
import { CAPITAL_STAGES, type CapitalStage, type LiveTrading } from './terms.ts'

export function decideEnableLive(book: Book, command: EnableLive, context: DecisionContext): Outcome {
  const account = liveAccountOf(book, command.accountId)
  if ('kind' in account) return account
  const { accountId, connectionId, stagePercent, reason } = command
  const { live } = account
  const fault = firstFault(
    () => (context.embedded ? badInput('accountId', `cannot trade live: ${POWER_SAFE_RULE}`) : null),
    () => connectionFault(account, connectionId),
    () => usersFault(command.userIds),
    () => stageFault(stagePercent),
    () => reasonFault('reason', reason),
    () => (live === null ? null : stepFault(live, stagePercent)),
  )
  if (fault !== null) return fault
  const userIds = [...command.userIds]
  const isSame = live !== null && live.stagePercent === stagePercent && areSame(live.userIds, userIds)
  if (isSame) return accept([], { subjectId: accountId })
  const before = live === null ? null : { userIds: live.userIds, stagePercent: live.stagePercent }
  const terms = { accountId, connectionId, userIds, stagePercent, before, reason }
  return accept([{ type: 'LiveEnabled', ...stamp(book, command), ...terms }], { subjectId: accountId })
}

/** Whoever pulls the plug is heard: his words are cut to what the books keep, never refused. */
export function decideDisableLive(book: Book, command: DisableLive): Outcome {
  const account = liveAccountOf(book, command.accountId)
  if ('kind' in account) return account
  const { accountId } = command
  const { live } = account
  if (live === null) return accept([], { subjectId: accountId })
  const reason = reported(command.reason)
  const before = { userIds: live.userIds, stagePercent: live.stagePercent }
  const events: EngineEvent[] = [
    { type: 'LiveDisabled', ...stamp(book, command), accountId, before, reason },
    ...demotion(book, command, `account ${account.name} trades live no more: ${reason}`),
  ]
  return accept(events, { subjectId: accountId })
}

export function decideSetCapitalStage(book: Book, command: SetCapitalStage): Outcome {
  const account = liveAccountOf(book, command.accountId)
  if ('kind' in account) return account
  const { accountId, stagePercent, reason } = command
  const { live } = account
  const fault = firstFault(
    () => stageFault(stagePercent),
    () => reasonFault('reason', reason),
  )
  if (fault !== null) return fault
  if (live === null)
    return refuse('CONFLICT', 'accountId', 'is not enabled for live trading; enabling it names its stage')
  if (live.stagePercent === stagePercent) return accept([], { subjectId: accountId })
  const step = stepFault(live, stagePercent)
  if (step !== null) return step
  const before = live.stagePercent
  const events: EngineEvent[] = [
    { type: 'CapitalStageSet', ...stamp(book, command), accountId, before, stagePercent, reason },
  ]
  if (stagePercent < before)
    events.push(
      ...demotion(
        book,
        command,
        `account ${account.name} went from ${before} to ${stagePercent} % of its limits: ${reason}`,
      ),
    )
  return accept(events, { subjectId: accountId })
}

/** What the system takes away by itself, a person has to look at; what a person takes away, he knows. */
function demotion(book: Book, command: Command, message: string): readonly AlertRaised[] {
  if (command.actor.kind !== 'SYSTEM') return []
  const place = stamp(book, command, 1)
  return [{ type: 'AlertRaised', ...place, kind: 'LIVE_DEMOTED', orderId: null, message: reported(message) }]
}

function connectionFault(account: AccountState, connectionId: string): Refusal | null {
  if (account.connectionId === null) return badInput('connectionId', 'cannot be: the account has none')
  return account.connectionId === connectionId
    ? null
    : badInput('connectionId', 'must be the connection that the account was opened with')
}

function usersFault(userIds: readonly string[]): Refusal | null {
  if (!Array.isArray(userIds) || userIds.length < 1 || userIds.length > LIVE_USERS_MAX)
    return badInput('userIds', `must name 1 to ${LIVE_USERS_MAX} people`)
  for (const userId of userIds) {
    const fault = textFault('userIds', userId, ID_LENGTH_MAX)
    if (fault !== null) return fault
  }
  const repeated = userIds.find((id, place) => userIds.indexOf(id) !== place)
  return repeated === undefined ? null : badInput('userIds', `must name ${repeated} once only`)
}

function stageFault(stage: CapitalStage): Refusal | null {
  return CAPITAL_STAGES.includes(stage)
    ? null
    : badInput('stagePercent', `must be one of ${CAPITAL_STAGES.join(', ')}`)
}

/** Up by one stage only; down to any. */
function stepFault({ stagePercent: now }: LiveTrading, asked: CapitalStage): Refusal | null {
  const next = CAPITAL_STAGES[CAPITAL_STAGES.indexOf(now) + 1]
  if (asked <= now || asked === next) return null
  return badInput(
    'stagePercent',
    `must be at most ${next ?? now}: the account is at ${now} %, and goes up one stage at a time`,
  )
}

function areSame(a: readonly string[], b: readonly string[]): boolean {
  return a.length === b.length && a.every((id, place) => id === b[place])
}
