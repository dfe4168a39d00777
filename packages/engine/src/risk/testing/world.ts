/** Random books for the property tests: everything follows from one seed. Values reach beyond what a double holds exactly. */

import { ASSET_CLASSES, MODES, type Instrument, type Mode } from '@quarterdeck/sdk'
import { ORDER_RATE_RING, type AccountState, type Book, type PositionState } from '../../book/book.ts'
import { initialBook } from '../../book/initial.ts'
import { applyQuote, applyStatus, emptyMarket, type Market } from '../../book/market.ts'
import {
  NO_LIMITS,
  POLICY_SCOPES,
  SWITCH_SCOPES,
  type PolicyScope,
  type RiskLimits,
} from '../../book/policy.ts'
import { instrumentState } from '../../instrument/state.ts'
import { CAPITAL_STAGES, type LiveTrading } from '../../live/terms.ts'
import { pairKey } from '../../position/open-position.ts'
import { utcDay } from '../day.ts'
import {
  rebuildRiskRows,
  refreshAccount,
  refreshInstrument,
  refreshPolicies,
  refreshPosition,
} from '../rows.ts'

export const NOW = 1_790_000_000_000_000

/** A small seeded generator (mulberry32): the same seed, the same world. */
export class Chance {
  #state: number
  constructor(seed: number) {
    this.#state = seed | 0
  }
  next(): number {
    this.#state = (this.#state + 0x6d2b79f5) | 0
    let mixed = Math.imul(this.#state ^ (this.#state >>> 15), 1 | this.#state)
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296
  }
  below(bound: number): number {
    return Math.floor(this.next() * bound)
  }
  odds(share: number): boolean {
    return this.next() < share
  }
  of<T>(items: readonly T[]): T {
    return items[this.below(items.length)]!
  }
  /** A whole number of any magnitude up to 2^bits - 1. */
  whole(bits: number): number {
    return Math.floor(this.next() * 2 ** this.below(bits + 1))
  }
}

export interface World {
  readonly book: Book
  market: Market
}

const CURRENCIES = ['USD', 'EUR', 'JPY'] as const
const TERMS = {
  multiplier: '1',
  minQuantity: '1',
  maxQuantity: '1000000',
  minPrice: null,
  maxPrice: null,
  expiry: null,
  strike: null,
  right: null,
  underlyingId: null,
  settlement: 'CASH',
  calendar: 'ALWAYS',
} as const

function instrument(chance: Chance, index: number, pair: string | null): Instrument {
  const assetClass =
    pair === null ? chance.of(ASSET_CLASSES.filter((name) => name !== 'FX' && name !== 'CRYPTO')) : 'FX'
  const symbol = pair ?? `I${index}`
  const venueId = chance.of(['SIM', 'ALT'])
  return {
    ...TERMS,
    id: `${venueId}:${symbol}:${index}`,
    venueId,
    symbol,
    venueSymbol: symbol,
    name: symbol,
    assetClass,
    currency: pair === null ? chance.of(CURRENCIES) : pair.slice(-3),
    priceIncrement: chance.of(['0.01', '0.0001', '0.25', '1', '0.001']),
    quantityIncrement: chance.of(['1', '0.001', '0.00000001']),
    multiplier: chance.of(['1', '1', '100', '50']),
    expiry:
      chance.odds(0.1) && pair === null ? new Date(NOW / 1000 + chance.below(3) - 1).toISOString() : null,
    strike: assetClass === 'OPTION' ? '100.5' : null,
    maxPrice: assetClass === 'EVENT_CONTRACT' ? '1' : null,
    minPrice: assetClass === 'EVENT_CONTRACT' ? '0' : null,
    funding: chance.odds(0.5) ? 'FULL_PAYMENT' : 'MARGINED',
    initialMarginRate: chance.of(['0', '0.1', '0.5', '1.5']),
    maintenanceMarginRate: '0.05',
    makerFeeRate: chance.of(['0', '-0.0001', '0.001']),
    takerFeeRate: chance.of(['0', '0.002', '0.00075']),
    feePerUnit: chance.of(['0', '0.65', '1.25']),
  }
}

export function randomWorld(chance: Chance): World {
  const book = initialBook({ organizationId: 'org', baseCurrency: chance.of(CURRENCIES) })
  const market = emptyMarket(2)
  const pairs = ['EUR-USD', 'USD-JPY', 'EURUSD', 'EUR/JPY'].filter(() => chance.odds(0.75))
  const count = 2 + chance.below(4)
  for (let index = 0; index < pairs.length + count; index += 1) {
    const terms = instrument(chance, index, pairs[index] ?? null)
    book.instruments.push(instrumentState(index, terms))
    book.instrumentIndexById.set(terms.id, index)
  }
  const accounts = 1 + chance.below(3)
  const modes: Mode[] = chance.odds(0.6) ? ['PAPER'] : [...MODES, 'LIVE']
  for (let index = 0; index < accounts; index += 1)
    book.accounts.push(account(chance, index, chance.of(modes)))
  for (const { index: accountIndex } of book.accounts) {
    for (const { index: instrumentIndex } of book.instruments) {
      if (chance.odds(0.5)) openPosition(chance, book, accountIndex, instrumentIndex)
    }
  }
  for (const { index } of book.instruments) if (chance.odds(0.93)) moveQuote(chance, { book, market }, index)
  for (const { index } of book.instruments) moveStatus(chance, { book, market }, index)
  if (chance.odds(0.9)) for (let count2 = chance.below(5); count2 >= 0; count2 -= 1) putPolicy(chance, book)
  if (chance.odds(0.15)) engage(chance, book)
  rebuildRiskRows(book)
  return { book, market }
}

function liveTrading(chance: Chance): LiveTrading {
  const userIds = chance.of([USERS, USERS, ['ann'], ['carl']])
  return { userIds, stagePercent: chance.of(CAPITAL_STAGES), enabledAt: NOW, stageSince: NOW }
}

function account(chance: Chance, index: number, mode: Mode): AccountState {
  const live = mode === 'LIVE' && chance.odds(0.9) ? liveTrading(chance) : null
  const state: AccountState = {
    index,
    id: `account-${index}`,
    name: 'Desk',
    mode,
    currency: chance.of(CURRENCIES),
    connectionId: chance.odds(0.8) ? 'connection' : null,
    liveEnabled: live !== null,
    live,
    openedAt: NOW,
    cash: [],
    ledger: [],
    day: null,
    dayStartEquity: 0n,
    dayHighEquity: 0n,
    openOrderCount: chance.below(5),
    orderTimes: new Float64Array(ORDER_RATE_RING),
    orderTimesHead: 0,
    fundingKeys: new Map(),
    foreignOrders: [],
  }
  moveAccount(chance, state)
  for (let count = chance.below(4); count > 0; count -= 1)
    request(chance, state, NOW - 1_500_000 + chance.below(500_000))
  return state
}

function request(chance: Chance, state: AccountState, at: number): void {
  state.orderTimes[state.orderTimesHead % ORDER_RATE_RING] = at
  state.orderTimesHead += 1
}

export function money(chance: Chance, bits: number): bigint {
  const coarse = BigInt(chance.whole(bits)) * 10n ** 16n
  return chance.odds(0.3) ? coarse + BigInt(chance.whole(50)) : coarse
}

function moveAccount(chance: Chance, state: AccountState): void {
  for (const currency of CURRENCIES) {
    const known = state.cash.find((cell) => cell.currency === currency)
    if (known === undefined && chance.odds(0.4)) continue
    const moved = {
      currency,
      cash: chance.odds(0.2)
        ? 0n
        : money(chance, chance.odds(0.2) ? 80 : 40) * (chance.odds(0.05) ? -1n : 1n),
      reservedForOrders: money(chance, 20),
      marginUsed: money(chance, 20),
    }
    // An account never forgets a currency that it held.
    if (known === undefined) state.cash.push(moved)
    else Object.assign(known, moved)
  }
  state.day = chance.of([null, utcDay(NOW), utcDay(NOW - 86_400_000_000)])
  state.dayStartEquity = money(chance, 45)
  state.dayHighEquity = state.dayStartEquity + (chance.odds(0.5) ? money(chance, 30) : 0n)
}

function position(
  chance: Chance,
  index: number,
  accountIndex: number,
  instrumentIndex: number,
): PositionState {
  const state: PositionState = {
    index,
    accountIndex,
    instrumentIndex,
    lots: 0,
    cost: 0n,
    realizedPnl: 0n,
    fees: 0n,
    marginUsed: 0n,
    workingBuyLots: 0,
    workingSellLots: 0,
    foreignBuyLots: 0,
    foreignSellLots: 0,
    adjustments: [],
    transferred: 0n,
    dispute: chance.odds(0.1) ? { reason: 'a count', since: NOW } : null,
  }
  movePosition(chance, state)
  return state
}

function openPosition(chance: Chance, book: Book, accountIndex: number, instrumentIndex: number): void {
  const opened = position(chance, book.positions.length, accountIndex, instrumentIndex)
  book.positions.push(opened)
  book.positionIndexByPair.set(pairKey(accountIndex, instrumentIndex), opened.index)
}

function movePosition(chance: Chance, state: PositionState): void {
  const bits = chance.odds(0.1) ? 53 : 16
  state.lots = chance.odds(0.15) ? 0 : chance.whole(bits) * chance.of([1, -1])
  state.cost = money(chance, 40) * BigInt(Math.sign(state.lots))
  state.workingBuyLots = chance.odds(0.5) ? 0 : chance.whole(bits)
  state.workingSellLots = chance.odds(0.5) ? 0 : chance.whole(bits)
}

function moveQuote(chance: Chance, { book, market }: World, index: number): void {
  const bid = 1 + chance.whole(chance.odds(0.05) ? 50 : 18)
  const some = (ticks: number): number | null => (chance.odds(0.97) ? ticks : null)
  applyQuote(market, index, {
    instrumentId: book.instruments[index]!.terms.id,
    bidTicks: some(bid),
    askTicks: some(bid + chance.below(5)),
    bidLots: 1,
    askLots: 1,
    lastTicks: chance.odds(0.7) ? bid : null,
    receivedAt: NOW - (chance.odds(0.95) ? chance.below(60_000_001) : 60_000_000 + chance.below(3)),
  })
}

function moveStatus(chance: Chance, { book, market }: World, index: number): void {
  if (chance.odds(0.03)) return
  const status = chance.odds(0.9) ? 'OPEN' : chance.of(['CLOSED', 'HALTED'] as const)
  const sessionEndsAt = chance.odds(0.1) ? NOW + chance.below(3) - 1 : null
  applyStatus(market, index, { instrumentId: book.instruments[index]!.terms.id, status, sessionEndsAt })
}

function amount(chance: Chance, bits: number): string | null {
  if (chance.odds(0.5)) return null
  return chance.odds(0.3)
    ? `${chance.whole(bits)}.${String(chance.below(1000)).padStart(3, '0')}`
    : String(chance.whole(bits))
}

function randomLimits(chance: Chance): RiskLimits {
  const share = (): string | null =>
    chance.odds(0.5) ? null : `0.${String(chance.below(1000)).padStart(3, '0')}`
  return {
    ...NO_LIMITS,
    maxOrderQuantity: amount(chance, 30),
    maxOrderNotional: amount(chance, 40),
    priceCollar: share(),
    maxPositionQuantity: amount(chance, 30),
    maxPositionNotional: amount(chance, 40),
    maxGrossExposure: amount(chance, 50),
    maxNetExposure: amount(chance, 50),
    maxLeverage: amount(chance, 8),
    maxConcentration: amount(chance, 6),
    maxOpenOrders: chance.odds(0.5) ? null : chance.below(12),
    maxOrdersPerSecond: chance.odds(0.5) ? null : chance.below(8),
    maxDailyLoss: amount(chance, 30),
    maxDrawdown: share(),
    maxQuoteAgeMs: chance.odds(0.7) ? null : 1 + chance.below(120_000),
    restricted: chance.odds(0.1) ? true : null,
    assetClassCaps: chance.odds(0.4)
      ? [{ assetClass: chance.of(ASSET_CLASSES), maxExposure: amount(chance, 40) ?? '5' }]
      : null,
  }
}

export const STRATEGIES = ['trend', 'carry'] as const
export const USERS = ['ann', 'bob'] as const

function target(chance: Chance, book: Book, scope: PolicyScope): string | null {
  switch (scope) {
    case 'GLOBAL':
    case 'ORGANIZATION':
      return null
    case 'VENUE':
      return chance.of(['SIM', 'ALT'])
    case 'ACCOUNT':
      return chance.of(book.accounts).id
    case 'STRATEGY':
      return chance.of(STRATEGIES)
    case 'USER':
      return chance.of(USERS)
    case 'ASSET_CLASS':
      return chance.of(book.instruments).terms.assetClass
    case 'INSTRUMENT':
      return chance.of(book.instruments).terms.id
  }
}

function putPolicy(chance: Chance, book: Book): void {
  const scope = chance.of(POLICY_SCOPES)
  const targetId = target(chance, book, scope)
  const known = book.policies.find((policy) => policy.scope === scope && policy.targetId === targetId)
  const limits = randomLimits(chance)
  if (known !== undefined) known.limits = limits
  else
    book.policies.push({
      id: `policy-${book.policies.length}`,
      scope,
      targetId,
      version: 1,
      limits,
      updatedAt: NOW,
      updatedBy: ACTOR,
    })
}

const ACTOR = { kind: 'USER', id: 'ann', name: 'Ann', userId: 'ann' } as const

function engage(chance: Chance, book: Book): void {
  const scope = chance.of(SWITCH_SCOPES)
  book.switches.push({
    id: 'switch',
    scope,
    targetId: target(chance, book, scope),
    reason: 'test',
    cancelOpenOrders: false,
    allowReduceOnly: chance.odds(0.5),
    phase: chance.of(['ENGAGED', 'CANCELLING', 'CONFIRMED', 'RELEASED'] as const),
    engagedAt: NOW,
    engagedBy: ACTOR,
    confirmedAt: null,
    releasedAt: null,
    releasedBy: null,
    releaseReason: null,
    clearedVenues: [],
  } as unknown as Book['switches'][number])
}

/** One change of the world, followed by the refresh that `evolve` would make. */
export function step(chance: Chance, world: World): void {
  const { book } = world
  switch (chance.below(6)) {
    case 0:
      return moveQuote(chance, world, chance.below(book.instruments.length))
    case 1: {
      const state = chance.of(book.accounts)
      if (chance.odds(0.5)) moveAccount(chance, state)
      if (chance.odds(0.5)) request(chance, state, NOW - chance.below(3))
      state.openOrderCount = chance.below(6)
      return refreshAccount(book, state.index)
    }
    case 2: {
      if (book.positions.length === 0) return
      const state = chance.of(book.positions)
      movePosition(chance, state)
      return refreshPosition(book, state.index)
    }
    case 3: {
      const pair = {
        accountIndex: chance.below(book.accounts.length),
        instrumentIndex: chance.below(book.instruments.length),
      }
      if (positionIndex(book, pair.accountIndex, pair.instrumentIndex) >= 0) return
      openPosition(chance, book, pair.accountIndex, pair.instrumentIndex)
      return refreshPosition(book, book.positions.length - 1)
    }
    case 4:
      return come(chance, world)
    default:
      putPolicy(chance, book)
      return refreshPolicies(book)
  }
}

/** Something new in the middle of a day: an instrument, a pair of a currency that nobody held yet, an account, another market. */
function come(chance: Chance, world: World): void {
  const { book } = world
  const index = book.instruments.length
  switch (chance.below(4)) {
    case 0: {
      const terms = instrument(chance, index, chance.of([null, 'GBP-USD', 'EUR-GBP', 'USD-JPY']))
      book.instruments.push(instrumentState(index, terms))
      book.instrumentIndexById.set(terms.id, index)
      refreshInstrument(book, index)
      if (chance.odds(0.8)) moveQuote(chance, world, index)
      return moveStatus(chance, world, index)
    }
    case 1: {
      const opened = account(chance, book.accounts.length, chance.of(MODES))
      // Nobody has asked anything of it yet.
      opened.orderTimesHead = 0
      opened.openOrderCount = 0
      book.accounts.push(opened)
      return refreshAccount(book, opened.index)
    }
    case 2: {
      const state = chance.of(book.accounts)
      if (state.cash.some(({ currency }) => currency === 'GBP')) return
      const amounts = { reservedForOrders: 0n, marginUsed: 0n }
      state.cash.push({ currency: 'GBP', cash: money(chance, 40), ...amounts })
      return refreshAccount(book, state.index)
    }
    default:
      world.market = emptyMarket(2)
      for (const known of book.instruments) if (chance.odds(0.93)) moveQuote(chance, world, known.index)
      for (const known of book.instruments) moveStatus(chance, world, known.index)
  }
}

export function positionIndex(book: Book, accountIndex: number, instrumentIndex: number): number {
  return book.positions.findIndex(
    (state) => state.accountIndex === accountIndex && state.instrumentIndex === instrumentIndex,
  )
}
