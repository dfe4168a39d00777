/**
 * Exposure and equity around an order, exact: of its account in the account's currency, or of all accounts of its mode in the
 * base currency, with the order's own position in its worst case.
 *
 * Lots are valued at the reference price of their instrument, summed per currency and converted once. Over a mode, lots are
 * summed per instrument first.
 */

import type { AssetClass } from '@quarterdeck/sdk'
import type { Money, PositionState } from '../book/book.ts'
import type { OrderCase } from './case.ts'
import { utcDay } from './day.ts'
import { conversionRate, convert } from './fx.ts'
import { sumInCurrency, valueAccount, worthByCurrency, type Equity } from './marks.ts'
import { markValue, twiceReferenceTicks } from './quote.ts'
import { accountPositions } from './rows.ts'
import { largerOf, magnitude } from '../number/rounding.ts'

export type Extent = 'ACCOUNT' | 'MODE'

/** Exposures after the order in its worst case; net ones are in the order's direction. */
export type Exposure =
  | {
      readonly ok: true
      readonly gross: Money
      readonly net: Money
      readonly classGross: Money
      readonly classNet: Money
    }
  | { readonly ok: false; readonly missing: string }

/** Equity of a mode, with the losses since the day's start and the distances from the day's high of its accounts. */
export type ModeEquity =
  | {
      readonly ok: true
      readonly equity: Money
      readonly loss: Money
      readonly fall: Money
      readonly high: Money
    }
  | { readonly ok: false; readonly missing: string }

/** What several checks of one case share, valued at first use. */
export interface CaseMemo {
  exposure?: Exposure
  exposureOfMode?: Exposure
  equity?: Equity
  equityOfMode?: ModeEquity
}

interface Line {
  worst: bigint
  side: bigint
}

export function caseExposure(of: OrderCase, extent: Extent): Exposure {
  if (extent === 'ACCOUNT')
    return (of.memo.exposure ??= exposureOver(of, linesOver(of, [of.account.index]), of.account.currency))
  const members = of.book.accounts
    .filter((account) => account.mode === of.account.mode)
    .map(({ index }) => index)
  return (of.memo.exposureOfMode ??= exposureOver(of, linesOver(of, members), of.book.baseCurrency))
}

/** Worst case and order-side lots per instrument over the accounts, the order in and what it replaces out. */
function linesOver(of: OrderCase, accounts: readonly number[]): Map<number, Line> {
  const lines = new Map<number, Line>()
  const add = (instrumentIndex: number, worst: bigint, side: bigint): void => {
    if (worst === 0n) return
    const line = lines.get(instrumentIndex)
    if (line === undefined) lines.set(instrumentIndex, { worst, side })
    else {
      line.worst += worst
      line.side += side
    }
  }
  for (const accountIndex of accounts) {
    for (const position of accountPositions(of.book, accountIndex)) {
      if (position === of.position) continue
      const { high, low } = ends(position)
      add(position.instrumentIndex, largerOf(magnitude(high), magnitude(low)), of.side > 0n ? high : -low)
    }
  }
  add(of.instrument.index, of.worstAfter, of.after)
  return lines
}

function ends(position: PositionState): { readonly high: bigint; readonly low: bigint } {
  const lots = BigInt(position.lots)
  return { high: lots + BigInt(position.workingBuyLots), low: lots - BigInt(position.workingSellLots) }
}

