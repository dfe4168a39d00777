/**
 * A second reading of SPEC.md, section Risk: plain, slow, with big.js decimals, and sharing no arithmetic with the engine.
 * It answers the verdict of every check and level for an order, and nothing else.
 */

import type { AccountState, Book, InstrumentState, OrderState, PositionState } from '../../book/book.ts'
import { QUOTE, type Market } from '../../book/market.ts'
import type { PolicyScope, RiskLimits } from '../../book/policy.ts'
import type { OrderRequest } from '../request.ts'
import { isGateOpen, isUndisputed, isWithinStage } from './reference-live.ts'
import {
  big,
  HALF_EVEN,
  max,
  ReferenceMarket,
  round18,
  shareUp,
  unscaled,
  ZERO,
  type Num,
} from './reference-market.ts'

export type ReferenceVerdict = 'PASSED' | 'FAILED' | 'SKIPPED'

/** Verdicts by `check level`, for example `grossExposure MODE`. */
export function referenceVerdicts(
  book: Book,
  market: Market,
  request: OrderRequest,
  at: number,
): Map<string, ReferenceVerdict> {
  return new Reference(book, market, request, at).judge()
}

export class Reference extends ReferenceMarket {
  readonly verdicts = new Map<string, ReferenceVerdict>()
  readonly request: OrderRequest
  readonly instrument: InstrumentState
  readonly account: AccountState
  readonly buys: boolean
  readonly lots: Num
  readonly replaced: Num

  constructor(book: Book, market: Market, request: OrderRequest, at: number) {
    super(book, market, at)
    this.request = request
    this.instrument = book.instruments[request.instrumentIndex]!
    this.account = book.accounts[request.accountIndex]!
    this.buys = request.side === 'BUY'
    const old = request.replacing
    this.lots =
      old === null ? big(request.quantityLots) : max(big(request.quantityLots).minus(used(old)), ZERO)
    this.replaced = old === null ? ZERO : max(big(old.quantityLots).minus(used(old)), ZERO)
  }

  judge(): Map<string, ReferenceVerdict> {
    this.gates()
    this.order()
    this.position()
    this.cash()
    this.activity()
    for (const level of ['ACCOUNT', 'ASSET_CLASS', 'INSTRUMENT', 'MODE'] as const) this.exposures(level)
    return this.verdicts
  }

  phase(): string {
    const phase = this.phaseOf(this.instrument)
    return phase === 'OVER' ? 'UNKNOWN' : phase
  }

  /** True where something held or at work is valued at a mark that is too old. */
  isStale(wide: boolean): boolean {
    const limit = this.limit('maxQuoteAgeMs', 'ORDER') ?? ZERO
    const age = max(limit, big(60_000)).times(1000)
    return this.book.positions.some((position) => {
      const account = this.book.accounts[position.accountIndex]!
      const isInside = wide ? account.mode === this.account.mode : account === this.account
      return isInside && this.isOld(position, age)
    })
  }

  // What policies say.

  limit(name: keyof RiskLimits, level: string): Num | null {
    const { terms } = this.instrument
    const targets: Record<PolicyScope, string | null> = {
      GLOBAL: null,
      ORGANIZATION: null,
      VENUE: terms.venueId,
      ACCOUNT: this.account.id,
      STRATEGY: this.request.strategyId,
      USER: this.request.userId,
      ASSET_CLASS: terms.assetClass,
      INSTRUMENT: terms.id,
    }
    let tightest: Num | null = null
    for (const policy of this.book.policies) {
      const everywhere = policy.scope === 'GLOBAL' || policy.scope === 'ORGANIZATION'
      if (!everywhere && policy.targetId !== targets[policy.scope]) continue
      if (level !== 'ORDER' && level !== measuredAt(policy.scope, name)) continue
      const value = policy.limits[name]
      let amount: Num | null = null
      if (name === 'assetClassCaps') {
        const cap = policy.limits.assetClassCaps?.find((entry) => entry.assetClass === terms.assetClass)
        amount = cap === undefined ? null : big(cap.maxExposure)
      } else if (name === 'restricted') amount = value === true ? ZERO : null
      else if (typeof value === 'string' || typeof value === 'number') amount = big(value)
      if (amount !== null && (tightest === null || amount.lt(tightest))) tightest = amount
    }
    return tightest
  }

  put(check: string, level: string, holds: boolean | null): void {
    this.verdicts.set(`${check} ${level}`, holds === null ? 'SKIPPED' : holds ? 'PASSED' : 'FAILED')
  }

