/** What Alpaca lists as instruments: shares and crypto pairs are its assets, options are contracts of an underlying. */

import { decimalScale, decimalUnits, formatDecimal } from '@quarterdeck/sdk'
import type { Decimal, Instrument, TradingStatus } from '@quarterdeck/sdk'
import type { ListedInstrument } from '../contract/records.ts'
import {
  arrayOf,
  decimal,
  decimalOrNull,
  flag,
  listOf,
  objectOf,
  text,
  textOrNull,
  type WireObject,
} from '../wire/fields.ts'
import { mapped, type Heard } from '../wire/word-table.ts'
import { sessionClose } from './new-york.ts'
import { ALPACA_VENUE_ID, type AlpacaSettings } from './settings.ts'
import { pairOf } from './symbols.ts'
import { ASSET_CLASS } from './words.ts'

export interface ListingTerms {
  readonly rates: Pick<AlpacaSettings, 'assumedMakerRate' | 'assumedTakerRate'>
  /** Whether the market of shares is open now. */
  readonly isOpen: boolean
  readonly heard: Heard
}

/** What a list of assets names that can be traded here; what is not active, or lacks increments, is left out. */
export function readAssets(json: unknown, terms: ListingTerms): readonly ListedInstrument[] {
  return arrayOf(json, 'assets answer').flatMap((one) => {
    const listed = readAsset(objectOf(one, 'asset'), terms)
    return listed === null ? [] : [listed]
  })
}

function readAsset(from: WireObject, { rates, isOpen, heard }: ListingTerms): ListedInstrument | null {
  if (text(from, 'status') !== 'active') return null
  const assetClass = mapped(ASSET_CLASS, text(from, 'class'), heard)
  if (assetClass === 'EQUITY') return share(from, isOpen)
  return assetClass === 'CRYPTO' ? pair(from, rates) : null
}

/** What all of them have in common. */
function instrument(
  symbol: string,
  from: WireObject,
  terms: Pick<Instrument, 'assetClass' | 'priceIncrement' | 'quantityIncrement'> & Partial<Instrument>,
): Instrument {
  return {
    id: `${ALPACA_VENUE_ID}:${symbol}`,
    venueId: ALPACA_VENUE_ID,
    symbol,
    venueSymbol: symbol,
    name: textOrNull(from, 'name') ?? symbol,
    currency: 'USD',
    multiplier: '1',
    minQuantity: terms.quantityIncrement,
    maxQuantity: mostQuantity(terms.quantityIncrement),
    minPrice: null,
    maxPrice: null,
    expiry: null,
    strike: null,
    right: null,
    underlyingId: null,
    settlement: 'PHYSICAL',
    funding: 'FULL_PAYMENT',
    initialMarginRate: '1',
    maintenanceMarginRate: '1',
    makerFeeRate: '0',
    takerFeeRate: '0',
    feePerUnit: '0',
    calendar: 'XNYS',
    ...terms,
  }
}

/** Executions are priced to a hundredth of a cent, so that is what is counted in; orders of a dollar and more are in cents. */
const SHARE_TICK = '0.0001'
const SHARE_FRACTION = '0.000000001'

function share(from: WireObject, isOpen: boolean): ListedInstrument {
  const symbol = text(from, 'symbol')
  const isFractionable = flag(from, 'fractionable')
  const margin = shortMargin(from)
  return {
    instrument: instrument(symbol, from, {
      assetClass: 'EQUITY',
      priceIncrement: SHARE_TICK,
      quantityIncrement: isFractionable ? SHARE_FRACTION : '1',
      minPrice: SHARE_TICK,
      ...margin,
    }),
    status: statusOf(from, isOpen),
    restrictions: [
      ...(isFractionable ? [] : ['not fractionable']),
      ...(flag(from, 'shortable') ? [] : ['not shortable']),
      ...listOf(from, 'attributes').filter((one): one is string => typeof one === 'string' && HALTS.has(one)),
    ],
    minNotional: isFractionable ? '1' : null,
    maxNotional: null,
    aliases: [],
  }
}