function exposureOver(of: OrderCase, lines: ReadonlyMap<number, Line>, currency: string): Exposure {
  const sums = { gross: new Map<string, Money>(), net: new Map<string, Money>() }
  const classSums = { gross: new Map<string, Money>(), net: new Map<string, Money>() }
  const assetClass: AssetClass = of.instrument.terms.assetClass
  for (const [instrumentIndex, line] of lines) {
    const instrument = of.book.instruments[instrumentIndex]
    const ticks = twiceReferenceTicks(of.market, instrumentIndex)
    if (instrument === undefined || ticks === null)
      return { ok: false, missing: `a quote of ${instrument?.terms.id ?? 'an instrument'}` }
    const { terms } = instrument
    const gross = markValue(instrument, magnitude(ticks), line.worst)
    const net = markValue(instrument, magnitude(ticks), line.side)
    addTo(sums.gross, terms.currency, gross)
    addTo(sums.net, terms.currency, net)
    if (terms.assetClass !== assetClass) continue
    addTo(classSums.gross, terms.currency, gross)
    addTo(classSums.net, terms.currency, net)
  }
  const inCurrency = (amounts: ReadonlyMap<string, Money>): Equity =>
    sumInCurrency(of.book, of.market, { sums: amounts, to: currency, at: of.at })
  const gross = inCurrency(sums.gross)
  const net = inCurrency(sums.net)
  const classGross = inCurrency(classSums.gross)
  const classNet = inCurrency(classSums.net)
  if (!gross.ok) return gross
  if (!net.ok) return net
  if (!classGross.ok) return classGross
  if (!classNet.ok) return classNet
  return {
    ok: true,
    gross: gross.equity,
    net: net.equity,
    classGross: classGross.equity,
    classNet: classNet.equity,
  }
}

/** Exposure of the order's own instrument: `lots` at its mark, in the extent's currency; null where it cannot be valued. */
export function ownExposure(of: OrderCase, extent: Extent, lots: bigint): Money | null {
  const to = extent === 'ACCOUNT' ? of.account.currency : of.book.baseCurrency
  const rate = conversionRate(of.book, of.market, of.instrument.terms.currency, to, of.at)
  if (of.twiceReference === null || rate === null) return null
  return convert(markValue(of.instrument, magnitude(of.twiceReference), lots), rate)
}

/** Lots of the order's instrument over all accounts of its mode: in the order's direction, and the sum of worst cases. */
export function modeLots(of: OrderCase): Line {
  const members = of.book.accounts
    .filter((account) => account.mode === of.account.mode)
    .map(({ index }) => index)
  const total: Line = { worst: of.worstAfter, side: of.after }
  for (const accountIndex of members) {
    for (const position of accountPositions(of.book, accountIndex)) {
      if (position === of.position || position.instrumentIndex !== of.instrument.index) continue
      const { high, low } = ends(position)
      total.worst += largerOf(magnitude(high), magnitude(low))
      total.side += of.side > 0n ? high : -low
    }
  }
  return total
}

export function caseEquity(of: OrderCase): Equity {
  return (of.memo.equity ??= valueAccount(of.book, of.market, of.account, of.at))
}

export function caseModeEquity(of: OrderCase): ModeEquity {
  return (of.memo.equityOfMode ??= valueMode(of))
}

function valueMode(of: OrderCase): ModeEquity {
  const { book, market, at } = of
  const day = utcDay(at)
  const total = { equity: 0n, loss: 0n, fall: 0n, high: 0n }
  for (const account of book.accounts) {
    if (account.mode !== of.account.mode) continue
    const worth = worthByCurrency(book, market, account)
    if (typeof worth === 'string') return { ok: false, missing: worth }
    const isMarked = account.day === day
    if (worth.size === 0 && !(isMarked && (account.dayStartEquity !== 0n || account.dayHighEquity !== 0n)))
      continue
    const valued = sumInCurrency(book, market, { sums: worth, to: account.currency, at })
    if (!valued.ok) return valued
    const rate = conversionRate(book, market, account.currency, book.baseCurrency, at)
    if (rate === null)
      return { ok: false, missing: `a rate from ${account.currency} to ${book.baseCurrency}` }
    const equity = valued.equity
    const start = isMarked ? account.dayStartEquity : equity
    const high = isMarked ? largerOf(account.dayHighEquity, equity) : equity
    total.equity += convert(equity, rate)
    total.loss += convert(start - equity, rate)
    total.fall += convert(high - equity, rate)
    total.high += convert(high, rate)
  }
  return { ok: true, ...total }
}

function addTo(sums: Map<string, Money>, currency: string, amount: Money): void {
  sums.set(currency, (sums.get(currency) ?? 0n) + amount)
}
