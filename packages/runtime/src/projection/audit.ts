/** Which events are entries of the audit log, and how each reads there: who is in the event, what and the change are here. */
import type { EngineEvent } from '@quarterdeck/engine'
import type { AuditText } from './rows.ts'

/** The entry's text; null: not a matter of the audit log. */
export function auditText(event: EngineEvent): AuditText | null {
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
    case 'FundsDeposited': {
      const { accountId, amount, currency } = event
      return entry('account.deposit', `Deposited ${amount} ${currency}`, null, {
        accountId,
        amount,
        currency,
      })
    }
    case 'CashConverted': {
      const { accountId, fromAmount, fromCurrency, toAmount, toCurrency, rate } = event
      const after = { accountId, fromAmount, fromCurrency, toAmount, toCurrency, rate }
      return entry(
        'account.convert',
        `Converted ${fromAmount} ${fromCurrency} to ${toAmount} ${toCurrency} at ${rate}`,
        null,
        after,
      )
    }
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
    case 'KillSwitchConfirmed':
      return entry('kill-switch.confirm', 'Confirmed by the venues: no order works in its scope', null, null)
    case 'KillSwitchReleased':
      return entry(
        'kill-switch.release',
        `Released the kill switch: ${event.reason}`,
        { engaged: true },
        { engaged: false, reason: event.reason },
      )
    case 'AuditRecorded':
      return { action: event.action, summary: event.summary, before: event.before, after: event.after }
    default:
      return null
  }
}

function entry(action: string, summary: string, before: object | null, after: object | null): AuditText {
  const text = (value: object | null) => (value === null ? null : JSON.stringify(value))
  return { action, summary, before: text(before), after: text(after) }
}

function scopeText(event: { readonly scope: string; readonly targetId: string | null }): string {
  return event.targetId === null ? event.scope : `${event.scope} ${event.targetId}`
}
