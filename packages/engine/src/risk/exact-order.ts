/** Size, price, position, cash and activity of an order, judged exactly and in words. Rules: SPEC.md RK-10 to RK-14. */

import { formatDecimal, MODES } from '@quarterdeck/sdk'
import { MONEY_SCALE } from '../book/book.ts'
import { QUOTE } from '../book/market.ts'
import { formatMoney, notional } from '../number/notional.ts'
import { divideHalfEven, magnitude, RATE_ONE } from '../number/rounding.ts'
import { orderCash } from './cash.ts'
import type { OrderCase } from './case.ts'
import { modeLots, ownExposure, type Extent } from './exact-portfolio.ts'
import { convert } from './fx.ts'
import {
  atMost,
  counted,
  failedClosed,
  limitOf,
  NO_LIMIT_MESSAGE,
  reducing,
  skipped,
  stated,
  type Judgement,
} from './judgement.ts'
import { ACCOUNT_STRIDE } from './layout.ts'
import type { EffectiveLimit } from './policy.ts'
import { field } from './quote.ts'
import { RATE_WINDOW, requestsInWindow } from './request-times.ts'
import { SLOT } from './slots.ts'

export function orderQuantity(of: OrderCase): Judgement {
  const set = limitOf(of, SLOT.orderQuantity)
  if (set === null) return skipped(NO_LIMIT_MESSAGE)
  const observed = BigInt(of.request.quantityLots) * of.instrument.quantityUnitsPerLot
  return atMost(set, observed, { what: 'an order quantity', unit: '' })
}

export function orderNotional(of: OrderCase): Judgement {
  const set = limitOf(of, SLOT.orderNotional)
  return set === null ? skipped(NO_LIMIT_MESSAGE) : notionalWithin(of, set, '')
}

/** Judges the notional against a limit; the sentence begins with `prefix`. */
export function notionalWithin(of: OrderCase, set: EffectiveLimit, prefix: string): Judgement {
  if (of.worstTicks === null) return failedClosed(set, `a quote of ${of.instrument.terms.id}`)
  if (of.rate === null) {
    if (of.reduces) return reducing(set)
    return failedClosed(set, `a rate from ${of.instrument.terms.currency} to ${of.account.currency}`)
  }
  const observed = convert(
    magnitude(notional(of.instrument, of.worstTicks, of.request.quantityLots)),
    of.rate,
  )
  return atMost(set, observed, {
    what: `${prefix}a worst-case order notional`,
    unit: of.account.currency,
  })
}

export function priceCollar(of: OrderCase): Judgement {
  const set = limitOf(of, SLOT.priceCollar)
  if (set === null) return skipped(NO_LIMIT_MESSAGE)
  const { orderType, limitTicks, stopTicks } = of.request
  if (orderType === 'STOP')
    return {
      ...skipped('a STOP order names no price that it would trade at'),
      limit: set.units,
      policy: set.policy,
    }
  const touched = field(of.market, of.instrument.index, of.side > 0n ? QUOTE.askTicks : QUOTE.bidTicks)
  const price = orderType === 'MARKET' ? touched : limitTicks
  let anchor = of.twiceReference
  if (orderType === 'STOP_LIMIT' && stopTicks !== null && anchor !== null) {
    const twiceStop = BigInt(stopTicks) * 2n
    if ((twiceStop - anchor) * of.side > 0n) anchor = twiceStop
  }
  if (price === null || anchor === null || anchor <= 0n)
    return failedClosed(set, `a reference price of ${of.instrument.terms.id}`)
  const worse = (BigInt(price) * 2n - anchor) * of.side
  const share = divideHalfEven(worse * RATE_ONE, anchor)
  const what =
    orderType === 'MARKET'
      ? 'a touched price worse than the reference by a share'
      : 'a price worse than the reference by a share'
  return stated(set, share, { what, unit: '', isRatio: true }, worse * RATE_ONE <= set.units * anchor)
}

export function positionQuantity(of: OrderCase, extent: Extent): Judgement {
  const set = limitOf(of, extent === 'ACCOUNT' ? SLOT.positionQuantity : SLOT.positionQuantityMode)
  if (set === null) return skipped(NO_LIMIT_MESSAGE)
  const after = extent === 'ACCOUNT' ? of.after : modeLots(of).side
  const directed = after * of.instrument.quantityUnitsPerLot
  if (of.reduces) return reducing(set, magnitude(directed))
  return stated(
    set,
    magnitude(directed),
    { what: `a worst-case position${over(of, extent)}`, unit: '' },
    directed <= set.units,
  )
}

