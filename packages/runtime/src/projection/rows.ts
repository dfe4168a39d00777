/** One function a table: the row that an entity of the book, or an event, stands as. */
import { formatPrice, formatQuantity } from '@quarterdeck/engine'
import type {
  AccountState,
  Actor,
  AlertRaised,
  Book,
  CashState,
  EngineEvent,
  FillState,
  ForeignOrder,
  InstrumentState,
  OrderState,
  PositionState,
  Posting,
  RiskPolicyPut,
  SwitchState,
} from '@quarterdeck/engine'
import { averageCostText, instantText, moneyText } from './exact.ts'
import type { TableRow } from './tables.ts'

export function instrumentRow(organizationId: string, { terms }: InstrumentState): TableRow {
  return {
    organization_id: organizationId,
    id: terms.id,
    venue_id: terms.venueId,
    symbol: terms.symbol,
    venue_symbol: terms.venueSymbol,
    name: terms.name,
    asset_class: terms.assetClass,
    currency: terms.currency,
    price_increment: terms.priceIncrement,
    quantity_increment: terms.quantityIncrement,
    multiplier: terms.multiplier,
    min_quantity: terms.minQuantity,
    max_quantity: terms.maxQuantity,
    expiry: terms.expiry,
    strike: terms.strike,
    right: terms.right,
    underlying_id: terms.underlyingId,
    initial_margin_rate: terms.initialMarginRate,
    maintenance_margin_rate: terms.maintenanceMarginRate,
    maker_fee_rate: terms.makerFeeRate,
    taker_fee_rate: terms.takerFeeRate,
    calendar: terms.calendar,
  }
}

/** `seq` is that of the event that opened the account. */
export function accountRow(book: Book, account: AccountState, seq: number): TableRow {
  const marked = account.day !== null
  const { live } = account
  return {
    id: account.id,
    organization_id: book.organizationId,
    seq,
    name: account.name,
    mode: account.mode,
    currency: account.currency,
    connection_id: account.connectionId,
    live_enabled: account.liveEnabled,
    live_user_ids: live?.userIds ?? [],
    live_stage_percent: live?.stagePercent ?? null,
    live_enabled_at: live === null ? null : instantText(live.enabledAt),
    live_stage_since: live === null ? null : instantText(live.stageSince),
    foreign_orders: account.foreignOrders.map((order) => foreignOrderValue(book, order)),
    day: account.day,
    day_start_equity: marked ? moneyText(account.dayStartEquity) : null,
    day_high_equity: marked ? moneyText(account.dayHighEquity) : null,
    created_at: instantText(account.openedAt),
  }
}

/** One entry of the account's `foreign_orders`, in decimals. */
function foreignOrderValue(book: Book, order: ForeignOrder): TableRow {
  const instrument = book.instruments[order.instrumentIndex]!
  return {
    venueOrderId: order.venueOrderId,
    instrumentId: instrument.terms.id,
    side: order.side,
    quantity: formatQuantity(instrument, order.lots),
    limitPrice: order.limitTicks === null ? null : formatPrice(instrument, order.limitTicks),
    notedAt: instantText(order.notedAt),
  }
}

export function balanceRow(organizationId: string, account: AccountState, cash: CashState): TableRow {
  const reserved = cash.reservedForOrders + cash.marginUsed
  return {
    account_id: account.id,
    currency: cash.currency,
    organization_id: organizationId,
    cash: moneyText(cash.cash),
    reserved: moneyText(reserved),
    available: moneyText(cash.cash - reserved),
    margin_used: moneyText(cash.marginUsed),
  }
}

/** A position's id: the pair it stands for. */
export function positionId(accountId: string, instrumentId: string): string {
  return `${accountId}:${instrumentId}`
}

