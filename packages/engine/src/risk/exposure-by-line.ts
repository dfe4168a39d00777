/**
 * Exposure around an order, line by line from the book as it stands: for what the kept sums do not hold (a mark that is missing,
 * lots past what a double holds whole), and to name what is missing.
 */

import type { AssetClass } from '@quarterdeck/sdk'
import type { Money, PositionState } from '../book/book.ts'
import { largerOf, magnitude } from '../number/rounding.ts'
import type { OrderCase } from './case.ts'
import type { Exposure, Extent, Line } from './exact-portfolio.ts'
import { sumInCurrency, type Equity } from './marks.ts'
import { markValue, twiceReferenceTicks } from './quote.ts'
import { accountPositions } from './rows.ts'

export function exposureByLine(of: OrderCase, extent: Extent, currency: string): Exposure {
  return exposureOver(of, linesOver(of, accountsOf(of, extent)), currency)
}

/** Lots of the order's instrument over the extent, account by account. */
export function lotsByLine(of: OrderCase, extent: Extent): Line {
  const total = { worst: of.worstAfter, side: of.after }
  for (const accountIndex of accountsOf(of, extent)) {
    for (const position of accountPositions(of.book, accountIndex)) {
      if (position === of.position || position.instrumentIndex !== of.instrument.index) continue
      const { high, low } = ends(position)
      total.worst += largerOf(magnitude(high), magnitude(low))
      total.side += of.side > 0n ? high : -low
    }
  }
  return total
}

function accountsOf(of: OrderCase, extent: Extent): readonly number[] {
  if (extent === 'ACCOUNT') return [of.account.index]
  return of.book.accounts.filter(({ mode }) => mode === of.account.mode).map(({ index }) => index)
}

/** Worst case and order-side lots per instrument over the accounts, the order in and what it replaces out. */
function linesOver(of: OrderCase, accounts: readonly number[]): Map<number, Line> {
  const lines = new Map<number, Line>()
  const add = (instrumentIndex: number, worst: bigint, side: bigint): void => {
    if (worst === 0n) return
    const known = lines.get(instrumentIndex) ?? { worst: 0n, side: 0n }
    lines.set(instrumentIndex, { worst: known.worst + worst, side: known.side + side })
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

function addTo(sums: Map<string, Money>, currency: string, amount: Money): void {
  sums.set(currency, (sums.get(currency) ?? 0n) + amount)
}
