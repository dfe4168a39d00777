/**
 * What a broker charges: declared models, exact, each in the instrument's currency.
 *
 * A model states the charge of an order as filled so far; a fill costs what it adds to that. So a minimum or a fixed charge is
 * taken once an order, however many fills it has, and it does not matter how an order is cut into fills but for rates that
 * differ by liquidity. Rounding is half to even at 8 decimals, or at fewer where the model says so.
 */

import { formatDecimal, parseDecimal, powerOfTen } from '@quarterdeck/sdk'
import type { Decimal, Instrument, Liquidity } from '@quarterdeck/sdk'
import { dividedHalfEven, FEE_SCALE } from './fees.ts'

/** Bounds of the charge of one order. */
export interface CommissionBounds {
  /** Least charge of an order. */
  readonly minimum?: Decimal
  /** Greatest charge of an order. */
  readonly maximum?: Decimal
  /** Greatest charge of an order as a share of what was traded. The minimum has the last word. */
  readonly maximumRate?: Decimal
}

export type CommissionModel =
  /** The maker and taker rates and the fee per unit of the instrument's own terms. */
  | { readonly kind: 'INSTRUMENT' }
  | { readonly kind: 'NONE' }
  /** A share of what was traded. */
  | ({ readonly kind: 'RATE'; readonly rate: Decimal } & CommissionBounds)
  | ({ readonly kind: 'MAKER_TAKER'; readonly maker: Decimal; readonly taker: Decimal } & CommissionBounds)
  /** An amount for each unit of quantity: shares, contracts. */
  | ({ readonly kind: 'PER_UNIT'; readonly perUnit: Decimal } & CommissionBounds)
  /** The same for every order that trades at all. */
  | { readonly kind: 'PER_ORDER'; readonly amount: Decimal }
  /** Several charges at once: each with its own bounds. */
  | { readonly kind: 'SUM'; readonly of: readonly CommissionModel[] }
  /** A rate by the notional of the order so far: the last step whose `from` it has reached holds for all of it. */
  | {
      readonly kind: 'STEPS'
      readonly steps: readonly { readonly from: Decimal; readonly rate: Decimal }[]
    }

/** What an order has traded so far, in exact whole numbers. */
export interface Traded {
  /** Sum of absolute price ticks times lots, by liquidity. */
  readonly makerTickLots: bigint
  readonly takerTickLots: bigint
  readonly lots: bigint
}

export const NOTHING_TRADED: Traded = { makerTickLots: 0n, takerTickLots: 0n, lots: 0n }

/** What was traded once a fill is added. */
export function tradedWith(
  { makerTickLots, takerTickLots, lots }: Traded,
  fill: { readonly ticks: number; readonly lots: number; readonly liquidity: Liquidity },
): Traded {
  const added = BigInt(fill.lots)
  const tickLots = BigInt(Math.abs(fill.ticks)) * added
  const isMaker = fill.liquidity === 'MAKER'
  return {
    makerTickLots: isMaker ? makerTickLots + tickLots : makerTickLots,
    takerTickLots: isMaker ? takerTickLots : takerTickLots + tickLots,
    lots: lots + added,
  }
}

/** Charge of an order as traded so far, in units of 10^-8 of the instrument's currency. */
export type CommissionSchedule = (traded: Traded) => bigint

/** Digits after the point in which charges are counted before they are rounded. */
const EXACT_SCALE = 36

/** Resolves a model for an instrument, once. Throws a RangeError that names the field of a model that is none. */
export function commissionSchedule(model: CommissionModel, instrument: Instrument): CommissionSchedule {
  const exact = exactCharge(model, instrument)
  return (traded) => dividedHalfEven(exact(traded), powerOfTen(EXACT_SCALE - FEE_SCALE))
}

/** What a fill costs that brings an order from one state to the next; negative is a rebate. */
export function commissionOf(
  schedule: CommissionSchedule,
  before: Readonly<Traded>,
  after: Readonly<Traded>,
): Decimal {
  const charged = before.lots === 0n ? 0n : schedule(before)
  return formatDecimal(schedule(after) - charged, FEE_SCALE)
}

