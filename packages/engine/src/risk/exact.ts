/**
 * Exact judgement of every slot: the authority that the kernel's doubles are a filter for, and the source of what a decision
 * says about itself.
 */

import type { Money } from '../book/book.ts'
import type { Book } from '../book/book.ts'
import type { Micros } from '../book/command.ts'
import type { Market } from '../book/market.ts'
import { largerOf, RATE_ONE } from '../number/rounding.ts'
import { openCase, type OrderCase } from './case.ts'
import { utcDay } from './day.ts'
import * as gates from './exact-gates.ts'
import * as live from './exact-live.ts'
import * as order from './exact-order.ts'
import { currencyOf, inWords, over, ratio } from './exact-order.ts'
import {
  accountExposureInBase,
  caseEquity,
  caseExposure,
  caseModeEquity,
  modeLots,
  ownExposure,
  type Extent,
} from './exact-portfolio.ts'
import {
  failedClosed,
  limitOf,
  NO_LIMIT_MESSAGE,
  reducing,
  skipped,
  slotAt,
  stated,
  type Judgement,
} from './judgement.ts'
import { AMBIGUOUS, FAILED, PASSED, SKIPPED } from './layout.ts'
import { deploymentOrderRate } from './exact-deployment.ts'
import type { EffectiveLimit } from './policy.ts'
import type { OrderRequest } from './request.ts'
import type { Slot } from './slots.ts'

/** Settles every slot that doubles left open, and notes the verdicts. */
export function settleSlots(book: Book, market: Market, request: OrderRequest, at: Micros): void {
  const { evaluation } = book.risk
  const of = openCase(book, market, request, at)
  const { notedSlots, notedVerdicts } = evaluation
  for (let index = 0; index < evaluation.notes; index += 1) {
    if (notedVerdicts[index] !== AMBIGUOUS) continue
    const { verdict } = judgeSlot(of, notedSlots[index]!)
    const code = verdict === 'PASSED' ? PASSED : verdict === 'FAILED' ? FAILED : SKIPPED
    notedVerdicts[index] = code
    evaluation.noted |= code
    evaluation.ambiguous += 1
  }
}

/** Judges one slot. */
export function judgeSlot(of: OrderCase, index: number): Judgement {
  const slot = slotAt(index)
  const extent: Extent = slot.level === 'MODE' ? 'MODE' : 'ACCOUNT'
  switch (slot.check) {
    case 'tradingMode':
      return gates.tradingMode(of)
    case 'liveGate':
      return live.liveGate(of)
    case 'capitalStage':
      return capitalStage(of, index, extent)
    case 'killSwitch':
      return gates.killSwitch(of)
    case 'instrumentActive':
      return gates.instrumentActive(of)
    case 'marketHours':
      return gates.marketHours(of)
    case 'quoteAvailable':
      return gates.quoteAvailable(of)
    case 'quoteAge':
      return gates.quoteAge(of)
    case 'fxRate':
      return gates.fxRate(of)
    case 'restricted':
      return gates.restricted(of)
    case 'positionDispute':
      return live.positionDispute(of)
    case 'orderQuantity':
      return order.orderQuantity(of)
    case 'orderNotional':
      return order.orderNotional(of)
    case 'priceCollar':
      return order.priceCollar(of)
    case 'positionQuantity':
      return order.positionQuantity(of, extent)
    case 'positionNotional':
      return order.positionNotional(of, extent)
    case 'availableCash':
      return order.availableCash(of)
    case 'openOrders':
      return order.openOrders(of, extent)
    case 'orderRate':
      return order.orderRate(of, extent)
    case 'deploymentOrderRate':
      return deploymentOrderRate(of)
    case 'grossExposure':
    case 'netExposure':
    case 'assetClassCap':
    case 'leverage':
    case 'concentration':
    case 'dailyLoss':
    case 'drawdown':
      return judgePortfolioSlot(of, index, extent)
  }
}

function judgePortfolioSlot(of: OrderCase, index: number, extent: Extent): Judgement {
  const slot = slotAt(index)
  const limit = limitOf(of, index)
  if (limit === null) return skipped(NO_LIMIT_MESSAGE)
  if (of.reduces) return reducing(limit)
  switch (slot.check) {
    case 'dailyLoss':
      return dailyLoss(of, limit, extent)
    case 'drawdown':
      return drawdown(of, limit, extent)
    default:
      return exposure(of, limit, { slot, extent, prefix: '' })
  }
}

interface Exposed {
  readonly slot: Slot
  readonly extent: Extent
  /** What the sentence begins with. */
  readonly prefix: string
}

