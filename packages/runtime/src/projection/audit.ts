/** Which events are entries of the audit log, and how each reads there: who is in the event, what and the change are here. */
import { formatPrice } from '@quarterdeck/engine'
import type {
  Book,
  CashConverted,
  CorporateActionApplied,
  EngineEvent,
  FundsDeposited,
  IncomeBooked,
  InstrumentSettled,
} from '@quarterdeck/engine'
import { instantText } from './exact.ts'
import type { AuditText } from './rows.ts'
import { liveChange } from './live-audit.ts'
import { type AuditChange, strategyChange } from './strategy-audit.ts'

/** The entry's text, right after the event changed the book; null: not a matter of the audit log. */
export function auditText(book: Book, event: EngineEvent): AuditText | null {
  switch (event.type) {
    case 'AccountOpened': {
      const { accountId, name, mode, currency, connectionId } = event
      return entry('account.open', `Opened ${mode} account "${name}" in ${currency}`, null, {
        accountId,
        name,
        mode,
        currency,
        connectionId,
      })
    }
    case 'FundsDeposited':
      return depositText(event)
    case 'CashConverted':
      return conversionText(event)
    case 'IncomeBooked':
      return incomeText(event)
    case 'InstrumentSettled':
      return settlementText(book, event)
    case 'CorporateActionApplied':
      return corporateActionText(event)
    case 'RiskPolicyPut': {
      const summary = `Put version ${event.version} of the ${scopeText(event)} policy`
      return entry('policy.put', summary, event.before, event.limits)
    }
    case 'KillSwitchEngaged': {
      const { scope, targetId, reason, cancelOpenOrders, allowReduceOnly } = event
      const after = { engaged: true, scope, targetId, reason, cancelOpenOrders, allowReduceOnly }
      return entry(
        'kill-switch.engage',
        `Engaged the ${scopeText(event)} kill switch: ${reason}`,
        { engaged: false },
        after,
      )
    }
    case 'KillSwitchTightened': {
      const { scope, targetId, reason, cancelOpenOrders, allowReduceOnly } = event
      const summary = `Pressed the engaged ${scopeText(event)} kill switch again: ${reason}`
      const before = { engaged: true, scope, targetId, ...event.before }
      const after = { engaged: true, scope, targetId, reason, cancelOpenOrders, allowReduceOnly }
      return entry('kill-switch.tighten', summary, before, after)
    }
    case 'KillSwitchConfirmed':
      return entry('kill-switch.confirm', 'Confirmed by the venues: no order works in its scope', null, null)
    case 'KillSwitchReleased': {
      const before = engagement(book, event.killSwitchId)
      const summary = `Released the ${scopeText(before)} kill switch: ${event.reason}`
      return entry('kill-switch.release', summary, before, { engaged: false, reason: event.reason })
    }
    case 'StrategyCreated':
    case 'StrategyDeployed':
    case 'DeploymentChanged':
    case 'DeploymentSet':
    case 'DeploymentQuarantined':
      return written(strategyChange(book, event))
    case 'LiveEnabled':
    case 'LiveDisabled':
    case 'CapitalStageSet':
    case 'AccountAdjusted':
    case 'PositionDisputed':
    case 'DisputeSettled':
      return written(liveChange(book, event))
    case 'AuditRecorded':
      return { action: event.action, summary: event.summary, before: event.before, after: event.after }
    default:
      return null
  }
}

function depositText({ accountId, amount, currency }: FundsDeposited): AuditText {
  return entry('account.deposit', `Deposited ${amount} ${currency}`, null, { accountId, amount, currency })
}

function conversionText({
  accountId,
  fromAmount,
  fromCurrency,
  toAmount,
  toCurrency,
  rate,
}: CashConverted): AuditText {
  const summary = `Converted ${fromAmount} ${fromCurrency} to ${toAmount} ${toCurrency} at ${rate}`
  const after = { accountId, fromAmount, fromCurrency, toAmount, toCurrency, rate }
  return entry('account.convert', summary, null, after)
}

function incomeText({ accountId, instrumentId, kind, amount, currency }: IncomeBooked): AuditText {
  const summary = `Booked ${kind.toLowerCase()} of ${amount} ${currency} on ${instrumentId}`
  return entry('account.income', summary, null, { accountId, instrumentId, kind, amount, currency })
}

function settlementText(book: Book, event: InstrumentSettled): AuditText {
  const { instrumentId, payoutTicks, venueReference } = event
  const payout = formatPrice(book.instruments[book.instrumentIndexById.get(instrumentId)!]!, payoutTicks)
  const settledAt = instantText(event.settledAt)
  const summary = `Settled ${instrumentId} at ${payout}: ${venueReference}`
  return entry('instrument.settle', summary, null, { instrumentId, payout, venueReference, settledAt })
}

function corporateActionText({ instrumentId, exAt, action }: CorporateActionApplied): AuditText {
  const summary =
    action.kind === 'SPLIT'
      ? `Split ${instrumentId} ${action.numerator} for ${action.denominator}`
      : `Paid a dividend of ${action.perUnit} for each ${instrumentId}`
  return entry('instrument.act', summary, null, { instrumentId, exAt: instantText(exAt), ...action })
}

function entry(action: string, summary: string, before: object | null, after: object | null): AuditText {
  return written({ action, summary, before, after })
}

function written({ action, summary, before, after }: AuditChange): AuditText {
  const text = (value: object | null) => (value === null ? null : JSON.stringify(value))
  return { action, summary, before: text(before), after: text(after) }
}

/** What the switch did until now: a release leaves its scope and options as they were. */
function engagement(book: Book, killSwitchId: string) {
  const killSwitch = book.switches.find((candidate) => candidate.id === killSwitchId)
  if (killSwitch === undefined) throw new Error(`Invariant: kill switch ${killSwitchId} is in the book`)
  const { scope, targetId, reason, cancelOpenOrders, allowReduceOnly } = killSwitch
  return { engaged: true, scope, targetId, reason, cancelOpenOrders, allowReduceOnly }
}

function scopeText(event: { readonly scope: string; readonly targetId: string | null }): string {
  return event.targetId === null ? event.scope : `${event.scope} ${event.targetId}`
}