export function positionNotional(of: OrderCase, extent: Extent): Judgement {
  const set = limitOf(of, extent === 'ACCOUNT' ? SLOT.positionNotional : SLOT.positionNotionalMode)
  if (set === null) return skipped(NO_LIMIT_MESSAGE)
  const after = extent === 'ACCOUNT' ? of.after : modeLots(of).side
  const directed = ownExposure(of, extent, after)
  if (of.reduces) return reducing(set, directed === null ? null : magnitude(directed))
  if (directed === null) return failedClosed(set, `a quote of ${of.instrument.terms.id} and a rate for it`)
  const words = { what: `a worst-case position value${over(of, extent)}`, unit: currencyOf(of, extent) }
  return stated(set, magnitude(directed), words, directed <= set.units)
}

export function availableCash(of: OrderCase): Judgement {
  const { currency } = of.instrument.terms
  const cash = of.account.cash.find((state) => state.currency === currency)
  const free = cash === undefined ? 0n : cash.cash - cash.reservedForOrders - cash.marginUsed
  const limit = free + (of.request.replacing?.reserved ?? 0n)
  const need = orderCash(of.book, of.market, of.request)?.need ?? null
  const base = { observed: need, limit, policy: null }
  if (of.reduces) {
    return {
      ...base,
      verdict: 'PASSED',
      message: 'the order only reduces the position: it needs no cash',
    }
  }
  if (need === null) {
    return {
      ...base,
      verdict: 'FAILED',
      message: `what it would cost is not known without a quote of ${of.instrument.terms.id}`,
    }
  }
  const words = `the order needs at most ${formatMoney(need)} ${currency}; ${formatMoney(limit)} ${currency} is available`
  return { ...base, verdict: need <= limit ? 'PASSED' : 'FAILED', message: words }
}

export function openOrders(of: OrderCase, extent: Extent): Judgement {
  const set = limitOf(of, extent === 'ACCOUNT' ? SLOT.openOrders : SLOT.openOrdersMode)
  if (set === null) return skipped(NO_LIMIT_MESSAGE)
  const accounts =
    extent === 'ACCOUNT' ? [of.account] : of.book.accounts.filter(({ mode }) => mode === of.account.mode)
  let count = of.request.replacing === null ? 1 : 0
  for (const account of accounts) count += account.openOrderCount
  return counted(set, count, { what: `a number of open orders${over(of, extent)}`, unit: '' })
}

export function orderRate(of: OrderCase, extent: Extent): Judgement {
  const set = limitOf(of, extent === 'ACCOUNT' ? SLOT.orderRate : SLOT.orderRateMode)
  if (set === null) return skipped(NO_LIMIT_MESSAGE)
  const { risk } = of.book
  const mode = MODES.indexOf(of.account.mode)
  const before =
    extent === 'ACCOUNT'
      ? requestsInWindow(risk.accounts, of.account.index * ACCOUNT_STRIDE, of.account.orderTimes, of.bookAt)
      : requestsInWindow(
          risk.modes,
          mode * ACCOUNT_STRIDE,
          risk.modeTimes[mode] ?? new Float64Array(0),
          of.bookAt,
        )
  const what = `a rate${over(of, extent)} over ${RATE_WINDOW / 1_000_000} s`
  return counted(set, before + 1, { what, unit: 'requests' })
}

/** The extent in words, after the observed value's name. */
export function over(of: OrderCase, extent: Extent): string {
  return extent === 'ACCOUNT' ? '' : ` over all ${of.account.mode} accounts`
}

export function currencyOf(of: OrderCase, extent: Extent): string {
  return extent === 'ACCOUNT' ? of.account.currency : of.book.baseCurrency
}

/** A ratio at scale 18 for show; null where the divisor is not positive. */
export function ratio(numerator: bigint, divisor: bigint): bigint | null {
  return divisor > 0n ? divideHalfEven(numerator * RATE_ONE, divisor) : null
}

/** A scaled number in words. */
export function inWords(units: bigint): string {
  return formatDecimal(units, MONEY_SCALE)
}
