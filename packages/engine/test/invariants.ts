/**
 * What must hold after every event, computed the long way round from fills and events, sharing no code with what keeps the book:
 * the naive twin of the engine's own bookkeeping.
 */

import type { Mode, OrderStatus } from '@quarterdeck/sdk'
import { DeploymentWatch } from './deployment-invariants.ts'
import { FINAL_STATUSES } from './final.ts'
import { LiveWatch } from './live-invariants.ts'
import type { InstrumentState } from '../src/book/book.ts'
import type { CorporateActionApplied, ShareSplit } from '../src/index.ts'
import type { AccountState, Book, EngineEvent, OrderState } from './engine.ts'

const FINAL = FINAL_STATUSES
const UNIT = 10n ** 18n

function fail(rule: string): never {
  throw new Error(`Broken: ${rule}`)
}

function same(rule: string, actual: unknown, expected: unknown): void {
  if (actual !== expected) fail(`${rule}: ${String(actual)} is not ${String(expected)}`)
}

/** Follows one book from its first event and checks it after each. */
export class Watch {
  readonly #book: Book
  readonly #statuses = new Map<string, OrderStatus>()
  readonly #flagged = new Set<string>()
  /** Deposits and conversions per account and currency. */
  readonly #funded = new Map<string, bigint>()
  /** The same without conversions, which stay in the account. */
  readonly #brought = new Map<string, bigint>()
  /** When orders and replacements were asked for, by mode: what the order rate counts, counted apart from the books. */
  readonly #requests = new Map<Mode, number[]>()
  /** Ticks that were paid, by instrument. */
  readonly #payouts = new Map<string, number>()
  /** Splits by instrument, with the seq of each. */
  readonly #splits = new Map<string, (ShareSplit & { readonly seq: number })[]>()
  readonly #deployments: DeploymentWatch
  readonly #live: LiveWatch

  constructor(book: Book) {
    this.#book = book
    this.#deployments = new DeploymentWatch(book)
    this.#live = new LiveWatch(book)
  }

  afterEvent(event: EngineEvent): void {
    this.#note(event)
    this.#deployments.afterEvent(event)
    this.#live.afterEvent(event)
    for (const account of this.#book.accounts) this.#account(account)
    this.#positions()
    this.#working()
    if ('orderId' in event && event.orderId !== null) this.#order(event.orderId, event)
  }

  /** After all events of a command: what was filled beyond the quantity was flagged. */
  afterCommand(): void {
    for (const order of this.#allOrders()) {
      const most = Math.max(order.quantityLots, order.pendingReplace?.quantityLots ?? 0)
      if (order.filledLots > most && !this.#flagged.has(order.id))
        fail('filled is at most quantity unless flagged')
    }
  }

  #note(event: EngineEvent): void {
    if (isRequested(event)) this.#request(event)
    if (event.type === 'FundsDeposited') this.#bring(event.accountId, event.currency, units(event.amount))
    if (event.type === 'CashConverted') {
      this.#fund(event.accountId, event.fromCurrency, -units(event.fromAmount))
      this.#fund(event.accountId, event.toCurrency, units(event.toAmount))
    }
    if (event.type === 'AccountAdjusted' && 'currency' in event)
      this.#bring(event.accountId, event.currency, units(event.amount))
    if (event.type === 'InstrumentSettled') this.#payouts.set(event.instrumentId, event.payoutTicks)
    if (event.type === 'CorporateActionApplied') this.#act(event)
    if (event.type === 'OrderFilled' && event.overfill) this.#flagged.add(event.orderId)
    if (event.type === 'AlertRaised' && event.kind === 'OVERFILL' && event.orderId !== null)
      this.#flagged.add(event.orderId)
  }

  /** Every order and every replacement is a request, blocked or not; a decision sees those of the last second and itself. */
  #request(event: Requested): void {
    const { effectiveMode, checks } = event.decision
    const times = this.#requests.get(effectiveMode) ?? []
    this.#requests.set(effectiveMode, [...times, event.at])
    const recent = times.filter((at) => at > event.at - 1_000_000).length + 1
    for (const { name, scope, observed } of checks)
      if (name === 'orderRate' && scope === 'ORGANIZATION') same('the order rate', observed, String(recent))
  }

