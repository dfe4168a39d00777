/**
 * The packed rows that the risk kernel reads: derived from the book, kept in step by `evolve` through the refresh functions,
 * rebuilt whole by `restore`. They take no part in snapshot or hash.
 */

import { ASSET_CLASSES, MODES } from '@quarterdeck/sdk'
import { ORDER_RATE_RING, type AccountState, type Book, type PositionState } from '../book/book.ts'
import type { Market } from '../book/market.ts'
import { emptyLimitRows, type LimitRows } from './compile.ts'
import { addPair, currencyCode, emptyCurrencies, type Currencies } from './currencies.ts'
import { dayStart } from './day.ts'
import { emptyEvaluation, type RiskEvaluation } from './evaluation.ts'
import { fitCurrencies, growAccounts, grown, growInstruments } from './grow.ts'
import { instrumentRow, toNumber } from './instrument-row.ts'
import { ACCOUNT, ACCOUNT_STRIDE, POSITION, POSITION_STRIDE } from './layout.ts'
import { movePosition } from './move.ts'
import { emptyRates, type Rates } from './rates.ts'
import { followRequests, mergeRequestTimes } from './request-times.ts'

export interface RiskRows {
  accounts: Float64Array
  /** One row per mode, laid out as an account's, valued in the base currency. */
  readonly modes: Float64Array
  positions: Float64Array
  /** Positions taken over so far; the next new one has this index. */
  positionCount: number
  instruments: Float64Array
  /** Rows by mode * instrumentCapacity + instrument index. */
  modeLots: Float64Array
  instrumentCapacity: number
  /** Available cash and cash, by account index * currencyStride + currency code. */
  available: Float64Array
  cash: Float64Array
  currencyStride: number
  readonly currencies: Currencies
  baseCode: number
  /** Position indexes of each account, and account indexes of each mode, ascending. */
  readonly positionsByAccount: number[][]
  readonly accountsByMode: number[][]
  /** Newest request times of all accounts of a mode, rings as on the account. */
  readonly modeTimes: Float64Array[]
  readonly rates: Rates
  readonly limits: LimitRows
  readonly evaluation: RiskEvaluation
  /** The market that cached sums were valued with. */
  market: Market | null
}

/** Rows of a book that knows nothing yet. */
export function emptyRiskRows(): RiskRows {
  return {
    accounts: new Float64Array(0),
    modes: new Float64Array(MODES.length * ACCOUNT_STRIDE),
    positions: new Float64Array(0),
    positionCount: 0,
    instruments: new Float64Array(0),
    modeLots: new Float64Array(0),
    instrumentCapacity: 0,
    available: new Float64Array(0),
    cash: new Float64Array(0),
    currencyStride: 4,
    currencies: emptyCurrencies(),
    baseCode: -1,
    positionsByAccount: [],
    accountsByMode: MODES.map(() => []),
    modeTimes: MODES.map(() => new Float64Array(ORDER_RATE_RING)),
    rates: emptyRates(),
    limits: emptyLimitRows(),
    evaluation: emptyEvaluation(),
    market: null,
  }
}

/** Takes over a position's lots, working lots and cost after they changed, or the position when it is new. */
export function refreshPosition(book: Book, positionIndex: number): void {
  const risk = book.risk
  const position = stateAt(book.positions, positionIndex)
  if (positionIndex >= risk.positionCount) admitPosition(risk, position)
  movePosition(risk, position)
}

/** Takes over an account's cash, day marks, open orders and request times, or the account when it is new. */
export function refreshAccount(book: Book, accountIndex: number): void {
  const risk = book.risk
  const account = stateAt(book.accounts, accountIndex)
  const mode = MODES.indexOf(account.mode)
  if (risk.positionsByAccount[accountIndex] === undefined) admitAccount(book, account, mode)
  const rows = risk.accounts
  const row = accountIndex * ACCOUNT_STRIDE
  const openOrders = mode * ACCOUNT_STRIDE + ACCOUNT.openOrders
  risk.modes[openOrders] = risk.modes[openOrders]! + account.openOrderCount - rows[row + ACCOUNT.openOrders]!
  rows[row + ACCOUNT.openOrders] = account.openOrderCount
  refreshDay(risk, account, mode)
  refreshCash(risk, account, mode)
  followRequests(risk, account, mode)
}

/** Takes over an instrument's terms: its row, its currency, and the rate that it quotes if it is a currency pair. */
export function refreshInstrument(book: Book, instrumentIndex: number): void {
  const risk = book.risk
  const instrument = stateAt(book.instruments, instrumentIndex)
  if (risk.baseCode < 0) risk.baseCode = currencyCode(risk.currencies, book.baseCurrency)
  if (instrumentIndex >= risk.instrumentCapacity) growInstruments(risk, instrumentIndex + 1)
  addPair(risk.currencies, instrumentIndex, instrument.terms)
  const currency = currencyCode(risk.currencies, instrument.terms.currency)
  instrumentRow(risk.instruments, instrument, {
    currency,
    assetClass: ASSET_CLASSES.indexOf(instrument.terms.assetClass),
  })
  fitCurrencies(risk)
  forgetValuations(risk)
  refreshPolicies(book)
}