function exposure(of: OrderCase, limit: EffectiveLimit, { slot, extent, prefix }: Exposed): Judgement {
  const measured = measure(of, slot, extent)
  if (!measured.ok) return failedClosed(limit, measured.missing)
  const { amount } = measured
  const what = `${prefix}${measured.what}`
  if (slot.check !== 'leverage' && slot.check !== 'concentration') {
    const words = { what, unit: currencyOf(of, extent) }
    return stated(limit, amount < 0n ? -amount : amount, words, amount <= limit.units)
  }
  const valued = extent === 'ACCOUNT' ? caseEquity(of) : caseModeEquity(of)
  if (!valued.ok) return failedClosed(limit, valued.missing)
  const holds = amount * RATE_ONE <= limit.units * valued.equity
  const share = ratio(amount, valued.equity)
  if (share !== null)
    return stated(
      limit,
      share,
      { what: `${what}, as a multiple of equity${over(of, extent)},`, unit: '', isRatio: true },
      holds,
    )
  const words = `${what} of ${inWords(amount)} stands against an equity of ${inWords(valued.equity)} ${currencyOf(of, extent)}`
  return {
    verdict: holds ? 'PASSED' : 'FAILED',
    observed: null,
    limit: limit.units,
    policy: limit.policy,
    message: words,
  }
}

type Measured =
  | { readonly ok: true; readonly amount: Money; readonly what: string }
  | { readonly ok: false; readonly missing: string }

/** The exposure that a slot measures after the order, in words too. */
function measure(of: OrderCase, slot: Slot, extent: Extent): Measured {
  const { id, assetClass } = of.instrument.terms
  const isNet = slot.check === 'netExposure'
  const kind = isNet ? 'a net exposure' : 'a gross exposure'
  if (slot.level === 'INSTRUMENT' || slot.check === 'concentration') {
    const lots = isNet ? of.after : extent === 'ACCOUNT' ? of.worstAfter : modeLots(of).worst
    const own = ownExposure(of, extent, lots)
    if (own === null) return { ok: false, missing: `a quote of ${id} and a rate for it` }
    return { ok: true, amount: own, what: `${kind} in ${id}${over(of, extent)}` }
  }
  // A class is measured in the account only where its own instrument can be valued there, as everything else is.
  if (ownExposure(of, extent, of.worstAfter) === null)
    return { ok: false, missing: `a quote of ${id} and a rate for it` }
  const sums = caseExposure(of, extent)
  if (!sums.ok) return sums
  if (slot.level === 'ASSET_CLASS' || slot.check === 'assetClassCap') {
    return {
      ok: true,
      amount: isNet ? sums.classNet : sums.classGross,
      what: `${kind} in ${assetClass}${over(of, extent)}`,
    }
  }
  return { ok: true, amount: isNet ? sums.net : sums.gross, what: `${kind}${over(of, extent)}` }
}

/**
 * The share of a limit that a live account may use at its stage, judged as the limit itself is. Of a limit over the mode, the
 * account's own exposure may be that share: what other accounts hold is not on its ramp.
 */
function capitalStage(of: OrderCase, index: number, extent: Extent): Judgement {
  const slot = slotAt(index)
  const staged = live.stagedLimit(of, limitOf(of, index))
  if ('verdict' in staged) return staged
  const { limit, prefix } = staged
  if (of.reduces) return reducing(limit)
  if (slot.level === 'ORDER') return order.notionalWithin(of, limit, prefix)
  if (slot.level !== 'MODE') return exposure(of, limit, { slot, extent, prefix })
  const own = accountExposureInBase(of)
  if (!own.ok) return failedClosed(limit, own.missing)
  const words = { what: `${prefix}a gross exposure of the account`, unit: of.book.baseCurrency }
  return stated(limit, own.gross, words, own.gross <= limit.units)
}

function dailyLoss(of: OrderCase, limit: EffectiveLimit, extent: Extent): Judgement {
  const words = { what: `a loss since the day began${over(of, extent)}`, unit: currencyOf(of, extent) }
  if (extent === 'MODE') {
    const valued = caseModeEquity(of)
    return valued.ok
      ? stated(limit, valued.loss, words, valued.loss <= limit.units)
      : failedClosed(limit, valued.missing)
  }
  const valued = caseEquity(of)
  if (!valued.ok) return failedClosed(limit, valued.missing)
  const loss = of.account.day === utcDay(of.bookAt) ? of.account.dayStartEquity - valued.equity : 0n
  return stated(limit, loss, words, loss <= limit.units)
}

function drawdown(of: OrderCase, limit: EffectiveLimit, extent: Extent): Judgement {
  let fall = 0n
  let high = 0n
  if (extent === 'MODE') {
    const valued = caseModeEquity(of)
    if (!valued.ok) return failedClosed(limit, valued.missing)
    fall = valued.fall
    high = valued.high
  } else {
    const valued = caseEquity(of)
    if (!valued.ok) return failedClosed(limit, valued.missing)
    high =
      of.account.day === utcDay(of.bookAt) ? largerOf(of.account.dayHighEquity, valued.equity) : valued.equity
    fall = high - valued.equity
  }
  const holds = fall === 0n || fall * RATE_ONE <= limit.units * high
  const share = fall === 0n ? 0n : ratio(fall, high)
  const what = `a drawdown from the day's high${over(of, extent)} by a share`
  if (share !== null) return stated(limit, share, { what, unit: '', isRatio: true }, holds)
  const words = `equity fell by ${inWords(fall)} from a high of ${inWords(high)}, of which no share can be taken`
  return {
    verdict: holds ? 'PASSED' : 'FAILED',
    observed: null,
    limit: limit.units,
    policy: limit.policy,
    message: words,
  }
}
