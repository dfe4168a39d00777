/**
 * The packed rows that the risk kernel reads: derived from the book, kept in step by `evolve` through the refresh functions,
 * rebuilt whole by `restore`. They take no part in snapshot or hash.
 */

import { ASSET_CLASSES, MODES } from '@quarterdeck/sdk'
import { ORDER_RATE_RING, type AccountState, type Book, type PositionState } from '../book/book.ts'
import { CHANGES_KEPT, type Market } from '../book/market.ts'
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
import { emptyPositionLine } from './sums/account-sums.ts'
import { accountWorthMoved } from './sums/mode-worth.ts'
import { admitAccountSums, emptySums, forgetSums, type ExactSums } from './sums/sums.ts'

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
  /** Available cash, by account index * currencyStride + currency code. */
  available: Float64Array
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
  readonly sums: ExactSums
  /** The market that cached sums were valued with, and its version when it was last looked at. */
  market: Market | null
  marketSeen: number
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
    currencyStride: 4,
    currencies: emptyCurrencies(),
    baseCode: -1,
    positionsByAccount: [],
    accountsByMode: MODES.map(() => []),
    modeTimes: MODES.map(() => new Float64Array(ORDER_RATE_RING)),
    rates: emptyRates(),
    limits: emptyLimitRows(),
    evaluation: emptyEvaluation(),
    sums: emptySums(),
    market: null,
    marketSeen: -1,
  }
}

/** Takes over a position's lots, working lots and cost after they changed, or the position when it is new. */
export function refreshPosition(book: Book, positionIndex: number): void {
  const risk = book.risk
  const position = stateAt(book.positions, positionIndex)
  if (positionIndex >= risk.positionCount) admitPosition(risk, position)
  movePosition(book, position)
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
  refreshDay(book, account, mode)
  refreshCash(book, account, mode)
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

/** Makes what is kept of a market belong to this one, as it stands: notes when a rate between currencies may have moved. */
export function syncMarket(book: Book, market: Market): void {
  const { risk } = book
  if (risk.market === market && risk.marketSeen === market.version) return
  if (risk.market !== market || market.version - risk.marketSeen >= CHANGES_KEPT) {
    if (risk.market !== market) {
      forgetSums(risk.sums)
      forgetValuations(risk)
    }
    risk.rates.version += 1
  } else {
    const { pairInstruments } = risk.currencies
    for (let version = risk.marketSeen + 1; version <= market.version; version += 1)
      if (pairInstruments.has(market.changes[version % CHANGES_KEPT]!)) risk.rates.version += 1
  }
  risk.market = market
  risk.marketSeen = market.version
}

/** Lets every total be taken from the sums again: after another market, or after what sums are made of changed. */
function forgetValuations(risk: RiskRows): void {
  for (let row = 0; row < risk.accounts.length; row += ACCOUNT_STRIDE) forgetTotals(risk.accounts, row)
  for (let row = 0; row < risk.modes.length; row += ACCOUNT_STRIDE) forgetTotals(risk.modes, row)
  risk.rates.version += 1
}

function forgetTotals(rows: Float64Array, row: number): void {
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
  risk.sums.lines.push(emptyPositionLine())
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
  forgetTotals(risk.accounts, row)
  forgetTotals(risk.modes, mode * ACCOUNT_STRIDE)
  admitAccountSums(risk.sums, mode)
  fitCurrencies(risk)
  refreshPolicies(book)
}

function refreshDay({ risk }: Book, account: AccountState, mode: number): void {
  const { dayStartEquity, dayHighEquity, day } = account
  const seen = stateAt(risk.sums.seen, account.index)
  if (seen.day === day && seen.start === dayStartEquity && seen.high === dayHighEquity) return
  seen.day = day
  seen.start = dayStartEquity
  seen.high = dayHighEquity
  const row = account.index * ACCOUNT_STRIDE
  risk.accounts[row + ACCOUNT.dayFrom] = day === null ? Number.NaN : dayStart(day)
  equityMoved(risk, account.index, mode)
}

/** Reservations change what is available; only cash itself changes equity. */
function refreshCash({ risk }: Book, account: AccountState, mode: number): void {
  const seen = stateAt(risk.sums.seen, account.index)
  for (let place = 0; place < account.cash.length; place += 1) {
    const state = account.cash[place]!
    const code = currencyCode(risk.currencies, state.currency)
    if (code >= risk.currencyStride) fitCurrencies(risk)
    const cell = account.index * risk.currencyStride + code
    risk.available[cell] = toNumber(state.cash - state.reservedForOrders - state.marginUsed)
    if (seen.cash[place] === state.cash) continue
    seen.cash[place] = state.cash
    equityMoved(risk, account.index, mode)
  }
}

function equityMoved(risk: RiskRows, accountIndex: number, mode: number): void {
  risk.accounts[accountIndex * ACCOUNT_STRIDE + ACCOUNT.equityVersion] = -1
  risk.modes[mode * ACCOUNT_STRIDE + ACCOUNT.equityVersion] = -1
  accountWorthMoved(risk, accountIndex, mode)
}

function stateAt<T>(states: readonly T[], index: number): T {
  const state = states[index]
  if (state === undefined) throw new Error(`Invariant: the book holds what is refreshed; index ${index}`)
  return state
}
