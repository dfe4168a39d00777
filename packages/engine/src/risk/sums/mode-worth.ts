/**
 * Equity of all accounts of a mode in the base currency, with their losses since the day's start and their distances from the
 * day's high: exact, and kept from decision to decision.
 *
 * Accounts that have everything in the base currency are summed in groups (worth-group.ts): those below their day's high, those
 * above it, and those not marked today. Who may have crossed its high is known from how far all marks have moved since it was
 * last looked at: only those accounts are looked at again. The others, few, are valued one by one.
 */

import type { AccountState, Book, InstrumentState, Money, PositionState } from '../../book/book.ts'
import type { Micros } from '../../book/command.ts'
import { CHANGES_KEPT, type Market } from '../../book/market.ts'
import { dayNumber, utcDay } from '../day.ts'
import type { RiskRows } from '../rows.ts'
import { accountSums, type AccountSums } from './account-sums.ts'
import { twiceTicks } from './line.ts'
import { countLots, emptyGroup, isLinear, linearWorth, type WorthGroup } from './worth-group.ts'

/** Equity and losses, summed. */
export interface WorthSums {
  equity: Money
  loss: Money
  fall: Money
  high: Money
}

export interface ModeWorth {
  /** Day of the marks that losses are counted from; NaN: nothing is counted yet. */
  day: number
  seen: number
  readonly below: WorthGroup
  readonly above: WorthGroup
  readonly unmarked: WorthGroup
  /** By account index. */
  readonly members: (Member | undefined)[]
  /** Accounts that changed since. */
  readonly stale: number[]
  /** Accounts that are valued one by one, as indexes. */
  readonly apart: Set<number>
  /** By instrument index: twice the mark that the groups are valued at, and who holds it. */
  readonly marks: InstrumentMark[]
  /** How far marks have moved any one account at most, in all; and the least distance at which one may have crossed its high. */
  moved: number
  nextDue: number
}

interface Member {
  isStale: boolean
  /** Null: valued on its own. */
  group: WorthGroup | null
  fixed: Money
  start: Money
  high: Money
  /** `moved` at which it may cross its high. */
  due: number
}

interface InstrumentMark {
  twice: number
  /** Largest lots that any account held of it since the groups were built. */
  mostLots: number
  holders: number
}

/** Share of a distance that rounding in doubles may eat, generously. */
const ROUNDING = 1e-6
const UP = 1 + 2 ** -52
const DOWN = 1 - 2 ** -51

export function emptyModeWorth(): ModeWorth {
  return {
    day: Number.NaN,
    seen: -1,
    below: emptyGroup(),
    above: emptyGroup(),
    unmarked: emptyGroup(),
    members: [],
    stale: [],
    apart: new Set(),
    marks: [],
    moved: 0,
    nextDue: Number.POSITIVE_INFINITY,
  }
}

/** Notes that an account's cash, lots, cost or day marks changed. */
export function accountWorthMoved(risk: RiskRows, accountIndex: number, mode: number): void {
  const worth = risk.sums.worths[mode]
  const member = worth?.members[accountIndex]
  if (worth === undefined || member === undefined || member.isStale) return
  member.isStale = true
  worth.stale.push(accountIndex)
}

/** The sums of the groups at the market; null where a mark is unknown, or lots are past what doubles hold whole. */
export function modeGroups(book: Book, market: Market, mode: number, at: Micros): ModeWorth | null {
  const worth = book.risk.sums.worths[mode]
  const isToday = worth !== undefined && worth.day === dayNumber(at)
  return isToday && bringUp(book, market, worth, at) ? worth : buildWorth(book, market, mode, at)
}

/** Equity, losses, falls and highs of the groups. */
export function groupSums({ below, above, unmarked }: ModeWorth): WorthSums {
  const equityBelow = below.fixed + below.value
  const equityAbove = above.fixed + above.value
  const equityUnmarked = unmarked.fixed + unmarked.value
  return {
    equity: equityBelow + equityAbove + equityUnmarked,
    loss: below.start - equityBelow + above.start - equityAbove,
    fall: below.high - equityBelow,
    high: below.high + equityAbove + equityUnmarked,
  }
}