  #act({ instrumentId, action, seq }: CorporateActionApplied): void {
    if (action.kind === 'SPLIT') {
      this.#splits.set(instrumentId, [...(this.#splits.get(instrumentId) ?? []), { ...action, seq }])
      return
    }
    for (const { accountIndex, instrumentIndex, lots } of this.#book.positions) {
      const account = this.#book.accounts[accountIndex]
      const terms = this.#book.instruments[instrumentIndex]?.terms
      if (account === undefined || terms?.id !== instrumentId || account.mode === 'LIVE') continue
      const paid = (BigInt(lots) * units(terms.quantityIncrement) * units(action.perUnit)) / UNIT
      this.#fund(account.id, terms.currency, paid)
    }
  }

  #bring(accountId: string, currency: string, amount: bigint): void {
    const key = `${accountId} ${currency}`
    this.#brought.set(key, (this.#brought.get(key) ?? 0n) + amount)
    this.#fund(accountId, currency, amount)
  }

  #fund(accountId: string, currency: string, amount: bigint): void {
    const key = `${accountId} ${currency}`
    this.#funded.set(key, (this.#funded.get(key) ?? 0n) + amount)
  }

  /** Ledger zero per currency; cash is what was funded and traded; reserved and available add up to it. */
  #account(account: AccountState): void {
    const totals = new Map<string, bigint>()
    for (const line of account.ledger)
      totals.set(line.currency, (totals.get(line.currency) ?? 0n) + line.total)
    for (const [currency, total] of totals) same(`ledger is zero in ${currency}`, total, 0n)
    for (const cash of account.cash) {
      const booked = account.ledger.find(
        (line) => line.ledgerAccount === 'CASH' && line.currency === cash.currency,
      )
      same('cash is what the ledger says', cash.cash, booked?.total ?? 0n)
      let expected = this.#funded.get(`${account.id} ${cash.currency}`) ?? 0n
      let reserved = 0n
      let margin = 0n
      for (const order of this.#ordersOf(account, cash.currency)) {
        reserved += order.reserved
        if (order.reserved < 0n) fail('a reservation is never negative')
      }
      for (const position of this.#book.positions) {
        const instrument = this.#book.instruments[position.instrumentIndex]
        if (position.accountIndex !== account.index || instrument?.terms.currency !== cash.currency) continue
        margin += position.marginUsed
        const paidInFull = instrument.terms.funding === 'FULL_PAYMENT'
        expected += position.realizedPnl - position.fees - (paidInFull ? position.cost : 0n)
        // What came and went without a trade went over EXTERNAL.
        expected -= position.transferred
      }
      same('cash is deposits and trades', cash.cash, expected)
      same('reserved for orders is the sum of the orders', cash.reservedForOrders, reserved)
      same('margin is the sum of the positions', cash.marginUsed, margin)
    }
    for (const line of account.ledger) {
      if (line.ledgerAccount === 'EXTERNAL')
        same(
          'EXTERNAL is what came and went without a trade',
          line.total,
          this.#external(account, line.currency),
        )
    }
    const open = this.#allOrders().filter(
      (order) => order.accountIndex === account.index && !FINAL.includes(order.status),
    )
    const others = account.foreignOrders.length
    same('the count of open orders', account.openOrderCount, open.length + others)
  }

  #external(account: AccountState, currency: string): bigint {
    let total = -(this.#brought.get(`${account.id} ${currency}`) ?? 0n)
    for (const position of this.#book.positions) {
      if (position.accountIndex !== account.index) continue
      if (this.#book.instruments[position.instrumentIndex]?.terms.currency === currency)
        total += position.transferred
    }
    return total
  }

  /** Lots, worth and fees of a position are those of the fills that stand; working lots those of the orders that work. */
  #positions(): void {
    for (const position of this.#book.positions) {
      const instrument = this.#book.instruments[position.instrumentIndex]
      if (instrument === undefined) fail('a position has an instrument')
      let fees = 0n
      const moved: Moved[] = []
      // The exits of one bracket count once.
      const working = { buys: new Map<string, number>(), sells: new Map<string, number>() }
      for (const order of this.#allOrders()) {
        if (order.positionIndex !== position.index) continue
        const sign = order.side === 'BUY' ? 1 : -1
        for (const fill of order.fills) {
          if (fill.voided) continue
          moved.push({ seq: fill.seq, lots: sign * fill.lots, priceTicks: fill.priceTicks })
          fees += fill.fee
        }
        if (FINAL.includes(order.status)) continue
        const group = order.exitOf === null ? order.id : `${order.strategyId} ${order.exitOf} ${order.side}`
        const counted = sign === 1 ? working.buys : working.sells
        counted.set(group, Math.max(counted.get(group) ?? 0, openOf(order)))
      }
      const [buys, sells] = [working.buys, working.sells].map((counted) =>
        [...counted.values()].reduce((sum, open) => sum + open, 0),
      )
      const isLive = this.#book.accounts[position.accountIndex]?.mode === 'LIVE'
      const splits = isLive ? [] : (this.#splits.get(instrument.terms.id) ?? [])
      let { lots, worth } = heldOf(instrument, moved, splits)
      const adjusted = this.#live.adjusted(position)
      lots += adjusted.lots
      worth += BigInt(adjusted.tickLots) * instrument.tickLotValue
      if (instrument.terms.funding === 'FULL_PAYMENT') {
        const paid = BigInt(adjusted.tickLots) * instrument.tickLotValue
        same('what is adjusted goes over EXTERNAL at its price', position.transferred, -paid)
      }
      const payout = this.#payouts.get(instrument.terms.id)
      if (payout !== undefined) {
        worth -= BigInt(lots) * BigInt(payout) * instrument.tickLotValue
        lots = 0
      }
      const others = this.#live.others(position)
      same('lots are the sum of the fills that stand and the adjustments', position.lots, lots)
      same('cost less profit is what was paid', position.cost - position.realizedPnl, worth)
      same('fees are the sum of the fills that stand', position.fees, fees)
      same('working buy lots', position.workingBuyLots, (buys ?? 0) + others.buys)
      same('working sell lots', position.workingSellLots, (sells ?? 0) + others.sells)
      if (position.lots === 0) same('a flat position has no cost', position.cost, 0n)
      else if (position.cost !== 0n && position.lots > 0 !== position.cost > 0n)
        fail('cost has the sign of its lots')
    }
  }

  #working(): void {
    const expected = this.#allOrders().filter((order) => !FINAL.includes(order.status))
    const listed = [...this.#book.workingOrders.values()]
    same(
      'working orders are listed in order of submission',
      listed.map((order) => order.id).join(),
      expected.map((order) => order.id).join(),
    )
    const sorted = listed.every((order, index) => index === 0 || order.seq > (listed[index - 1]?.seq ?? 0))
    if (!sorted) fail('working orders are in order of seq')
  }

  #order(orderId: string, event: EngineEvent): void {
    const order = this.#book.orders.get(orderId)
    if (order === undefined) fail('an event names an order of the book')
    const standing = order.fills.filter((fill) => !fill.voided).reduce((sum, fill) => sum + fill.lots, 0)
    same('filled is the sum of the fills that stand', order.filledLots, standing)
    same('executions are unique', new Set(order.fills.map((fill) => fill.execId)).size, order.fills.length)
    if (order.status === 'FILLED' && order.filledLots < order.quantityLots) fail('FILLED is filled in full')
    if (FINAL.includes(order.status)) same('what has ended reserves nothing', order.reserved, 0n)
    const before = this.#statuses.get(orderId)
    if (before !== undefined && !mayFollow(before, order.status, event))
      fail(`${order.status} after ${before} by ${event.type}`)
    this.#statuses.set(orderId, order.status)
  }

  #allOrders(): OrderState[] {
    return [...this.#book.orders.values()]
  }

  #ordersOf(account: AccountState, currency: string): OrderState[] {
    return this.#allOrders().filter(
      (order) =>
        order.accountIndex === account.index &&
        this.#book.instruments[order.instrumentIndex]?.terms.currency === currency,
    )
  }
}