  /** observed null: cannot be evaluated. */
  atMost(check: string, level: string, limit: Num | null, observed: Num | null): void {
    this.put(check, level, limit === null ? null : observed !== null && observed.lte(limit))
  }

  // The position around the order, in the order's direction.

  held(position: PositionState | undefined): { lots: Num; same: Num; other: Num } {
    const lots = big(position?.lots ?? 0)
    const buy = big(position?.workingBuyLots ?? 0)
    const sell = big(position?.workingSellLots ?? 0)
    return this.buys ? { lots, same: buy, other: sell } : { lots: lots.neg(), same: sell, other: buy }
  }

  own(): PositionState | undefined {
    return this.book.positions.find(
      (position) =>
        position.accountIndex === this.account.index && position.instrumentIndex === this.instrument.index,
    )
  }

  after(): Num {
    const { lots, same } = this.held(this.own())
    return lots.plus(same).minus(this.replaced).plus(this.lots)
  }

  worst(): Num {
    const { lots, other } = this.held(this.own())
    return max(this.after().abs(), lots.minus(other).abs())
  }

  reduces(): boolean {
    const { lots } = this.held(this.own())
    return lots.lt(0) && this.after().lte(0)
  }

  // The checks.

  gates(): void {
    const { account, request, instrument } = this
    this.put('tradingMode', 'ORDER', request.requestedMode === account.mode)
    this.put('liveGate', 'ORDER', isGateOpen(this))
    this.put('positionDispute', 'ORDER', isUndisputed(this))
    const stopped = this.book.switches.some((state) => {
      if (state.phase === 'RELEASED') return false
      const target = {
        GLOBAL: null,
        ORGANIZATION: null,
        VENUE: instrument.terms.venueId,
        ACCOUNT: account.id,
        STRATEGY: request.strategyId,
        USER: request.userId,
      }[state.scope]
      const covers =
        state.scope === 'GLOBAL' ||
        state.scope === 'ORGANIZATION' ||
        (target !== null && state.targetId === target)
      return covers && !(state.allowReduceOnly && this.reduces())
    })
    this.put('killSwitch', 'ORDER', !stopped)
    this.put('instrumentActive', 'ORDER', instrument.expiresAt === null || this.at <= instrument.expiresAt)
    const rests = request.orderType !== 'MARKET' && ['DAY', 'GTC'].includes(request.timeInForce)
    const phase = this.phase()
    this.put('marketHours', 'ORDER', phase === 'OPEN' || (phase === 'CLOSED' && rests))
    const touch = this.quote(instrument, this.buys ? QUOTE.askTicks : QUOTE.bidTicks)
    this.put(
      'quoteAvailable',
      'ORDER',
      request.orderType === 'MARKET' ? touch !== null : this.reference(instrument) !== null,
    )
    const receivedAt = this.quote(instrument, QUOTE.receivedAt)
    const quotedAt = this.reduces() ? receivedAt : (this.referenceAt(instrument) ?? receivedAt)
    const allowed = this.limit('maxQuoteAgeMs', 'ORDER') ?? big(60_000)
    if (receivedAt !== null && phase === 'CLOSED' && rests) this.put('quoteAge', 'ORDER', null)
    else this.put('quoteAge', 'ORDER', quotedAt !== null && big(this.at - quotedAt).lte(allowed.times(1000)))
    const from = instrument.terms.currency
    const noRate = this.rate(from, account.currency) === null
    this.put('fxRate', 'ORDER', from === account.currency ? null : !noRate || this.reduces())
    this.put('restricted', 'ORDER', this.limit('restricted', 'ORDER') === null ? null : this.reduces())
  }

  worstTicks(): number | null {
    const { orderType, limitTicks, stopTicks } = this.request
    const touch = this.quote(this.instrument, this.buys ? QUOTE.askTicks : QUOTE.bidTicks)
    if (!this.buys) {
      if (orderType === 'MARKET') return touch
      if (orderType === 'STOP') return stopTicks
      if (orderType === 'LIMIT') return Math.max(limitTicks!, touch ?? limitTicks!)
      return Math.max(limitTicks!, stopTicks!)
    }
    if (orderType === 'LIMIT' || orderType === 'STOP_LIMIT') return limitTicks
    const from = orderType === 'MARKET' ? touch : Math.max(stopTicks!, touch ?? stopTicks!)
    if (from === null) return null
    const raised = Number(big(from).plus(big(from).times('0.05').round(0, 3)).toFixed())
    return this.instrument.maxTicks === null ? raised : Math.min(raised, this.instrument.maxTicks)
  }

