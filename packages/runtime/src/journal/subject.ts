/** What an event is about: the id under which its history is looked up. */
import type { EngineEvent } from '@quarterdeck/engine'

/** The instrument, order, account, policy, switch, strategy or deployment that the event concerns; null: the organization as a whole. */
export function subjectOf(event: EngineEvent): string | null {
  switch (event.type) {
    case 'InstrumentListed':
      return event.instrument.id
    case 'InstrumentSettled':
    case 'CorporateActionApplied':
      return event.instrumentId
    case 'AccountOpened':
    case 'FundsDeposited':
    case 'CashConverted':
    case 'IncomeBooked':
    case 'AccountMarked':
    case 'LiveEnabled':
    case 'LiveDisabled':
    case 'CapitalStageSet':
    case 'AccountAdjusted':
    case 'ForeignOrdersNoted':
    case 'PositionDisputed':
    case 'DisputeSettled':
      return event.accountId
    case 'RiskPolicyPut':
      return event.policyId
    case 'KillSwitchEngaged':
    case 'KillSwitchTightened':
    case 'KillSwitchVenueCleared':
    case 'KillSwitchConfirmed':
    case 'KillSwitchReleased':
      return event.killSwitchId
    case 'StrategyCreated':
      return event.strategyId
    case 'StrategyDeployed':
    case 'DeploymentChanged':
    case 'DeploymentSet':
    case 'DeploymentQuarantined':
      return event.deploymentId
    case 'AuditRecorded':
      return null
    default:
      return event.orderId
  }
}
