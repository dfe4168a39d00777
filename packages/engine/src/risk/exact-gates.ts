/** The gates of an order, judged exactly and in words. Rules: SPEC.md RK-05 to RK-09. */

import { MONEY_SCALE } from '../book/book.ts'
import { powerOfTen } from '@quarterdeck/sdk'
import { QUOTE } from '../book/market.ts'
import { formatPrice } from '../instrument/increments.ts'
import type { OrderCase } from './case.ts'
import { QUOTE_AGE_MS_DEFAULT } from './compile.ts'
import {
  failedClosed,
  limitOf,
  NO_LIMIT_MESSAGE,
  reducing,
  ruled,
  skipped,
  type Judgement,
} from './judgement.ts'
import { field, marketPhase } from './quote.ts'
import { SLOT } from './slots.ts'
import { markTime } from './sums/mark-age.ts'
import { coveringSwitches } from './switches.ts'

export function tradingMode(of: OrderCase): Judgement {
  const { mode } = of.account
  const asked = of.request.requestedMode
  return asked === mode
    ? ruled(true, `the account trades ${mode}, as requested`)
    : ruled(
        false,
        `the order asks for ${asked} but the account trades ${mode}; a mode is never exchanged for another`,
      )
}

export function killSwitch(of: OrderCase): Judgement {
  const covering = coveringSwitches(of.book, of.request)
  if (covering.length === 0) return ruled(true, 'no engaged kill switch stops the order')
  const named = covering.map((state) => {
    const target = state.targetId === null ? '' : ` ${state.targetId}`
    const exception = state.allowReduceOnly ? '; only orders that reduce a position pass' : ''
    return `${state.scope}${target} (${state.id}): ${state.reason}${exception}`
  })
  return ruled(false, `engaged kill switches stop the order: ${named.join(' | ')}`)
}

export function instrumentActive(of: OrderCase): Judgement {
  const { expiresAt, terms, settled } = of.instrument
  if (settled !== null)
    return ruled(false, `${terms.id} was settled at ${formatPrice(of.instrument, settled.payoutTicks)}`)
  if (expiresAt === null) return ruled(true, `${terms.id} does not expire`)
  return of.bookAt <= expiresAt
    ? ruled(true, `${terms.id} trades until ${terms.expiry ?? 'its expiry'}`)
    : ruled(false, `${terms.id} expired at ${terms.expiry ?? 'its expiry'}`)
}

export function marketHours(of: OrderCase): Judgement {
  const phase = marketPhase(of.market, of.instrument.index, of.at)
  const { id } = of.instrument.terms
  switch (phase) {
    case 'OPEN':
      return ruled(true, `the market of ${id} is open`)
    case 'CLOSED':
      return restsWhileClosed(of)
        ? ruled(true, `the market of ${id} is closed; the order rests until it opens`)
        : ruled(
            false,
            `the market of ${id} is closed; only LIMIT and stop orders with DAY or GTC are taken until it opens`,
          )
    case 'HALTED':
      return ruled(false, `trading in ${id} is halted`)
    case 'UNKNOWN':
      return ruled(false, `the trading status of ${id} is not known`)
  }
}

function restsWhileClosed(of: OrderCase): boolean {
  const { orderType, timeInForce } = of.request
  return orderType !== 'MARKET' && (timeInForce === 'DAY' || timeInForce === 'GTC')
}

export function quoteAvailable(of: OrderCase): Judgement {
  const { id } = of.instrument.terms
  if (of.request.orderType !== 'MARKET') {
    return of.twiceReference === null
      ? ruled(false, `there is no reference price of ${id}: neither bid and ask nor a last trade`)
      : ruled(true, `a reference price of ${id} is there`)
  }
  const side = of.side > 0n ? 'ask' : 'bid'
  const touched = field(of.market, of.instrument.index, of.side > 0n ? QUOTE.askTicks : QUOTE.bidTicks)
  return touched === null
    ? ruled(false, `there is no ${side} of ${id} for a market order to trade at`)
    : ruled(true, `there is ${side === 'ask' ? 'an' : 'a'} ${side} of ${id}`)
}

export function quoteAge(of: OrderCase): Judgement {
  const set = limitOf(of, SLOT.quoteAge)
  const scale = powerOfTen(MONEY_SCALE)
  const limit = set?.units ?? BigInt(QUOTE_AGE_MS_DEFAULT) * scale
  const base = { limit, policy: set?.policy ?? null }
  const receivedAt = field(of.market, of.instrument.index, QUOTE.receivedAt)
  if (receivedAt === null) {
    return {
      ...base,
      verdict: 'FAILED',
      observed: null,
      message: `no quote of ${of.instrument.terms.id} was ever received`,
    }
  }
  // Without both sides the reference is the last trade, and as old as that; a reduction only needs the quote that it trades at.
  const markedAt = markTime(of.market, of.instrument.index)
  const micros = of.at - (of.reduces || Number.isNaN(markedAt) ? receivedAt : markedAt)
  const observed = BigInt(micros) * (scale / 1000n)
  if (marketPhase(of.market, of.instrument.index, of.at) === 'CLOSED' && restsWhileClosed(of)) {
    return {
      ...base,
      verdict: 'SKIPPED',
      observed,
      message: 'the market is closed: its last quote stands until it opens',
    }
  }
  const words = `the quote is ${micros / 1000} ms old`
  return observed <= limit
    ? { ...base, verdict: 'PASSED', observed, message: `${words}, within ${limit / scale} ms` }
    : { ...base, verdict: 'FAILED', observed, message: `${words}; at most ${limit / scale} ms is allowed` }
}

export function fxRate(of: OrderCase): Judgement {
  const from = of.instrument.terms.currency
  const to = of.account.currency
  if (from === to) return skipped(`instrument and account are both in ${to}`)
  if (of.rate !== null) {
    const quoted = of.book.instruments[of.rate.instrumentIndex ?? -1]?.terms.id ?? 'the market'
    return ruled(true, `${from} converts to ${to} by ${quoted}`)
  }
  return of.reduces
    ? ruled(true, `no rate from ${from} to ${to} holds, but the order only reduces the position`)
    : ruled(false, `no quote gives a rate from ${from} to ${to} that is recent enough`)
}

export function restricted(of: OrderCase): Judgement {
  const set = limitOf(of, SLOT.restricted)
  if (set === null) return skipped(NO_LIMIT_MESSAGE)
  const judged = of.reduces ? reducing(set) : failedClosed(set, 'the restriction being lifted')
  const message = of.reduces
    ? judged.message
    : 'new risk is restricted here; only orders that reduce a position pass'
  return { ...judged, limit: null, message }
}