/** Attributes of a share that keep it from being traded in a session. */
const HALTS = new Set(['overnight_halted', 'ipo'])

/** What a short position ties up: the venue's requirement in percent, and half of its worth at least. Unknown: all. */
function shortMargin(from: WireObject): Pick<Instrument, 'initialMarginRate' | 'maintenanceMarginRate'> {
  const percent =
    decimalOrNull(from, 'margin_requirement_short') ?? decimalOrNull(from, 'maintenance_margin_requirement')
  if (percent === null || !flag(from, 'shortable'))
    return { initialMarginRate: '1', maintenanceMarginRate: '1' }
  const rate = decimalUnits(percent, 16)
  const half = decimalUnits('50', 16)
  return {
    initialMarginRate: formatDecimal(rate > half ? rate : half, 18),
    maintenanceMarginRate: formatDecimal(rate, 18),
  }
}

function pair(from: WireObject, rates: ListingTerms['rates']): ListedInstrument | null {
  const symbol = text(from, 'symbol')
  const currency = pairOf(symbol)?.quote
  const tick = decimalOrNull(from, 'price_increment')
  const lot = decimalOrNull(from, 'min_trade_increment')
  if (currency === undefined || tick === null || lot === null || tick === '0' || lot === '0') return null
  return {
    instrument: instrument(symbol, from, {
      assetClass: 'CRYPTO',
      currency,
      priceIncrement: tick,
      quantityIncrement: lot,
      minQuantity: leastQuantity(decimalOrNull(from, 'min_order_size'), lot),
      makerFeeRate: rates.assumedMakerRate,
      takerFeeRate: rates.assumedTakerRate,
      calendar: '24/7',
    }),
    status: statusOf(from, true),
    restrictions: [],
    minNotional: null,
    maxNotional: null,
    aliases: [symbol.replace('/', '')],
  }
}

/** Contracts of one page of options. */
export function readContracts(json: unknown, isOpen: boolean): readonly ListedInstrument[] {
  return listOf(objectOf(json, 'contracts answer'), 'option_contracts').flatMap((one) => {
    const from = objectOf(one, 'contract')
    const expiry = sessionClose(text(from, 'expiration_date'))
    if (text(from, 'status') !== 'active' || expiry === null) return []
    const symbol = text(from, 'symbol')
    return [
      {
        instrument: instrument(symbol, from, {
          assetClass: 'OPTION',
          priceIncrement: '0.01',
          quantityIncrement: '1',
          multiplier: decimal(from, 'size'),
          expiry,
          strike: decimal(from, 'strike_price'),
          right: from['type'] === 'put' ? 'PUT' : 'CALL',
          underlyingId: `${ALPACA_VENUE_ID}:${text(from, 'underlying_symbol')}`,
        }),
        status: statusOf(from, isOpen),
        restrictions: [],
        minNotional: null,
        maxNotional: null,
        aliases: [],
      },
    ]
  })
}

function statusOf(from: WireObject, isOpen: boolean): TradingStatus {
  if (!flag(from, 'tradable')) return 'HALTED'
  return isOpen ? 'OPEN' : 'CLOSED'
}

/** The venue's least, on the increment. */
function leastQuantity(least: Decimal | null, lot: Decimal): Decimal {
  if (least === null || least === '0') return lot
  const [units, step] = [decimalUnits(least, 18), decimalUnits(lot, 18)]
  const rest = units % step
  return formatDecimal(rest === 0n ? units : units - rest + step, 18)
}

/** So many lots that they are counted exactly: the venue names no most. */
function mostQuantity(lot: Decimal): Decimal {
  const scale = decimalScale(lot)
  return formatDecimal(decimalUnits(lot, scale) * BigInt(Number.MAX_SAFE_INTEGER), scale)
}