/** Marks the effective limits as outdated; the next evaluation compiles them anew. */
export function refreshPolicies(book: Book): void {
  book.risk.limits.isStale = true
}

/** Builds all rows from the book's state. */
export function rebuildRiskRows(book: Book): void {
  const rows = emptyRiskRows()
  book.risk = rows
  rows.baseCode = currencyCode(rows.currencies, book.baseCurrency)
  for (const instrument of book.instruments) refreshInstrument(book, instrument.index)
  for (const account of book.accounts) refreshAccount(book, account.index)
  for (const position of book.positions) refreshPosition(book, position.index)
  mergeRequestTimes(book)
  refreshPolicies(book)
}

/** The positions of an account in order of their index. */
export function accountPositions(book: Book, accountIndex: number): readonly PositionState[] {
  return (book.risk.positionsByAccount[accountIndex] ?? []).map((index) => stateAt(book.positions, index))
}

/** Drops every cached sum: after another market, or after what sums are made of changed. */
export function forgetValuations(risk: RiskRows): void {
  for (let row = 0; row < risk.accounts.length; row += ACCOUNT_STRIDE) forgetSums(risk.accounts, row)
  for (let row = 0; row < risk.modes.length; row += ACCOUNT_STRIDE) forgetSums(risk.modes, row)
  risk.rates.version.fill(-1)
}

function forgetSums(rows: Float64Array, row: number): void {
  rows[row + ACCOUNT.exposureVersion] = -1
  rows[row + ACCOUNT.equityVersion] = -1
}

function admitPosition(risk: RiskRows, position: PositionState): void {
  if (position.index !== risk.positionCount)
    throw new Error('Invariant: positions are taken over in order of their index')
  risk.positionCount += 1
  risk.positions = grown(risk.positions, risk.positionCount * POSITION_STRIDE)
  const row = position.index * POSITION_STRIDE
  risk.positions[row + POSITION.account] = position.accountIndex
  risk.positions[row + POSITION.instrument] = position.instrumentIndex
  risk.positions[row + POSITION.value] = Number.NaN
  risk.positionsByAccount[position.accountIndex]?.push(position.index)
}

function admitAccount(book: Book, account: AccountState, mode: number): void {
  const risk = book.risk
  if (account.index !== risk.positionsByAccount.length) {
    throw new Error('Invariant: accounts are taken over in order of their index')
  }
  risk.positionsByAccount.push([])
  risk.accountsByMode[mode]?.push(account.index)
  growAccounts(risk, account.index + 1)
  const row = account.index * ACCOUNT_STRIDE
  risk.accounts[row + ACCOUNT.mode] = mode
  risk.accounts[row + ACCOUNT.currency] = currencyCode(risk.currencies, account.currency)
  forgetSums(risk.accounts, row)
  forgetSums(risk.modes, mode * ACCOUNT_STRIDE)
  fitCurrencies(risk)
  refreshPolicies(book)
}

function refreshDay(risk: RiskRows, account: AccountState, mode: number): void {
  const rows = risk.accounts
  const row = account.index * ACCOUNT_STRIDE
  const from = account.day === null ? Number.NaN : dayStart(account.day)
  const start = toNumber(account.dayStartEquity)
  const high = toNumber(account.dayHighEquity)
  const isSame = rows[row + ACCOUNT.dayStart] === start && rows[row + ACCOUNT.dayHigh] === high
  if (isSame && Object.is(rows[row + ACCOUNT.dayFrom], from)) return
  rows[row + ACCOUNT.dayFrom] = from
  rows[row + ACCOUNT.dayStart] = start
  rows[row + ACCOUNT.dayHigh] = high
  rows[row + ACCOUNT.equityVersion] = -1
  risk.modes[mode * ACCOUNT_STRIDE + ACCOUNT.equityVersion] = -1
}

/** Reservations change what is available; only cash itself changes equity. */
function refreshCash(risk: RiskRows, account: AccountState, mode: number): void {
  for (const state of account.cash) {
    const code = currencyCode(risk.currencies, state.currency)
    if (code >= risk.currencyStride) fitCurrencies(risk)
    const cell = account.index * risk.currencyStride + code
    const cash = toNumber(state.cash)
    risk.available[cell] = toNumber(state.cash - state.reservedForOrders - state.marginUsed)
    if (risk.cash[cell] === cash) continue
    risk.cash[cell] = cash
    risk.accounts[account.index * ACCOUNT_STRIDE + ACCOUNT.equityVersion] = -1
    risk.modes[mode * ACCOUNT_STRIDE + ACCOUNT.equityVersion] = -1
  }
}

function stateAt<T>(states: readonly T[], index: number): T {
  const state = states[index]
  if (state === undefined) throw new Error(`Invariant: the book holds what is refreshed; index ${index}`)
  return state
}