export function positionRow(book: Book, position: PositionState, at: number): TableRow {
  const instrument = book.instruments[position.instrumentIndex]!
  const account = book.accounts[position.accountIndex]!
  return {
    id: positionId(account.id, instrument.terms.id),
    organization_id: book.organizationId,
    account_id: account.id,
    instrument_id: instrument.terms.id,
    quantity: formatQuantity(instrument, position.lots),
    cost: moneyText(position.cost),
    average_price: averageCostText(instrument, position.lots, position.cost),
    realized_pnl: moneyText(position.realizedPnl),
    fees: moneyText(position.fees),
    margin_used: moneyText(position.marginUsed),
    currency: instrument.terms.currency,
    dispute_reason: position.dispute?.reason ?? null,
    disputed_at: position.dispute === null ? null : instantText(position.dispute.since),
    updated_at: instantText(at),
  }
}

export function fillRow(book: Book, order: OrderState, fill: FillState): TableRow {
  const instrument = book.instruments[order.instrumentIndex]!
  return {
    id: fill.fillId,
    organization_id: book.organizationId,
    seq: fill.seq,
    order_id: order.id,
    account_id: book.accounts[order.accountIndex]!.id,
    instrument_id: instrument.terms.id,
    exec_id: fill.execId,
    side: order.side,
    price: formatPrice(instrument, fill.priceTicks),
    quantity: formatQuantity(instrument, fill.lots),
    liquidity: fill.liquidity,
    fee: moneyText(fill.fee),
    fee_currency: instrument.terms.currency,
    voided: fill.voided,
    at: instantText(fill.venueAt),
  }
}

export function ledgerRow(book: Book, event: EngineEvent, line: number, posting: Posting): TableRow {
  return {
    organization_id: book.organizationId,
    seq: event.seq,
    line,
    account_id: book.accounts[posting.accountIndex]!.id,
    ledger_account: posting.ledgerAccount,
    currency: posting.currency,
    instrument_id:
      posting.instrumentIndex === null ? null : book.instruments[posting.instrumentIndex]!.terms.id,
    amount: moneyText(posting.amount),
    event: event.type,
    at: instantText(event.at),
  }
}

export function policyRow(organizationId: string, event: RiskPolicyPut): TableRow {
  return {
    policy_id: event.policyId,
    version: event.version,
    organization_id: organizationId,
    seq: event.seq,
    scope: event.scope,
    target_id: event.targetId,
    limits: event.limits,
    current: true,
    actor: event.actor,
    at: instantText(event.at),
  }
}

/** `seq` is that of the event that engaged the switch. */
export function killSwitchRow(organizationId: string, killSwitch: SwitchState, seq: number): TableRow {
  const instant = (at: number | null) => (at === null ? null : instantText(at))
  return {
    id: killSwitch.id,
    organization_id: organizationId,
    seq,
    scope: killSwitch.scope,
    target_id: killSwitch.targetId,
    phase: killSwitch.phase,
    reason: killSwitch.reason,
    cancel_open_orders: killSwitch.cancelOpenOrders,
    allow_reduce_only: killSwitch.allowReduceOnly,
    engaged_at: instantText(killSwitch.engagedAt),
    engaged_by: killSwitch.engagedBy,
    confirmed_at: instant(killSwitch.confirmedAt),
    released_at: instant(killSwitch.releasedAt),
    released_by: killSwitch.releasedBy,
    release_reason: killSwitch.releaseReason,
  }
}

export interface AuditText {
  readonly action: string
  readonly summary: string
  readonly before: string | null
  readonly after: string | null
}

export function auditRow(
  organizationId: string,
  event: { readonly seq: number; readonly at: number; readonly actor: Actor },
  text: AuditText,
): TableRow {
  return {
    organization_id: organizationId,
    seq: event.seq,
    at: instantText(event.at),
    actor_kind: event.actor.kind,
    actor_id: event.actor.id,
    actor_name: event.actor.name,
    ...text,
  }
}

export function alertRow(organizationId: string, { seq, kind, orderId, message, at }: AlertRaised): TableRow {
  return { organization_id: organizationId, seq, kind, order_id: orderId, message, at: instantText(at) }
}
