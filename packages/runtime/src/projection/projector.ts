/**
 * Turns committed changes of a book into table rows.
 *
 * The partition, right after each `evolve`, and a rebuild from the journal run this same code over the same events: that is
 * why a rebuilt table equals the one it replaces. The projector only remembers what no entity of the book carries.
 */
import {
  accountPositions,
  type Book,
  type EngineEvent,
  type LiveEvent,
  type OrderState,
  type Posting,
} from '@quarterdeck/engine'
import type { OrderRow } from '../runtime.ts'
import { auditText } from './audit.ts'
import { orderRow, orderTableRow } from './order-row.ts'
import {
  accountRow,
  alertRow,
  auditRow,
  balanceRow,
  fillRow,
  instrumentRow,
  killSwitchRow,
  ledgerRow,
  policyRow,
  positionRow,
} from './rows.ts'
import { deploymentRow, strategyRow } from './strategy-rows.ts'
import type { TableName, TableRow } from './tables.ts'

/** Rows to write, by table and key; a later row of the same key replaces the earlier. */
export type Changes = ReadonlyMap<TableName, ReadonlyMap<string, TableRow>>

export interface Projector {
  /** Takes one event in, right after `evolve` returned its postings. Returns the row of the order that it touched, if any. */
  take(event: EngineEvent, postings: readonly Posting[]): OrderRow | null
  /** Hands over the rows of everything taken since the last call. */
  drain(): Changes
}