function buildWorth(book: Book, market: Market, mode: number, at: Micros): ModeWorth | null {
  const worth = emptyModeWorth()
  worth.day = dayNumber(at)
  worth.seen = market.version
  book.risk.sums.worths[mode] = worth
  for (const index of book.risk.accountsByMode[mode] ?? []) {
    for (const position of book.risk.positionsByAccount[index] ?? []) book.risk.sums.counted[position] = 0
    worth.members[index] = {
      isStale: true,
      group: null,
      fixed: 0n,
      start: 0n,
      high: 0n,
      due: Number.POSITIVE_INFINITY,
    }
    worth.apart.add(index)
    worth.stale.push(index)
  }
  return bringUp(book, market, worth, at) ? worth : forget(book, mode)
}

function forget(book: Book, mode: number): null {
  book.risk.sums.worths[mode] = undefined
  return null
}

/** Follows quotes and changes of accounts; false where the groups cannot hold what there is. */
function bringUp(book: Book, market: Market, worth: ModeWorth, at: Micros): boolean {
  if (worth.seen !== market.version && !followQuotes(book, market, worth)) return false
  const today = utcDay(at)
  for (const index of worth.stale) if (!recount(book, market, worth, { index, today })) return false
  worth.stale.length = 0
  return worth.moved <= worth.nextDue || lookAgain(book, market, worth, today)
}

function followQuotes(book: Book, market: Market, worth: ModeWorth): boolean {
  const behind = market.version - worth.seen
  if (behind >= CHANGES_KEPT || behind > worth.marks.length) {
    for (let index = 0; index < worth.marks.length; index += 1)
      if (!followQuote(book, market, worth, index)) return false
  } else {
    for (let version = worth.seen + 1; version <= market.version; version += 1)
      if (!followQuote(book, market, worth, market.changes[version % CHANGES_KEPT]!)) return false
  }
  worth.seen = market.version
  return true
}

function followQuote(book: Book, market: Market, worth: ModeWorth, index: number): boolean {
  const mark = worth.marks[index]
  const instrument = book.instruments[index]
  if (mark === undefined || instrument === undefined) return true
  const twice = twiceTicks(market, index)
  if (twice === mark.twice) return true
  if (mark.holders > 0) {
    if (!Number.isSafeInteger(twice)) return false
    const change = twice - mark.twice
    if (!Number.isSafeInteger(change)) return false
    for (const group of [worth.below, worth.above, worth.unmarked]) {
      const lots = group.lots[index] ?? 0
      if (lots !== 0) group.value += linearWorth(instrument, lots, change)
    }
    const most = mark.mostLots * Math.abs(change) * (Number(instrument.tickLotValue) / 2) * (1 + ROUNDING)
    worth.moved = (worth.moved + most) * UP
  }
  mark.twice = twice
  return true
}

/** Looks at the accounts again that may have crossed their high. */
function lookAgain(book: Book, market: Market, worth: ModeWorth, today: string): boolean {
  for (const [index, member] of worth.members.entries()) {
    if (member === undefined || !(worth.moved > member.due)) continue
    if (!recount(book, market, worth, { index, today })) return false
  }
  worth.nextDue = Number.POSITIVE_INFINITY
  for (const member of worth.members)
    if (member !== undefined && member.due < worth.nextDue) worth.nextDue = member.due
  return true
}