interface Moved {
  readonly seq: number
  readonly lots: number
  readonly priceTicks: number
}

/** Lots, and what was paid for them less what was paid out for parts of a lot, step by step in the order of booking. */
function heldOf(
  { tickLotValue, terms }: InstrumentState,
  moved: readonly Moved[],
  splits: readonly (ShareSplit & { readonly seq: number })[],
): { readonly lots: number; readonly worth: bigint } {
  let [lots, worth] = [0, 0n]
  for (const step of [...moved, ...splits].sort((a, b) => a.seq - b.seq)) {
    if ('lots' in step) {
      lots += step.lots
      worth += BigInt(step.lots) * BigInt(step.priceTicks) * tickLotValue
      continue
    }
    const next = Math.trunc((lots * step.numerator) / step.denominator)
    const parts = BigInt(lots * step.numerator - next * step.denominator)
    // Of `numerator` parts an old lot consists.
    const oldLot = (units(step.referencePrice) * units(terms.quantityIncrement)) / UNIT
    worth -= eightDecimals((parts * oldLot * 2n) / BigInt(step.numerator))
    lots = next
  }
  return { lots, worth }
}

/** Half of an amount rounded half to even at 8 decimals; twice the amount is given, so that halves are seen. */
function eightDecimals(twice: bigint): bigint {
  const step = 10n ** 10n
  const size = twice < 0n ? -twice : twice
  const floor = size / (2n * step)
  const rest = size - floor * 2n * step
  const up = rest > step || (rest === step && floor % 2n === 1n)
  const rounded = (up ? floor + 1n : floor) * step
  return twice < 0n ? -rounded : rounded
}

