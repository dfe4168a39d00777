/**
 * What every part of one user's connections shares: the session, what was learned of orders and contracts, and the one stream.
 *
 * The venue knows a user once, however many connections of ours speak for him: who opens another with the same budget and
 * credential joins what is there, and the last to let go ends it.
 */

import type { AlertSink } from '../contract/alerts.ts'
import type { BudgetGate } from '../transport/budget-gate.ts'
import { VenueClock } from '../transport/venue-clock.ts'
import { ContractBook } from './contract-book.ts'
import { isSameCredential } from './credential.ts'
import { OrderRefs } from './order-refs.ts'
import { OrderRows } from './order-rows.ts'
import { RequestSigning } from './request-signing.ts'
import type { LineOwner } from './rest.ts'
import { SessionKeeper } from './session-keeper.ts'
import { IBKR_VENUE_ID, type IbkrEnvironment } from './settings.ts'
import { IbkrSocket } from './socket.ts'

interface UserParts {
  readonly clock: VenueClock
  readonly signing: RequestSigning
  readonly session: SessionKeeper
  readonly refs: OrderRefs
  readonly rows: OrderRows
  readonly contracts: ContractBook
  readonly socket: IbkrSocket
}

export interface IbkrContext extends LineOwner, UserParts {
  /** Lets go of what is shared; doing it again does nothing. */
  release(): void
}

interface User {
  readonly environment: IbkrEnvironment
  readonly parts: UserParts
  /** Whoever holds it is told what is odd about it. */
  readonly holders: Set<AlertSink>
}

/** Users by the budget that all who speak for one share. */
const USERS = new WeakMap<BudgetGate, Set<User>>()

export function ibkrContext(environment: IbkrEnvironment): IbkrContext {
  const users = USERS.get(environment.budget) ?? new Set()
  USERS.set(environment.budget, users)
  const user = [...users].find((one) => isSameUser(one.environment, environment)) ?? newUser(environment)
  users.add(user)
  // Two may have the same sink: each holds for itself.
  const holder: AlertSink = (alert) => environment.alert(alert)
  user.holders.add(holder)
  return {
    ...environment,
    ...user.parts,
    release: () => {
      user.holders.delete(holder)
      if (user.holders.size > 0 || !users.delete(user)) return
      user.parts.session.close()
    },
  }
}

function newUser(environment: IbkrEnvironment): User {
  const holders = new Set<AlertSink>()
  const alert: AlertSink = (said) => {
    for (const holder of holders) holder(said)
  }
  const own: IbkrEnvironment = { ...environment, alert }
  const { time, settings } = environment
  const clock = new VenueClock({ venueId: IBKR_VENUE_ID, time, alert })
  const signing = new RequestSigning(own, clock)
  const session = new SessionKeeper({ ...own, clock, signing })
  const parts: UserParts = {
    clock,
    signing,
    session,
    refs: new OrderRefs(),
    rows: new OrderRows(),
    contracts: new ContractBook(settings.contracts, alert),
    socket: new IbkrSocket({ environment: own, session }),
  }
  return { environment, parts, holders }
}

function isSameUser(a: IbkrEnvironment, b: IbkrEnvironment): boolean {
  return a.settings === b.settings && isSameCredential(a.credential, b.credential)
}