function exactCharge(model: CommissionModel, instrument: Instrument): CommissionSchedule {
  // Exact: an instrument whose tick times lot times multiplier needs more than 18 decimals is not listed.
  const tickLot =
    (units('priceIncrement', instrument.priceIncrement) *
      units('quantityIncrement', instrument.quantityIncrement) *
      units('multiplier', instrument.multiplier)) /
    ONE
  /** Units of 10^-36 of what was traded, per tick and lot. */
  const notional = (tickLots: bigint): bigint => tickLots * tickLot
  const share = (tickLots: bigint, rate: bigint): bigint => (notional(tickLots) * rate) / ONE
  const perLot = units('quantityIncrement', instrument.quantityIncrement)
  switch (model.kind) {
    case 'NONE':
      return () => 0n
    case 'INSTRUMENT': {
      const maker = units('makerFeeRate', instrument.makerFeeRate)
      const taker = units('takerFeeRate', instrument.takerFeeRate)
      const perUnit = units('feePerUnit', instrument.feePerUnit) * perLot
      return (traded) =>
        share(traded.makerTickLots, maker) + share(traded.takerTickLots, taker) + traded.lots * perUnit
    }
    case 'RATE': {
      const rate = units('commission.rate', model.rate)
      return bounded(model, notional, (traded) => share(traded.makerTickLots + traded.takerTickLots, rate))
    }
    case 'MAKER_TAKER': {
      const maker = units('commission.maker', model.maker)
      const taker = units('commission.taker', model.taker)
      return bounded(
        model,
        notional,
        (traded) => share(traded.makerTickLots, maker) + share(traded.takerTickLots, taker),
      )
    }
    case 'PER_UNIT': {
      const perUnit = units('commission.perUnit', model.perUnit) * perLot
      return bounded(model, notional, (traded) => traded.lots * perUnit)
    }
    case 'PER_ORDER': {
      const amount = units('commission.amount', model.amount) * ONE
      return () => amount
    }
    case 'SUM': {
      const parts = model.of.map((part) => exactCharge(part, instrument))
      return (traded) => parts.reduce((sum, part) => sum + part(traded), 0n)
    }
    case 'STEPS':
      return stepped(model.steps, notional)
  }
}

function stepped(
  steps: readonly { readonly from: Decimal; readonly rate: Decimal }[],
  notional: (tickLots: bigint) => bigint,
): CommissionSchedule {
  const resolved = steps.map((step, index) => ({
    from: units(`commission.steps.${index}.from`, step.from) * ONE,
    rate: units(`commission.steps.${index}.rate`, step.rate),
  }))
  if (resolved.some((step, index) => index > 0 && step.from <= resolved[index - 1]!.from))
    throw new RangeError('commission.steps must rise in `from`')
  return (traded) => {
    const money = notional(traded.makerTickLots + traded.takerTickLots)
    const rate = resolved.findLast((step) => money >= step.from)?.rate ?? 0n
    return (money * rate) / ONE
  }
}

function bounded(
  bounds: CommissionBounds,
  notional: (tickLots: bigint) => bigint,
  charge: CommissionSchedule,
): CommissionSchedule {
  const bound = (field: keyof CommissionBounds): bigint | null => {
    const text = bounds[field]
    return text === undefined ? null : units(`commission.${field}`, text)
  }
  const [minimum, maximum, maximumRate] = [bound('minimum'), bound('maximum'), bound('maximumRate')]
  return (traded) => {
    let money = charge(traded)
    if (maximumRate !== null) {
      const most = (notional(traded.makerTickLots + traded.takerTickLots) * maximumRate) / ONE
      if (money > most) money = most
    }
    if (maximum !== null && money > maximum * ONE) money = maximum * ONE
    return minimum !== null && money < minimum * ONE ? minimum * ONE : money
  }
}

/** Units of 10^-18: what decimals are read into; a product of two of them is in units of 10^-36. */
const UNIT_SCALE = 18
const ONE = powerOfTen(UNIT_SCALE)

function units(field: string, text: Decimal): bigint {
  const parsed = parseDecimal(text, UNIT_SCALE)
  if (!parsed.ok) throw new RangeError(`${field} ${parsed.message}`)
  return parsed.units
}
