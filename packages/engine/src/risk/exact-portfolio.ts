/**
 * Exposure and equity around an order, exact: of its account in the account's currency, or of all accounts of its mode in the
 * base currency, with the order's own position in its worst case.
 *
 * Lots are valued at the reference price of their instrument, summed per currency and converted once. Over a mode, lots are
 * summed per instrument first. The sums are kept from decision to decision (sums/); here only the order's own line is exchanged.
 */

import { ASSET_CLASSES, MODES } from '@quarterdeck/sdk'
import type { Money } from '../book/book.ts'
import { largerOf, magnitude } from '../number/rounding.ts'
import type { OrderCase } from './case.ts'
import { QUOTE_AGE_MS_DEFAULT } from './compile.ts'
import { exposureByLine, lotsByLine } from './exposure-by-line.ts'
import { conversionRate, convert, missingRate } from './fx.ts'
import { ACCOUNT, ACCOUNT_STRIDE, MODE_LOTS, MODE_LOTS_STRIDE } from './layout.ts'
import { valueAccount, type Equity } from './marks.ts'
import { modeEquity, type ModeEquity } from './mode-equity.ts'
import { markValue } from './quote.ts'
import { SLOT } from './slots.ts'
import { accountSums } from './sums/account-sums.ts'
import { addLots, type ClassTotal, type ExposureLine, type ExposureTotals } from './sums/line.ts'
import { oldestInAccount, oldestInMode } from './sums/mark-age.ts'
import { modeExposures } from './sums/mode-sums.ts'

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

/** Lots of an instrument: worst case, and those in the order's direction. */
export interface Line {
  readonly worst: bigint
  readonly side: bigint
}

/** What several checks of one case share, valued at first use. */
export interface CaseMemo {
  exposure?: Exposure
  exposureOfMode?: Exposure
  equity?: Equity
  equityOfMode?: ModeEquity
  lotsOfMode?: Line
}

export function caseExposure(of: OrderCase, extent: Extent): Exposure {
  const stale = staleMark(of, extent)
  if (stale !== null) return { ok: false, missing: stale }
  if (extent === 'MODE') return (of.memo.exposureOfMode ??= exposureOfMode(of))
  return (of.memo.exposure ??= exposureOfAccount(of, of.account.currency))
}

/** Exposure of the account alone, in the currency in which its mode is measured. */
export function accountExposureInBase(of: OrderCase): Exposure {
  const { baseCurrency } = of.book
  if (of.account.currency === baseCurrency) return caseExposure(of, 'ACCOUNT')
  const stale = staleMark(of, 'ACCOUNT')
  return stale === null ? exposureOfAccount(of, baseCurrency) : { ok: false, missing: stale }
}

/** What is missing where a mark of the extent is too old to value it by; null: none is. */
function staleMark(of: OrderCase, extent: Extent): string | null {
  const { book, market, account, at } = of
  const age = markAge(of)
  const mode = MODES.indexOf(account.mode)
  if (extent === 'ACCOUNT' && at - accountSums(book, market, account.index).markAt <= age) return null
  if (extent === 'MODE') {
    modeExposures(book, market, mode)
    if (at - (book.risk.sums.modes[mode]?.markAt ?? Number.NEGATIVE_INFINITY) <= age) return null
  }
  const oldest =
    extent === 'ACCOUNT' ? oldestInAccount(book, market, account, at) : oldestInMode(book, market, mode, at)
  if (at - oldest.at <= age) return null
  const id = book.instruments[oldest.instrumentIndex]?.terms.id ?? 'an instrument'
  return `a quote of ${id} that is recent enough`
}

/** How old the marks may be, in microseconds: 60 s, or longer where the limit on the order's own quote is. */
function markAge(of: OrderCase): number {
  const set = of.cover.limits[SLOT.quoteAge]
  const limitMs = set == null ? 0 : Number(set.text)
  return Math.max(limitMs, QUOTE_AGE_MS_DEFAULT) * 1000
}

function exposureOfAccount(of: OrderCase, currency: string): Exposure {
  const totals = accountSums(of.book, of.market, of.account.index).exposures
  const own = of.position === null ? undefined : of.book.risk.sums.lines[of.position.index]?.exposure
  if (totals.unknown > 0 || of.twiceReference === null) return exposureByLine(of, 'ACCOUNT', currency)
  return exchanged(of, { totals, own, lots: { worst: of.worstAfter, side: of.after }, currency })
}

function exposureOfMode(of: OrderCase): Exposure {
  const { book, market } = of
  const mode = MODES.indexOf(of.account.mode)
  const currency = book.baseCurrency
  if (!isWhole(of, mode) || of.twiceReference === null) return exposureByLine(of, 'MODE', currency)
  const totals = modeExposures(book, market, mode)
  if (totals.unknown > 0) return exposureByLine(of, 'MODE', currency)
  const own = book.risk.sums.modes[mode]?.lines[of.instrument.index]?.exposure
  return exchanged(of, { totals, own, lots: modeLots(of), currency })
}

/** True where the packed rows hold the mode's lots whole. */
function isWhole(of: OrderCase, mode: number): boolean {
  return of.book.risk.modes[mode * ACCOUNT_STRIDE + ACCOUNT.beyondWhole] === 0
}

