/**
 * Portfolio checks on marks and fills: loss since the day's start, fall from the day's high, and maintenance margin. What is
 * crossed raises an alert, once; what is met again is noted, so that the next crossing alarms anew. What cannot be valued
 * changes nothing. Rules: SPEC.md, RK-26 to RK-28.
 */

import { decimalUnits, MODES } from '@quarterdeck/sdk'
import { MONEY_SCALE, type AccountState, type Book, type Money, type OrderState } from '../book/book.ts'
import type { Command, VenueFill } from '../book/command.ts'
import type { AlertRaised } from '../book/event.ts'
import type { Market } from '../book/market.ts'
import { stamp, timesIn } from '../book/stamp.ts'
import { formatMoney, notional } from '../number/notional.ts'
import { largerOf, magnitude, multiplyRate, RATE_ONE } from '../number/rounding.ts'
import { placeOf } from '../order/standing.ts'
import { utcDay } from '../risk/day.ts'
import { conversionRate, convert } from '../risk/fx.ts'
import { accountEquity, positionMark } from '../risk/marks.ts'
import { modeEquity, type Times } from '../risk/mode-equity.ts'
import { limitUnits } from '../risk/policy.ts'
import { markValue, twiceReferenceTicks } from '../risk/quote.ts'
import { accountPositions } from '../risk/rows.ts'
import { breachKey, type Breach } from './breach.ts'

/** What is measured of a portfolio, in one currency. */
interface Measured {
  readonly loss: Money
  readonly fall: Money
  readonly high: Money
  readonly currency: string
}

interface Asked {
  readonly command: Command
  /** Place of the first event among those of the command. */
  readonly index: number
}

/** The alerts, and the ends of them, that all accounts and modes come to at the market. */
export function decideBreaches(
  book: Book,
  market: Market,
  { command, index }: Asked,
): readonly AlertRaised[] {
  const times = timesIn(book, command)
  const events: AlertRaised[] = []
  const add = (found: readonly Found[]): void => {
    for (const breach of found) {
      const event = eventOf(book, breach, { command, index: index + events.length })
      if (event !== null) events.push(event)
    }
  }
  for (const account of book.accounts) {
    if (account.ledger.length === 0) continue
    const equity = accountEquity(book, market, account.index, times.at)
    if (equity === null) continue
    add([...lossesOf(book, account, equity, times), ...marginOf(book, market, { account, equity, times })])
  }
  const limits = limitsOf(book, null)
  const isLimited = limits.loss !== null || limits.drawdown !== null
  for (const [code, mode] of MODES.entries()) {
    if (!isLimited && book.breaches.size === 0) break
    const valued = modeEquity(book, market, code, times)
    if (!valued.ok) continue
    const subject = { accountId: null, mode }
    add(judged(limits, { ...valued, currency: book.baseCurrency }, subject))
  }
  return events
}

const NONE: readonly AlertRaised[] = []

/** The same of one account, with a fill booked that is not in the book yet. */
export function decideFillBreaches(
  book: Book,
  market: Market,
  order: OrderState,
  { command, index, report }: Asked & { readonly report: VenueFill },
): readonly AlertRaised[] {
  const { account, instrument } = placeOf(book, order)
  const limits = limitsOf(book, account.id)
  if (limits.loss === null && limits.drawdown === null) return NONE
  const times = timesIn(book, command)
  const before = accountEquity(book, market, account.index, times.at)
  const twice = twiceReferenceTicks(market, instrument.index)
  const rate = conversionRate(book, market, instrument.terms.currency, account.currency, times.at)
  if (before === null || twice === null || rate === null) return []
  const lots = order.side === 'BUY' ? report.lots : -report.lots
  const fee = decimalUnits(report.fee, MONEY_SCALE)
  const gain =
    markValue(instrument, twice, BigInt(lots)) - notional(instrument, report.priceTicks, lots) - fee
  const events: AlertRaised[] = []
  for (const breach of lossesOf(book, account, before + convert(gain, rate), times)) {
    const event = eventOf(book, breach, { command, index: index + events.length })
    if (event !== null) events.push(event)
  }
  return events
}

/** One limit as it stands: broken or kept. */
interface Found {
  readonly breach: Breach
  readonly isBroken: boolean
  readonly message: string
}

