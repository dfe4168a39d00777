/** Contracts as instruments: what an operator named, and what the venue says of its number. */

import type { Decimal, Instrument } from '@quarterdeck/sdk'
import { decimalUnits, formatDecimal } from '@quarterdeck/sdk'
import type { ListedInstrument } from '../contract/records.ts'
import { canonicalDecimal } from '../wire/decimal.ts'
import {
  arrayOf,
  listOf,
  objectOf,
  text,
  textOrNull,
  whole,
  WireFault,
  type WireObject,
} from '../wire/fields.ts'
import { instantText } from '../wire/instant.ts'
import { IBKR_VENUE_ID, type IbkrContract } from './settings.ts'
import { wallInstant } from './zone.ts'

/** A step of prices from an edge on. */
export interface PriceStep {
  readonly from: Decimal
  readonly increment: Decimal
}

export interface ListedContract {
  readonly conid: string
  readonly kind: IbkrContract['kind']
  readonly listed: ListedInstrument
  /** Upwards. */
  readonly priceSteps: readonly PriceStep[]
}

const ASSET_CLASS: Readonly<Record<IbkrContract['kind'], string>> = {
  STOCK: 'STK',
  FUTURE: 'FUT',
  OPTION: 'OPT',
  FX: 'CASH',
  METAL: 'CMDTY',
}

/** Executions are finer than orders may be: the venue improves prices by less than a tick. */
const EXECUTION_INCREMENT: Readonly<Record<IbkrContract['kind'], Decimal | null>> = {
  STOCK: '0.0001',
  FUTURE: null,
  OPTION: '0.01',
  FX: '0.00001',
  METAL: '0.01',
}

const DEFAULT_STEP: Readonly<Record<IbkrContract['kind'], Decimal>> = {
  STOCK: '0.01',
  FUTURE: '0.01',
  OPTION: '0.01',
  FX: '0.00005',
  METAL: '0.01',
}

/** Details of a list of contracts, by their numbers. */
export function readDefinitions(json: unknown): ReadonlyMap<string, WireObject> {
  const rows = listOf(objectOf(json, 'definitions'), 'secdef').map((one) => objectOf(one, 'definition'))
  return new Map(rows.map((row) => [String(whole(row, 'conid')), row]))
}

/** Throws `WireFault` where the number is not that of what was named. */
export function readContract(contract: IbkrContract, from: WireObject): ListedContract {
  const { kind } = contract
  const assetClass = textOrNull(from, 'assetClass')
  if (assetClass !== ASSET_CLASS[kind])
    throw new WireFault(
      `${symbolOf(contract)} is ${assetClass ?? 'nothing'} at the venue, not ${ASSET_CLASS[kind]}`,
    )
  const expiry = textOrNull(from, 'lastTradingDay') ?? textOrNull(from, 'expiry')
  if ('expiry' in contract && expiry !== contract.expiry && textOrNull(from, 'expiry') !== contract.expiry)
    throw new WireFault(`${symbolOf(contract)} expires on ${expiry ?? 'no day'} at the venue`)
  const conid = String(whole(from, 'conid'))
  const priceSteps = stepsOf(from, DEFAULT_STEP[kind])
  const symbol = symbolOf(contract)
  const instrument: Instrument = {
    id: `${IBKR_VENUE_ID}:${symbol}`,
    venueId: IBKR_VENUE_ID,
    symbol,
    venueSymbol: conid,
    name: textOrNull(from, 'name') ?? textOrNull(from, 'fullName') ?? symbol,
    currency: text(from, 'currency'),
    priceIncrement: finest(priceSteps, EXECUTION_INCREMENT[kind]),
    quantityIncrement: '1',
    minQuantity: '1',
    maxQuantity: '1000000000',
    minPrice: null,
    maxPrice: null,
    underlyingId: null,
    // Rates are not listed: a position counts as paid in full.
    initialMarginRate: '1',
    maintenanceMarginRate: '1',
    ...EVERY_KIND[kind],
    calendar: calendarOf(contract, from),
    multiplier: multiplierOf(from),
    ...termsOf(contract),
  }
  const ticker = textOrNull(from, 'ticker')
  return {
    conid,
    kind,
    priceSteps,
    listed: {
      instrument,
      status: 'OPEN',
      restrictions: [],
      minNotional: null,
      maxNotional: null,
      aliases: ticker === null || ticker === symbol ? [] : [ticker],
    },
  }
}

/** Our name of a contract: unlike the venue's tickers it is the only one. */
export function symbolOf(contract: IbkrContract): string {
  switch (contract.kind) {
    case 'STOCK':
      return contract.exchange === undefined ? contract.symbol : `${contract.symbol}@${contract.exchange}`
    case 'FUTURE':
      return `${contract.symbol}-${contract.expiry}`
    case 'OPTION':
      return `${contract.symbol}-${contract.expiry}-${contract.strike}-${contract.right.charAt(0)}`
    case 'FX':
    case 'METAL':
      return `${contract.base}.${contract.quote}`
  }
}