  order(): void {
    const { instrument, request } = this
    const quantity = big(request.quantityLots).times(unscaled(instrument.quantityUnitsPerLot))
    this.atMost('orderQuantity', 'ORDER', this.limit('maxOrderQuantity', 'ORDER'), quantity)
    const ticks = this.worstTicks()
    const limit = this.limit('maxOrderNotional', 'ORDER')
    const rate = this.rate(instrument.terms.currency, this.account.currency)
    if (ticks !== null && rate === null && this.reduces()) {
      this.put('orderNotional', 'ORDER', limit === null ? null : true)
      this.put('capitalStage', 'ORDER', isWithinStage(this, limit, null))
    } else {
      const price = ticks === null ? null : big(ticks).times(unscaled(instrument.priceUnitsPerTick))
      const notional =
        price === null || rate === null
          ? null
          : round18(this.worth(instrument, price, big(request.quantityLots)).times(rate))
      this.atMost('orderNotional', 'ORDER', limit, notional)
      this.put('capitalStage', 'ORDER', isWithinStage(this, limit, notional))
    }
    this.collar()
  }

  collar(): void {
    const { instrument, request } = this
    const limit = this.limit('priceCollar', 'ORDER')
    if (request.orderType === 'STOP') return this.put('priceCollar', 'ORDER', null)
    const tick = unscaled(instrument.priceUnitsPerTick)
    const ticks =
      request.orderType === 'MARKET'
        ? this.quote(instrument, this.buys ? QUOTE.askTicks : QUOTE.bidTicks)
        : request.limitTicks
    let anchor = this.reference(instrument)
    if (request.orderType === 'STOP_LIMIT' && anchor !== null) {
      const stop = big(request.stopTicks!).times(tick)
      anchor = this.buys ? max(anchor, stop) : stop.lt(anchor) ? stop : anchor
    }
    if (limit === null) return this.put('priceCollar', 'ORDER', null)
    if (ticks === null || anchor === null || anchor.lte(0)) return this.put('priceCollar', 'ORDER', false)
    const price = big(ticks).times(tick)
    const worse = this.buys ? price.minus(anchor) : anchor.minus(price)
    this.put('priceCollar', 'ORDER', worse.lte(limit.times(anchor)))
  }

  position(): void {
    const { instrument } = this
    for (const level of ['ACCOUNT', 'MODE'] as const) {
      let after = this.after()
      if (level === 'MODE') {
        for (const position of this.book.positions) {
          if (position.instrumentIndex !== instrument.index || position === this.own()) continue
          if (this.book.accounts[position.accountIndex]!.mode !== this.account.mode) continue
          const { lots, same } = this.held(position)
          after = after.plus(lots).plus(same)
        }
      }
      const quantity = after.times(unscaled(instrument.quantityUnitsPerLot))
      const value = this.marked(instrument, after, true)
      const rate = this.rate(
        instrument.terms.currency,
        level === 'MODE' ? this.book.baseCurrency : this.account.currency,
      )
      const notional = value === null || rate === null ? null : round18(value.times(rate))
      this.unlessReducing('positionQuantity', level, this.limit('maxPositionQuantity', level), quantity)
      this.unlessReducing('positionNotional', level, this.limit('maxPositionNotional', level), notional)
    }
  }

  unlessReducing(check: string, level: string, limit: Num | null, observed: Num | null): void {
    if (limit !== null && this.reduces()) this.put(check, level, true)
    else this.atMost(check, level, limit, observed)
  }

  cash(): void {
    const { instrument, request } = this
    const { terms } = instrument
    const cash = this.account.cash.find((state) => state.currency === terms.currency)
    let available = cash === undefined ? ZERO : unscaled(cash.cash - cash.reservedForOrders - cash.marginUsed)
    if (request.replacing !== null) available = available.plus(unscaled(request.replacing.reserved))
    if (this.reduces()) return this.put('availableCash', 'ORDER', true)
    const { lots, same } = this.held(this.own())
    const free = lots.lt(0) ? max(lots.neg().minus(same.minus(this.replaced)), ZERO) : ZERO
    const opening = max(this.lots.minus(free), ZERO)
    const ticks = this.worstTicks()
    if (ticks === null) return this.put('availableCash', 'ORDER', opening.eq(0) && available.gte(0))
    let whole = this.need(this.lots, ticks)
    if (!this.buys) whole = max(whole, this.need(this.lots, request.limitTicks ?? instrument.minTicks ?? 0))
    const need = opening.eq(this.lots) ? whole : shareUp(whole, opening, this.lots)
    this.put('availableCash', 'ORDER', need.lte(available))
  }

