/**
 * evolve: the only way a book changes. Replaying the journal is evolving its events in order.
 *
 * It trusts what `decide` made: what does not fit breaks an invariant and throws, and the book must not be used again.
 */

import {
  evolveAccountMarked,
  evolveAccountOpened,
  evolveCashConverted,
  evolveFundsDeposited,
} from '../account/evolve.ts'
import { evolveIncomeBooked } from '../account/income.ts'
import { evolveCorporateActionApplied, evolveOrderRestated } from '../corporate-action/evolve.ts'
import { evolveInstrumentListed } from '../instrument/evolve.ts'
import {
  evolveKillSwitchConfirmed,
  evolveKillSwitchEngaged,
  evolveKillSwitchReleased,
  evolveKillSwitchTightened,
  evolveKillSwitchVenueCleared,
  evolveListedAfterEnd,
} from '../killswitch/evolve.ts'
import { evolveAccountAdjusted } from '../live/adjust.ts'
import type { LiveEvent } from '../live/event.ts'
import { evolveLive } from '../live/evolve.ts'
import {
  evolveCancel,
  evolveOrderConfirmed,
  evolveOrderEnded,
  evolveOrderEntered,
  evolveOrderMarkedUnknown,
  evolveOrderTriggered,
  evolveReplaceBlocked,
  evolveReplaceRejected,
  evolveReplaceRequested,
  evolveReplaced,
} from '../order/evolve.ts'
import { evolveFillBusted, evolveFillCorrected, evolveOrderFilled } from '../order/fill.ts'
import { assertReserved, refreshOrder } from '../order/standing.ts'
import { evolveRiskPolicyPut } from '../policy/evolve.ts'
import { evolveBreach } from '../portfolio/evolve.ts'
import { evolveInstrumentSettled } from '../settlement/settle.ts'
import {
  evolveDeploymentChanged,
  evolveDeploymentQuarantined,
  evolveDeploymentSet,
  evolveStrategyCreated,
  evolveStrategyDeployed,
} from '../strategy/evolve.ts'
import type { Book, Posting } from './book.ts'
import type { EngineEvent } from './event.ts'

const NONE: readonly Posting[] = []

/** Applies one event and returns the lines that it booked in the ledger. */
export function evolve(book: Book, event: EngineEvent): readonly Posting[] {
  if (event.seq !== book.seq + 1)
    throw new Error(`Invariant: event ${book.seq + 1} comes next, not ${event.seq}`)
  if (event.at < book.at)
    throw new Error(`Invariant: time in the journal never goes back, from ${book.at} to ${event.at}`)
  const postings = apply(book, event)
  book.seq = event.seq
  book.at = event.at
  if ('orderId' in event && event.type !== 'AlertRaised') {
    refreshOrder(book, event.orderId)
    assertReserved(book, event)
  }
  return postings
}

function apply(book: Book, event: EngineEvent): readonly Posting[] {
  switch (event.type) {
    case 'OrderFilled':
      return evolveOrderFilled(book, event)
    case 'FillBusted':
      return evolveFillBusted(book, event)
    case 'FillCorrected':
      return evolveFillCorrected(book, event)
    case 'FundsDeposited':
      return evolveFundsDeposited(book, event)
    case 'CashConverted':
      return evolveCashConverted(book, event)
    case 'IncomeBooked':
      return evolveIncomeBooked(book, event)
    case 'InstrumentSettled':
      return evolveInstrumentSettled(book, event)
    case 'CorporateActionApplied':
      return evolveCorporateActionApplied(book, event)
    case 'AccountAdjusted':
      return evolveAccountAdjusted(book, event)
    case 'LiveEnabled':
    case 'LiveDisabled':
    case 'CapitalStageSet':
    case 'ForeignOrdersNoted':
    case 'PositionDisputed':
    case 'DisputeSettled':
      evolveLive(book, event)
      return NONE
    default:
      change(book, event)
      return NONE
  }
}

type Unposted = Exclude<
  EngineEvent,
  | LiveEvent
  | {
      type:
        | 'OrderFilled'
        | 'FillBusted'
        | 'FillCorrected'
        | 'FundsDeposited'
        | 'CashConverted'
        | 'IncomeBooked'
        | 'InstrumentSettled'
        | 'CorporateActionApplied'
    }
>

function change(book: Book, event: Unposted): void {
  switch (event.type) {
    case 'OrderAccepted':
    case 'OrderBlocked':
      return evolveOrderEntered(book, event)
    case 'OrderConfirmed':
      return evolveOrderConfirmed(book, event)
    case 'OrderCanceled':
    case 'OrderExpired':
    case 'OrderRejected':
      return evolveOrderEnded(book, event)
    case 'OrderCancelRequested':
    case 'OrderCancelRejected':
      return evolveCancel(book, event)
    case 'OrderReplaceRequested':
      return evolveReplaceRequested(book, event)
    case 'OrderReplaceBlocked':
      return evolveReplaceBlocked(book, event)
    case 'OrderReplaced':
      return evolveReplaced(book, event)
    case 'OrderReplaceRejected':
      return evolveReplaceRejected(book, event)
    case 'OrderRestated':
      return evolveOrderRestated(book, event)
    case 'OrderMarkedUnknown':
      return evolveOrderMarkedUnknown(book, event)
    case 'OrderTriggered':
      return evolveOrderTriggered(book, event)
    case 'InstrumentListed':
      return evolveInstrumentListed(book, event)
    case 'AccountOpened':
      return evolveAccountOpened(book, event)
    case 'AccountMarked':
      return evolveAccountMarked(book, event)
    case 'RiskPolicyPut':
      return evolveRiskPolicyPut(book, event)
    case 'KillSwitchEngaged':
      return evolveKillSwitchEngaged(book, event)
    case 'KillSwitchTightened':
      return evolveKillSwitchTightened(book, event)
    case 'KillSwitchVenueCleared':
      return evolveKillSwitchVenueCleared(book, event)
    case 'KillSwitchConfirmed':
      return evolveKillSwitchConfirmed(book, event)
    case 'KillSwitchReleased':
      return evolveKillSwitchReleased(book, event)
    case 'StrategyCreated':
      return evolveStrategyCreated(book, event)
    case 'StrategyDeployed':
      return evolveStrategyDeployed(book, event)
    case 'DeploymentChanged':
      return evolveDeploymentChanged(book, event)
    case 'DeploymentSet':
      return evolveDeploymentSet(book, event)
    case 'DeploymentQuarantined':
      return evolveDeploymentQuarantined(book, event)
    case 'AlertRaised':
      evolveBreach(book, event)
      return evolveListedAfterEnd(book, event)
    case 'AuditRecorded':
      // The journal itself is where it is kept.
      return
    default:
      throw new Error(`Invariant: every event has its change, not ${(event as EngineEvent).type}`)
  }
}