/** Open lots, by the definition: the larger total less everything that was executed or stands. */
function openOf(order: OrderState): number {
  const executed = order.fills
    .filter((fill) => fill.replacesExecId === null)
    .reduce((sum, fill) => sum + fill.lots, 0)
  const most = Math.max(order.quantityLots, order.pendingReplace?.quantityLots ?? 0)
  return Math.max(0, most - Math.max(executed, order.filledLots))
}

type Requested = Extract<
  EngineEvent,
  { type: 'OrderAccepted' | 'OrderBlocked' | 'OrderReplaceRequested' | 'OrderReplaceBlocked' }
>

function isRequested(event: EngineEvent): event is Requested {
  return 'decision' in event
}

const RESTATED: readonly EngineEvent['type'][] = ['FillBusted', 'FillCorrected']

/** Which status may follow which: what has ended comes back only where its fills are restated. */
function mayFollow(before: OrderStatus, after: OrderStatus, event: EngineEvent): boolean {
  if (before === after) return true
  const ended = FINAL.includes(before)
  if (!ended) return after !== 'PENDING_NEW' || event.type !== 'OrderFilled'
  if (after === 'FILLED')
    return event.type === 'OrderFilled' || event.type === 'FillCorrected' || event.type === 'OrderReplaced'
  if (before === 'FILLED')
    return RESTATED.includes(event.type) || (event.type === 'OrderReplaced' && FINAL.includes(after))
  return before === 'CANCELED' && RESTATED.includes(event.type)
}

function units(decimal: string): bigint {
  const [whole = '0', fraction = ''] = decimal.replace('-', '').split('.')
  const magnitude = BigInt(whole) * UNIT + BigInt(fraction.padEnd(18, '0') || '0')
  return decimal.startsWith('-') ? -magnitude : magnitude
}