  need(opening: Num, ticks: number): Num {
    const { instrument } = this
    const { terms } = instrument
    if (opening.eq(0)) return ZERO
    const value = this.worth(instrument, big(ticks).times(unscaled(instrument.priceUnitsPerTick)), opening)
    const quantity = opening.times(unscaled(instrument.quantityUnitsPerLot))
    const feeRate = max(max(big(terms.makerFeeRate), big(terms.takerFeeRate)), ZERO)
    const fee = max(
      round18(value.times(feeRate)).plus(quantity.times(terms.feePerUnit)).round(8, HALF_EVEN),
      ZERO,
    )
    if (terms.funding === 'MARGINED') return round18(value.times(terms.initialMarginRate)).plus(fee)
    if (this.buys) return value.plus(fee)
    if (terms.assetClass === 'EVENT_CONTRACT')
      return max(quantity.times(terms.multiplier).minus(value), ZERO).plus(fee)
    const base =
      terms.assetClass === 'OPTION' && terms.strike !== null
        ? quantity.times(terms.multiplier).times(terms.strike)
        : value
    return round18(base.times(terms.initialMarginRate)).plus(fee)
  }

  activity(): void {
    for (const level of ['ACCOUNT', 'MODE'] as const) {
      const accounts = this.book.accounts.filter((account) =>
        level === 'MODE' ? account.mode === this.account.mode : account === this.account,
      )
      let orders = this.request.replacing === null ? 1 : 0
      let recent = 1
      for (const account of accounts) {
        orders += account.openOrderCount
        const kept = Math.min(account.orderTimesHead, 1024)
        for (let index = account.orderTimesHead - kept; index < account.orderTimesHead; index += 1) {
          if (account.orderTimes[index % 1024]! > this.at - 1_000_000) recent += 1
        }
      }
      this.atMost('openOrders', level, this.limit('maxOpenOrders', level), big(orders))
      this.atMost('orderRate', level, this.limit('maxOrdersPerSecond', level), big(recent))
    }
  }

  exposures(level: 'ACCOUNT' | 'ASSET_CLASS' | 'INSTRUMENT' | 'MODE'): void {
    const wide = level === 'MODE'
    const to = wide ? this.book.baseCurrency : this.account.currency
    const isStale = this.isStale(wide)
    const sums = isStale ? null : this.sums(wide, to)
    const ownRate = this.rate(this.instrument.terms.currency, to)
    const ownValue = (lots: Num): Num | null => {
      const value = this.marked(this.instrument, lots, true)
      return value === null || ownRate === null ? null : round18(value.times(ownRate))
    }
    let worst = this.worst()
    if (wide) {
      for (const position of this.book.positions) {
        const ofMode = this.book.accounts[position.accountIndex]!.mode === this.account.mode
        if (!ofMode || position.instrumentIndex !== this.instrument.index || position === this.own()) continue
        const { lots, same, other } = this.held(position)
        worst = worst.plus(max(lots.plus(same).abs(), lots.minus(other).abs()))
      }
    }
    const own = ownValue(worst)
    const equity = isStale ? null : wide ? this.modeEquity() : this.equityWithDay()
    let gross = sums?.gross ?? null
    let net = sums?.net ?? null
    if (level === 'ASSET_CLASS') {
      gross = sums?.classGross ?? null
      net = sums?.classNet ?? null
    }
    if (level === 'INSTRUMENT') {
      gross = own
      net = ownValue(this.after())
    }
    if (own === null) {
      gross = null
      net = null
    }
    const most = this.limit('maxGrossExposure', level)
    this.unlessReducing('grossExposure', level, most, gross)
    // Of a limit over the mode, a stage is the share that the account alone may hold.
    const alone = wide ? (this.isStale(false) ? null : (this.sums(false, to)?.gross ?? null)) : gross
    this.put('capitalStage', level, isWithinStage(this, most, alone))
    this.unlessReducing('netExposure', level, this.limit('maxNetExposure', level), net)
    this.ratio('leverage', level, this.limit('maxLeverage', level), gross, equity?.equity ?? null)
    if (level === 'ASSET_CLASS' || level === 'INSTRUMENT') return
    this.ratio('concentration', level, this.limit('maxConcentration', level), own, equity?.equity ?? null)
    const classGross = own === null ? null : (sums?.classGross ?? null)
    this.unlessReducing('assetClassCap', level, this.limit('assetClassCaps', level), classGross)
    this.unlessReducing('dailyLoss', level, this.limit('maxDailyLoss', level), equity?.loss ?? null)
    const drawdown = this.limit('maxDrawdown', level)
    if (drawdown === null) this.put('drawdown', level, null)
    else if (this.reduces()) this.put('drawdown', level, true)
    else
      this.put(
        'drawdown',
        level,
        equity !== null && (equity.fall.eq(0) || equity.fall.lte(drawdown.times(equity.high))),
      )
  }