/** `openedSeq`: seqs of the accounts and switches that a snapshot brought, by id. */
export function createProjector(book: Book, openedSeq: ReadonlyMap<string, number> = new Map()): Projector {
  const seqById = new Map(openedSeq)
  let changes = new Map<TableName, Map<string, TableRow>>()
  /** Read at drain, once a batch, however many events touched them. */
  const touchedAccounts = new Set<number>()
  const touchedPositions = new Map<number, number>()

  const put = (table: TableName, key: string, row: TableRow) => {
    const rows = changes.get(table)
    if (rows === undefined) changes.set(table, new Map([[key, row]]))
    else rows.set(key, row)
  }

  const putOrder = (event: EngineEvent, order: OrderState): OrderRow => {
    const decision = event.type === 'OrderAccepted' || event.type === 'OrderBlocked' ? event.decision : null
    const row = orderRow(book, order, decision)
    const isMade = decision !== null || changes.get('order')?.has(order.id) === true
    put(isMade ? 'order' : 'orderChange', order.id, orderTableRow(row, order, isMade))
    // One statement must not write one row twice.
    if (isMade) changes.get('orderChange')?.delete(order.id)
    touchedAccounts.add(order.accountIndex)
    return row
  }

  const putFills = (order: OrderState, execIds: readonly string[], at: number) => {
    for (const fill of order.fills) {
      if (execIds.includes(fill.execId)) put('fill', fill.fillId, fillRow(book, order, fill))
    }
    touchedPositions.set(order.positionIndex, at)
  }

  const takeOrderEvent = (event: EngineEvent & { readonly orderId: string }): OrderRow | null => {
    const order = book.orders.get(event.orderId)
    if (order === undefined) return null
    if (event.type === 'OrderFilled' || event.type === 'FillBusted') putFills(order, [event.execId], event.at)
    if (event.type === 'FillCorrected') putFills(order, [event.execId, event.replacesExecId], event.at)
    return putOrder(event, order)
  }

  const takeOther = (event: EngineEvent) => {
    switch (event.type) {
      case 'InstrumentListed': {
        const id = event.instrument.id
        return put(
          'instrument',
          id,
          instrumentRow(book.organizationId, book.instruments[book.instrumentIndexById.get(id)!]!),
        )
      }
      case 'InstrumentSettled':
      case 'CorporateActionApplied':
        return touchHolders(event.instrumentId, event.at)
      case 'AccountOpened':
        seqById.set(event.accountId, event.seq)
        return putAccount(event.accountId)
      case 'AccountMarked':
        return putAccount(event.accountId)
      case 'FundsDeposited':
        // A deposit may raise the marks of the day, which are in the account's row.
        return putAccount(event.accountId)
      case 'CashConverted':
      case 'IncomeBooked':
        touchedAccounts.add(book.accountIndexById.get(event.accountId)!)
        return
      case 'LiveEnabled':
      case 'LiveDisabled':
      case 'CapitalStageSet':
      case 'AccountAdjusted':
      case 'ForeignOrdersNoted':
      case 'PositionDisputed':
      case 'DisputeSettled':
        return takeLive(event)
      case 'RiskPolicyPut':
        return putPolicy(event)
      case 'KillSwitchEngaged':
        seqById.set(event.killSwitchId, event.seq)
        return putSwitch(event.killSwitchId)
      case 'KillSwitchTightened':
      case 'KillSwitchVenueCleared':
      case 'KillSwitchConfirmed':
      case 'KillSwitchReleased':
        return putSwitch(event.killSwitchId)
      case 'StrategyCreated':
        return put(
          'strategy',
          event.strategyId,
          strategyRow(book.organizationId, book.strategies.get(event.strategyId)!),
        )
      case 'StrategyDeployed':
      case 'DeploymentChanged':
      case 'DeploymentSet':
      case 'DeploymentQuarantined':
        return put(
          'deployment',
          event.deploymentId,
          deploymentRow(book, book.deployments.get(event.deploymentId)!),
        )
      case 'AlertRaised':
        return put('alert', String(event.seq), alertRow(book.organizationId, event))
      default:
        // Order events are taken elsewhere, and an audit record is nothing beside its entry.
        return
    }
  }

  const takeLive = (event: LiveEvent) => {
    // A position is opened for each instrument that is adjusted, in dispute or traded by others: a row of its own, flat or not.
    if ('instrumentId' in event) touchPosition(event.accountId, event.instrumentId, event.at)
    if (event.type === 'PositionDisputed' || event.type === 'DisputeSettled') return
    if (event.type === 'ForeignOrdersNoted')
      for (const { instrumentId } of event.orders) touchPosition(event.accountId, instrumentId, event.at)
    putAccount(event.accountId)
  }

  const putAccount = (accountId: string) => {
    const index = book.accountIndexById.get(accountId)!
    put('account', accountId, accountRow(book, book.accounts[index]!, seqById.get(accountId)!))
    touchedAccounts.add(index)
  }

  const touchPosition = (accountId: string, instrumentId: string, at: number) => {
    const accountIndex = book.accountIndexById.get(accountId)!
    const instrumentIndex = book.instrumentIndexById.get(instrumentId)!
    const position = accountPositions(book, accountIndex).find(
      (candidate) => candidate.instrumentIndex === instrumentIndex,
    )
    if (position === undefined)
      throw new Error(`Invariant: account ${accountId} has a position in ${instrumentId}`)
    touchedPositions.set(position.index, at)
  }

  /** Everybody who has, or ever had, something of the instrument. */
  const touchHolders = (instrumentId: string, at: number) => {
    const settled = book.instrumentIndexById.get(instrumentId)!
    for (const { index, accountIndex, instrumentIndex } of book.positions)
      if (instrumentIndex === settled) {
        touchedPositions.set(index, at)
        touchedAccounts.add(accountIndex)
      }
  }

  const putPolicy = (event: Extract<EngineEvent, { type: 'RiskPolicyPut' }>) => {
    const previous = `${event.policyId} ${event.version - 1}`
    const inBatch = changes.get('policy')?.get(previous)
    if (inBatch !== undefined) put('policy', previous, { ...inBatch, current: false })
    else if (event.version > 1)
      put('policyRetired', previous, {
        policy_id: event.policyId,
        version: event.version - 1,
        current: false,
      })
    put('policy', `${event.policyId} ${event.version}`, policyRow(book.organizationId, event))
  }

  const putSwitch = (id: string) => {
    const killSwitch = book.switches.find((candidate) => candidate.id === id)
    if (killSwitch === undefined) throw new Error(`Invariant: kill switch ${id} is in the book`)
    put('killSwitch', id, killSwitchRow(book.organizationId, killSwitch, seqById.get(id)!))
  }

  return {
    take(event, postings) {
      for (let line = 0; line < postings.length; line++) {
        put('ledger', `${event.seq} ${line}`, ledgerRow(book, event, line, postings[line]!))
      }
      const text = auditText(book, event)
      if (text !== null) put('audit', String(event.seq), auditRow(book.organizationId, event, text))
      if (event.type !== 'AlertRaised' && 'orderId' in event) return takeOrderEvent(event)
      takeOther(event)
      return null
    },
    drain() {
      for (const index of touchedAccounts) {
        const account = book.accounts[index]!
        for (const cash of account.cash)
          put('balance', `${account.id} ${cash.currency}`, balanceRow(book.organizationId, account, cash))
      }
      for (const [index, at] of touchedPositions)
        put('position', String(index), positionRow(book, book.positions[index]!, at))
      touchedAccounts.clear()
      touchedPositions.clear()
      const drained = changes
      changes = new Map()
      return drained
    },
  }
}
