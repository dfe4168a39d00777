/** What every part of one connection shares: its session, what was learned of orders and contracts, and its one stream. */

import { VenueClock } from '../transport/venue-clock.ts'
import { ContractBook } from './contract-book.ts'
import { OrderRefs } from './order-refs.ts'
import { OrderRows } from './order-rows.ts'
import { RequestSigning } from './request-signing.ts'
import type { LineOwner } from './rest.ts'
import { SessionKeeper } from './session-keeper.ts'
import { IBKR_VENUE_ID, type IbkrEnvironment } from './settings.ts'
import { IbkrSocket } from './socket.ts'

export interface IbkrContext extends LineOwner {
  readonly session: SessionKeeper
  readonly refs: OrderRefs
  readonly rows: OrderRows
  readonly contracts: ContractBook
  readonly socket: IbkrSocket
}

export function ibkrContext(environment: IbkrEnvironment): IbkrContext {
  const { time, alert, settings } = environment
  const clock = new VenueClock({ venueId: IBKR_VENUE_ID, time, alert })
  const owner: LineOwner = { ...environment, clock, signing: new RequestSigning(environment, clock) }
  const session = new SessionKeeper(owner)
  return {
    ...owner,
    session,
    refs: new OrderRefs(),
    rows: new OrderRows(),
    contracts: new ContractBook(settings.contracts, alert),
    socket: new IbkrSocket({ environment, session }),
  }
}
