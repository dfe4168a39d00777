/** How the audit log tells what was done to LIVE accounts: who may trade them and how far, what was corrected, what is in dispute. */
import { formatPrice, formatQuantity } from '@quarterdeck/engine'
import type { AccountAdjusted, AccountState, Book, EngineEvent, InstrumentState } from '@quarterdeck/engine'
import type { AuditChange } from './strategy-audit.ts'

type LiveChange = Extract<
  EngineEvent,
  {
    type:
      | 'LiveEnabled'
      | 'LiveDisabled'
      | 'CapitalStageSet'
      | 'AccountAdjusted'
      | 'PositionDisputed'
      | 'DisputeSettled'
  }
>

/** The change, right after the event was evolved. */
export function liveChange(book: Book, event: LiveChange): AuditChange {
  const { accountId, reason } = event
  const named = `LIVE account "${accountIn(book, accountId).name}"`
  switch (event.type) {
    case 'LiveEnabled': {
      const { connectionId, userIds, stagePercent } = event
      const before = { accountId, ...(event.before ?? { userIds: [], stagePercent: null }) }
      const after = { accountId, connectionId, userIds, stagePercent, reason }
      const people = userIds.length === 1 ? 'one person' : `${userIds.length} people`
      const summary = `Enabled ${named} for ${people} at ${stagePercent} % of its limits: ${reason}`
      return { action: 'live.enable', summary, before, after }
    }
    case 'LiveDisabled': {
      const before = { accountId, ...event.before }
      const after = { accountId, userIds: [], stagePercent: null, reason }
      return { action: 'live.disable', summary: `Disabled ${named}: ${reason}`, before, after }
    }
    case 'CapitalStageSet': {
      const { before, stagePercent } = event
      const summary = `Moved ${named} from ${before} to ${stagePercent} % of its limits: ${reason}`
      return {
        action: 'live.stage',
        summary,
        before: { accountId, stagePercent: before },
        after: { accountId, stagePercent, reason },
      }
    }
    case 'AccountAdjusted':
      return adjustment(book, event, named)
    case 'PositionDisputed': {
      const { instrumentId } = event
      const summary = `Disputed the position in ${instrumentId} of ${named}: ${reason}`
      const of = { accountId, instrumentId }
      const after = { ...of, disputed: true, reason }
      return { action: 'position.dispute', summary, before: { ...of, disputed: false }, after }
    }
    case 'DisputeSettled': {
      const { instrumentId } = event
      const summary = `Settled the dispute of the position in ${instrumentId} of ${named}: ${reason}`
      const of = { accountId, instrumentId }
      const before = { ...of, disputed: true, reason: event.before }
      return { action: 'position.settle', summary, before, after: { ...of, disputed: false, reason } }
    }
  }
}

function adjustment(book: Book, event: AccountAdjusted, named: string): AuditChange {
  const { accountId, kind, reason, breakId } = event
  const what = 'currency' in event ? cashWords(event) : lotsWords(book, event)
  const summary = `Adjusted ${named} by ${what.summary}: ${reason}`
  const after = { accountId, kind, ...what.detail, reason, breakId }
  return { action: 'account.adjust', summary, before: null, after }
}

interface Words {
  readonly summary: string
  readonly detail: object
}

function cashWords({ amount, currency }: Extract<AccountAdjusted, { currency: string }>): Words {
  return { summary: `${amount} ${currency}`, detail: { amount, currency } }
}

function lotsWords(book: Book, event: Extract<AccountAdjusted, { instrumentId: string }>): Words {
  const { instrumentId, lots, priceTicks } = event
  const instrument = instrumentIn(book, instrumentId)
  const quantity = formatQuantity(instrument, lots)
  const price = formatPrice(instrument, priceTicks)
  return {
    summary: `${quantity} ${instrumentId} at ${price}`,
    detail: { instrumentId, quantity, price },
  }
}

function accountIn(book: Book, accountId: string): AccountState {
  const account = book.accounts[book.accountIndexById.get(accountId) ?? -1]
  if (account === undefined) throw new Error(`Invariant: account ${accountId} is in the book`)
  return account
}

function instrumentIn(book: Book, instrumentId: string): InstrumentState {
  const instrument = book.instruments[book.instrumentIndexById.get(instrumentId) ?? -1]
  if (instrument === undefined) throw new Error(`Invariant: instrument ${instrumentId} is in the book`)
  return instrument
}