  ratio(check: string, level: string, limit: Num | null, observed: Num | null, equity: Num | null): void {
    if (limit === null) this.put(check, level, null)
    else if (this.reduces()) this.put(check, level, true)
    else this.put(check, level, observed !== null && equity !== null && observed.lte(limit.times(equity)))
  }

  sums(wide: boolean, to: string): { gross: Num; net: Num; classGross: Num; classNet: Num } | null {
    const lines = new Map<InstrumentState, { worst: Num; net: Num }>()
    const add = (instrument: InstrumentState, worst: Num, net: Num): void => {
      if (worst.eq(0)) return
      const line = lines.get(instrument) ?? { worst: ZERO, net: ZERO }
      lines.set(instrument, { worst: line.worst.plus(worst), net: line.net.plus(net) })
    }
    for (const position of this.book.positions) {
      const account = this.book.accounts[position.accountIndex]!
      if (wide ? account.mode !== this.account.mode : account !== this.account) continue
      if (position === this.own()) continue
      const { lots, same, other } = this.held(position)
      const instrument = this.book.instruments[position.instrumentIndex]!
      add(instrument, max(lots.plus(same).abs(), lots.minus(other).abs()), lots.plus(same))
    }
    add(this.instrument, this.worst(), this.after())
    const totals = [
      new Map<string, Num>(),
      new Map<string, Num>(),
      new Map<string, Num>(),
      new Map<string, Num>(),
    ]
    for (const [instrument, line] of lines) {
      const gross = this.marked(instrument, line.worst, true)
      const net = this.marked(instrument, line.net, true)
      if (gross === null || net === null) return null
      const inClass = instrument.terms.assetClass === this.instrument.terms.assetClass
      for (const [index, amount] of [gross, net, inClass ? gross : ZERO, inClass ? net : ZERO].entries()) {
        const total = totals[index]!
        total.set(instrument.terms.currency, (total.get(instrument.terms.currency) ?? ZERO).plus(amount))
      }
    }
    const [gross, net, classGross, classNet] = totals.map((amounts) => this.inCurrency(amounts, to))
    if (!gross || !net || !classGross || !classNet) return null
    return { gross, net, classGross, classNet }
  }

  equityWithDay(): { equity: Num; loss: Num; fall: Num; high: Num } | null {
    const worths = this.worths(this.account)
    const equity = worths === null ? null : this.inCurrency(worths, this.account.currency)
    if (equity === null) return null
    const { start, high } = this.marks(this.account, equity)
    return { equity, loss: start.minus(equity), fall: high.minus(equity), high }
  }

  modeEquity(): { equity: Num; loss: Num; fall: Num; high: Num } | null {
    let total = { equity: ZERO, loss: ZERO, fall: ZERO, high: ZERO }
    for (const account of this.book.accounts) {
      if (account.mode !== this.account.mode) continue
      const worths = this.worths(account)
      if (worths === null) return null
      const equity = this.inCurrency(worths, account.currency)
      if (equity === null) return null
      const { start, high } = this.marks(account, equity)
      if (worths.size === 0 && start.eq(0) && high.eq(0)) continue
      const rate = this.rate(account.currency, this.book.baseCurrency)
      if (rate === null) return null
      const based = (amount: Num): Num => round18(amount.times(rate))
      total = {
        equity: total.equity.plus(based(equity)),
        loss: total.loss.plus(based(start.minus(equity))),
        fall: total.fall.plus(based(high.minus(equity))),
        high: total.high.plus(based(high)),
      }
    }
    return total
  }
}

/** Level at which a policy of a scope measures a portfolio limit. */
function measuredAt(scope: PolicyScope, name: keyof RiskLimits): string {
  if (scope === 'GLOBAL' || scope === 'ORGANIZATION') return 'MODE'
  const narrow = name === 'maxGrossExposure' || name === 'maxNetExposure' || name === 'maxLeverage'
  return narrow && (scope === 'ASSET_CLASS' || scope === 'INSTRUMENT') ? scope : 'ACCOUNT'
}

function used(order: OrderState): Num {
  return max(big(order.executedLots), big(order.filledLots))
}