/** The step at a price: that of the highest edge below it. */
export function stepAt(steps: readonly PriceStep[], price: Decimal): Decimal | null {
  const units = decimalUnits(price.replace('-', ''), SCALE)
  return (
    steps.filter(({ from }) => decimalUnits(from, SCALE) <= units).at(-1)?.increment ??
    steps[0]?.increment ??
    null
  )
}

const SCALE = 18

type KindTerms = Pick<
  Instrument,
  'assetClass' | 'funding' | 'settlement' | 'feePerUnit' | 'makerFeeRate' | 'takerFeeRate'
>

/** Fees are those of the fixed tier, as assumed until a commission is told with each execution. */
const EVERY_KIND: Readonly<Record<IbkrContract['kind'], KindTerms>> = {
  STOCK: terms('EQUITY', 'FULL_PAYMENT', '0.005'),
  FUTURE: { ...terms('FUTURE', 'MARGINED', '2.25'), settlement: 'CASH' },
  OPTION: terms('OPTION', 'FULL_PAYMENT', '0.65'),
  FX: { ...terms('FX', 'MARGINED', '0'), makerFeeRate: '0.00002', takerFeeRate: '0.00002' },
  METAL: { ...terms('METAL', 'MARGINED', '0'), makerFeeRate: '0.00015', takerFeeRate: '0.00015' },
}

function terms(
  assetClass: Instrument['assetClass'],
  funding: Instrument['funding'],
  feePerUnit: Decimal,
): KindTerms {
  return { assetClass, funding, settlement: 'PHYSICAL', feePerUnit, makerFeeRate: '0', takerFeeRate: '0' }
}

function termsOf(
  contract: IbkrContract,
): Pick<Instrument, 'expiry' | 'strike' | 'right'> & Partial<Pick<Instrument, 'settlement'>> {
  switch (contract.kind) {
    case 'OPTION':
      return {
        expiry: expiryText(contract.expiry, 16 * 60, 'America/New_York'),
        strike: contract.strike,
        right: contract.right,
        settlement: contract.underlying === 'INDEX' ? 'CASH' : 'PHYSICAL',
      }
    case 'FUTURE':
      return { expiry: expiryText(contract.expiry, 16 * 60, 'America/Chicago'), strike: null, right: null }
    default:
      return { expiry: null, strike: null, right: null }
  }
}

/** The close of the last day; a contract that ends earlier on it is refused by the venue. */
function expiryText(day: string, minute: number, zone: string): string {
  const at = wallInstant(day, minute, zone)
  if (at === null) throw new WireFault(`${day} is no day: write YYYYMMDD`)
  return instantText(at)
}

function calendarOf({ kind }: IbkrContract, from: WireObject): string {
  if (kind === 'FUTURE') return 'CME'
  if (kind === 'FX' || kind === 'METAL') return 'FX'
  // Elsewhere the venue holds an order back until its exchange opens.
  return textOrNull(from, 'currency') === 'USD' ? 'XNYS' : '24/7'
}

/** What is not multiplied is told as 0, as nothing, or not at all. */
function multiplierOf(from: WireObject): Decimal {
  const told = canonicalDecimal(from['multiplier'])
  return told === null || told === '0' ? '1' : told
}

function stepsOf(from: WireObject, otherwise: Decimal): readonly PriceStep[] {
  const rules = from['incrementRules']
  const steps = (rules === undefined || rules === null ? [] : arrayOf(rules, 'incrementRules')).flatMap(
    (one) => {
      const rule = objectOf(one, 'increment rule')
      const [edge, increment] = [canonicalDecimal(rule['lowerEdge']), canonicalDecimal(rule['increment'])]
      return edge === null || increment === null || increment === '0' ? [] : [{ from: edge, increment }]
    },
  )
  if (steps.length === 0) return [{ from: '0', increment: otherwise }]
  return steps.sort((a, b) => (decimalUnits(a.from, SCALE) < decimalUnits(b.from, SCALE) ? -1 : 1))
}

/** The largest increment that all steps, and executions, are multiples of. */
function finest(steps: readonly PriceStep[], execution: Decimal | null): Decimal {
  const all = [...steps.map(({ increment }) => increment), ...(execution === null ? [] : [execution])]
  return formatDecimal(all.map((one) => decimalUnits(one, SCALE)).reduce(greatestCommon), SCALE)
}

function greatestCommon(a: bigint, b: bigint): bigint {
  return b === 0n ? a : greatestCommon(b, a % b)
}