interface Exchange {
  readonly totals: ExposureTotals
  /** The line of the order's instrument as it is counted. */
  readonly own: ExposureLine | undefined
  /** What it becomes with the order. */
  readonly lots: Line
  readonly currency: string
}

interface CurrencySums {
  gross: Money
  net: Money
  classGross: Money
  classNet: Money
}

/** The totals with the order's own line exchanged, each currency converted once. */
function exchanged(of: OrderCase, { totals, own, lots, currency }: Exchange): Exposure {
  const { terms } = of.instrument
  const assetClass = ASSET_CLASSES.indexOf(terms.assetClass)
  const sums = new Map<string, CurrencySums>()
  const sumsOf = (name: string): CurrencySums => {
    const known = sums.get(name)
    if (known !== undefined) return known
    const opened = { gross: 0n, net: 0n, classGross: 0n, classNet: 0n }
    sums.set(name, opened)
    return opened
  }
  for (const total of totals.byClass) {
    const isOwn = own !== undefined && own.total === total
    if (total.lines === (isOwn ? 1 : 0)) continue
    const gross = isOwn ? total.gross - own.gross : total.gross
    const net = directed(of, total) - (isOwn ? directed(of, own) : 0n)
    add(sumsOf(total.currency), gross, net, total.assetClass === assetClass)
  }
  if (lots.worst !== 0n && of.twiceReference !== null) {
    const ticks = magnitude(of.twiceReference)
    const gross = markValue(of.instrument, ticks, lots.worst)
    const net = markValue(of.instrument, ticks, lots.side)
    add(sumsOf(terms.currency), gross, net, true)
  }
  const inAll = { gross: 0n, net: 0n, classGross: 0n, classNet: 0n }
  for (const [name, sum] of sums) {
    const rate = conversionRate(of.book, of.market, name, currency, of.at)
    if (rate === null)
      return {
        ok: false,
        missing: missingRate(of.book, of.market, { from: sums.keys(), to: currency, at: of.at }),
      }
    inAll.gross += convert(sum.gross, rate)
    inAll.net += convert(sum.net, rate)
    inAll.classGross += convert(sum.classGross, rate)
    inAll.classNet += convert(sum.classNet, rate)
  }
  return { ok: true, ...inAll }
}

function directed(of: OrderCase, sum: Pick<ClassTotal, 'high' | 'low'>): Money {
  return of.side > 0n ? sum.high : -sum.low
}

function add(sums: CurrencySums, gross: Money, net: Money, isInClass: boolean): void {
  sums.gross += gross
  sums.net += net
  if (!isInClass) return
  sums.classGross += gross
  sums.classNet += net
}

/** Exposure of the order's own instrument: `lots` at its mark, in the extent's currency; null where it cannot be valued. */
export function ownExposure(of: OrderCase, extent: Extent, lots: bigint): Money | null {
  const to = extent === 'ACCOUNT' ? of.account.currency : of.book.baseCurrency
  const rate =
    extent === 'ACCOUNT'
      ? of.rate
      : conversionRate(of.book, of.market, of.instrument.terms.currency, to, of.at)
  if (of.twiceReference === null || rate === null) return null
  return convert(markValue(of.instrument, magnitude(of.twiceReference), lots), rate)
}

/** Lots of the order's instrument over all accounts of its mode: in the order's direction, and the sum of worst cases. */
export function modeLots(of: OrderCase): Line {
  return (of.memo.lotsOfMode ??= lotsOfMode(of))
}

function lotsOfMode(of: OrderCase): Line {
  const mode = MODES.indexOf(of.account.mode)
  if (!isWhole(of, mode)) return lotsByLine(of, 'MODE')
  const { modeLots: rows, instrumentCapacity } = of.book.risk
  const cell = (mode * instrumentCapacity + of.instrument.index) * MODE_LOTS_STRIDE
  const lots = rows[cell + MODE_LOTS.lots]!
  const high = addLots(lots, rows[cell + MODE_LOTS.buy]!)
  const low = addLots(lots, -rows[cell + MODE_LOTS.sell]!)
  const { position } = of
  const ownHigh = position === null ? 0n : addLots(position.lots, position.workingBuyLots)
  const ownLow = position === null ? 0n : addLots(position.lots, -position.workingSellLots)
  const ownWorst = largerOf(magnitude(ownHigh), magnitude(ownLow))
  return {
    worst: BigInt(rows[cell + MODE_LOTS.worst]!) - ownWorst + of.worstAfter,
    side: (of.side > 0n ? high - ownHigh : ownLow - low) + of.after,
  }
}

export function caseEquity(of: OrderCase): Equity {
  const stale = staleMark(of, 'ACCOUNT')
  if (stale !== null) return { ok: false, missing: stale }
  return (of.memo.equity ??= valueAccount(of.book, of.market, of.account, of.at))
}

export function caseModeEquity(of: OrderCase): ModeEquity {
  const stale = staleMark(of, 'MODE')
  if (stale !== null) return { ok: false, missing: stale }
  return (of.memo.equityOfMode ??= modeEquity(of.book, of.market, MODES.indexOf(of.account.mode), of))
}