/** Takes over an account as it stands, into the group that it belongs to. */
function recount(
  book: Book,
  market: Market,
  worth: ModeWorth,
  { index, today }: { readonly index: number; readonly today: string },
): boolean {
  const member = worth.members[index]
  const account = book.accounts[index]
  if (member === undefined || account === undefined) return true
  member.isStale = false
  member.due = Number.POSITIVE_INFINITY
  const sums = accountSums(book, market, index)
  if (sums.unvalued > 0) return false
  const fixed = isPlain(book, account, sums) ? fixedPart(book, account) : null
  const isMarked = account.day === today
  let group: WorthGroup | null = null
  if (fixed !== null) {
    const equity = plainCash(account) + (sums.worths.find(({ lines }) => lines > 0)?.amount ?? 0n)
    const isAbove = isMarked && equity > account.dayHighEquity
    group = isMarked ? (isAbove ? worth.above : worth.below) : worth.unmarked
    if (isMarked) {
      const distance = Math.abs(Number(equity - account.dayHighEquity)) * (1 - ROUNDING)
      member.due = (worth.moved + distance) * DOWN
      if (member.due < worth.nextDue) worth.nextDue = member.due
    }
  }
  if (
    member.group !== null &&
    member.group !== group &&
    !countAll(book, market, worth, { member, index, held: false })
  )
    return false
  countParts(member, -1n)
  member.group = group
  if (group === null) {
    worth.apart.add(index)
    return true
  }
  worth.apart.delete(index)
  member.fixed = fixed ?? 0n
  member.start = isMarked ? account.dayStartEquity : 0n
  member.high = isMarked ? account.dayHighEquity : 0n
  countParts(member, 1n)
  return countAll(book, market, worth, { member, index, held: true })
}

/** Adds (1) or takes out (-1) the parts of an account that no quote moves. */
function countParts({ group, fixed, start, high }: Member, sign: 1n | -1n): void {
  if (group === null) return
  group.fixed += fixed * sign
  group.start += start * sign
  group.high += high * sign
}

/** Brings the lots that are counted in the account's group to what it holds, or to none. */
function countAll(
  book: Book,
  market: Market,
  worth: ModeWorth,
  { member, index, held }: { readonly member: Member; readonly index: number; readonly held: boolean },
): boolean {
  const { group } = member
  if (group === null) return true
  const { counted } = book.risk.sums
  for (const positionIndex of book.risk.positionsByAccount[index] ?? []) {
    const { position, instrument } = placeOf(book, positionIndex)
    const before = counted[positionIndex] ?? 0
    const lots = held ? position.lots : 0
    const change = lots - before
    if (change === 0) continue
    const { instrumentIndex } = position
    while (worth.marks.length <= instrumentIndex)
      worth.marks.push({ twice: twiceTicks(market, worth.marks.length), mostLots: 0, holders: 0 })
    const mark = worth.marks[instrumentIndex]!
    if (!Number.isSafeInteger(mark.twice) || !Number.isSafeInteger(change)) return false
    if (!countLots(group, instrumentIndex, change)) return false
    group.value += linearWorth(instrument, change, mark.twice)
    mark.holders += (lots === 0 ? 0 : 1) - (before === 0 ? 0 : 1)
    mark.mostLots = Math.max(mark.mostLots, Math.abs(lots))
    counted[positionIndex] = lots
  }
  return true
}

function placeOf(
  book: Book,
  positionIndex: number,
): { readonly position: PositionState; readonly instrument: InstrumentState } {
  const position = book.positions[positionIndex]
  const instrument = position === undefined ? undefined : book.instruments[position.instrumentIndex]
  if (position === undefined || instrument === undefined)
    throw new Error(`Invariant: position ${positionIndex} has an instrument`)
  return { position, instrument }
}

/** True where all that the account has is in the base currency, and moves in whole units. */
function isPlain(book: Book, account: AccountState, sums: AccountSums): boolean {
  const base = book.baseCurrency
  if (account.currency !== base) return false
  for (const cash of account.cash) if (cash.cash !== 0n && cash.currency !== base) return false
  for (const total of sums.worths) if (total.lines > 0 && total.currency !== base) return false
  return true
}

/** Cash less the cost of what is margined; null where an instrument that is held does not move in whole units. */
function fixedPart(book: Book, account: AccountState): Money | null {
  let fixed = plainCash(account)
  for (const positionIndex of book.risk.positionsByAccount[account.index] ?? []) {
    const { position, instrument } = placeOf(book, positionIndex)
    if (position.lots === 0) continue
    if (!isLinear(instrument)) return null
    if (instrument.terms.funding === 'MARGINED') fixed -= position.cost
  }
  return fixed
}

/** The account's cash: all of it is in its own currency. */
function plainCash(account: AccountState): Money {
  return account.cash.find(({ currency }) => currency === account.currency)?.cash ?? 0n
}