/** An event where something changed; null where it stands as it stood. */
function eventOf(book: Book, found: Found, { command, index }: Asked): AlertRaised | null {
  const { breach, isBroken, message } = found
  if (isBroken === book.breaches.has(breachKey(breach))) return null
  const kind = isBroken ? breach.kind : 'LIMIT_KEPT_AGAIN'
  return { type: 'AlertRaised', ...stamp(book, command, index), kind, orderId: null, breach, message }
}

interface LossLimits {
  readonly loss: Money | null
  readonly drawdown: bigint | null
}

/** The tightest limits of an account's own policy; or (null) of those that measure all accounts of a mode. */
function limitsOf(book: Book, accountId: string | null): LossLimits {
  let loss: Money | null = null
  let drawdown: bigint | null = null
  for (const { scope, targetId, limits } of book.policies) {
    const isModeWide = scope === 'GLOBAL' || scope === 'ORGANIZATION'
    if (accountId === null ? !isModeWide : scope !== 'ACCOUNT' || targetId !== accountId) continue
    loss = tighter(loss, limitUnits(limits, 'maxDailyLoss', 'INDEX'))
    drawdown = tighter(drawdown, limitUnits(limits, 'maxDrawdown', 'INDEX'))
  }
  return { loss, drawdown }
}

function tighter(a: bigint | null, b: bigint | null): bigint | null {
  if (a === null || b === null) return a ?? b
  return a < b ? a : b
}

function lossesOf(book: Book, account: AccountState, equity: Money, times: Times): readonly Found[] {
  const limits = limitsOf(book, account.id)
  const isMarked = account.day === utcDay(times.bookAt)
  const high = isMarked ? largerOf(account.dayHighEquity, equity) : equity
  const loss = isMarked ? account.dayStartEquity - equity : 0n
  const { id: accountId, mode, currency } = account
  return judged(limits, { loss, fall: high - equity, high, currency }, { accountId, mode })
}

type Subject = Omit<Breach, 'kind'>

function judged(limits: LossLimits, of: Measured, subject: Subject): readonly Found[] {
  const whose = subject.accountId === null ? `all ${subject.mode} accounts` : `account ${subject.accountId}`
  const found: Found[] = []
  const { loss, drawdown } = limits
  // A limit that was lifted is not crossed any more: should it come back, its crossing alarms anew.
  if (loss === null) {
    const message = `${whose}: no policy limits the loss of a day any more`
    found.push({ breach: { kind: 'DAILY_LOSS', ...subject }, isBroken: false, message })
  } else {
    const message = `${whose} lost ${formatMoney(of.loss)} ${of.currency} since the day began; the limit is ${formatMoney(loss)} ${of.currency}`
    found.push({ breach: { kind: 'DAILY_LOSS', ...subject }, isBroken: of.loss > loss, message })
  }
  if (drawdown === null) {
    const message = `${whose}: no policy limits the fall from the day's high any more`
    found.push({ breach: { kind: 'DRAWDOWN', ...subject }, isBroken: false, message })
  } else {
    const isBroken = of.fall !== 0n && of.fall * RATE_ONE > drawdown * of.high
    const message = `${whose} fell by ${formatMoney(of.fall)} ${of.currency} from the day's high of ${formatMoney(of.high)} ${of.currency}; the limit is a share of ${formatMoney(drawdown)}`
    found.push({ breach: { kind: 'DRAWDOWN', ...subject }, isBroken, message })
  }
  return found
}

interface Margin {
  readonly account: AccountState
  readonly equity: Money
  readonly times: Times
}

/** Equity against the maintenance margin of what is margined or short, at the mark. */
function marginOf(book: Book, market: Market, { account, equity, times }: Margin): readonly Found[] {
  let need = 0n
  for (const position of accountPositions(book, account.index)) {
    const instrument = book.instruments[position.instrumentIndex]
    if (instrument === undefined || position.lots === 0) continue
    if (instrument.terms.funding !== 'MARGINED' && position.lots > 0) continue
    const mark = positionMark(book, market, position)
    const rate = conversionRate(book, market, instrument.terms.currency, account.currency, times.at)
    if (mark === null || rate === null) return []
    need += convert(multiplyRate(magnitude(mark.value), instrument.maintenanceMarginRate), rate)
  }
  const { id: accountId, mode, currency } = account
  const message = `account ${accountId} has an equity of ${formatMoney(equity)} ${currency} against a maintenance margin of ${formatMoney(need)} ${currency}`
  return [{ breach: { kind: 'MARGIN_CALL', accountId, mode }, isBroken: need > 0n && equity < need, message }]
}
