/** Kalshi's markets as instruments: each is a contract on one outcome of an event, which belongs to a series. */

import type { Decimal, Instrument } from '@quarterdeck/sdk'
import { decimalUnits } from '@quarterdeck/sdk'
import type { ListedInstrument, SettlementRecord } from '../contract/records.ts'
import {
  decimal,
  decimalOrNull,
  instantOrNull,
  listOf,
  objectOf,
  text,
  textOrNull,
  type WireObject,
} from '../wire/fields.ts'
import { instantText } from '../wire/instant.ts'
import { mapped, type Heard } from '../wire/word-table.ts'
import { otherOutcome } from './contract-price.ts'
import { KALSHI_VENUE_ID } from './settings.ts'
import { FEE_KIND, MARKET_STATUS } from './words.ts'

const SCALE = 18
/** Contracts are traded in hundredths. */
const LOT = '0.01'
/** More than any market holds; the venue publishes no bound. */
const QUANTITY_MAX = '10000000'
const NAME_LENGTH_MAX = 100

/** A contract before it is known what its event and series say of it: its fees are the dearest. */
export interface BareContract {
  readonly eventSymbol: string
  readonly listed: ListedInstrument
}

export function readMarkets(json: unknown, heard: Heard): readonly BareContract[] {
  return listOf(objectOf(json, 'markets answer'), 'markets').flatMap((market) => readContract(market, heard))
}

/**
 * One market; none where it says no price steps, so that no price of it could be counted, or where it pays other than a dollar, which
 * is what everything here reckons with.
 */
export function readContract(json: unknown, heard: Heard): readonly BareContract[] {
  const from = objectOf(json, 'market')
  const venueSymbol = text(from, 'ticker')
  const steps = priceSteps(from)
  const [tick] = steps
  const pays = decimalOrNull(from, 'notional_value_dollars') ?? PAYOUTS['yes']
  if (tick === undefined || pays !== PAYOUTS['yes']) return []
  const status = text(from, 'status')
  const [settlement] = readSettlement(json)
  const closes = instantOrNull(from, 'close_time')
  const instrument: Instrument = {
    id: `${KALSHI_VENUE_ID}:${venueSymbol}`,
    venueId: KALSHI_VENUE_ID,
    symbol: venueSymbol,
    venueSymbol,
    name: nameOf(from),
    assetClass: 'EVENT_CONTRACT',
    currency: 'USD',
    priceIncrement: tick,
    quantityIncrement: LOT,
    multiplier: '1',
    minQuantity: LOT,
    maxQuantity: QUANTITY_MAX,
    minPrice: tick,
    maxPrice: otherOutcome(tick),
    expiry: closes === null ? null : instantText(closes),
    strike: null,
    right: null,
    underlyingId: null,
    settlement: 'CASH',
    funding: 'FULL_PAYMENT',
    initialMarginRate: '1',
    maintenanceMarginRate: '1',
    makerFeeRate: FEE_KIND.safe.makerRate,
    takerFeeRate: FEE_KIND.safe.takerRate,
    feePerUnit: '0',
    calendar: '24/7',
  }
  const listed: ListedInstrument = {
    instrument,
    status: mapped(MARKET_STATUS, status, heard),
    restrictions: steps.length === 1 ? [] : [`price steps ${steps.join(', ')} by range`],
    minNotional: null,
    maxNotional: null,
    aliases: [],
    ...(settlement === undefined ? {} : { settlement }),
  }
  return [{ eventSymbol: text(from, 'event_ticker'), listed }]
}

/** The steps of all price ranges, finest first: a level may lie on any of them. */
function priceSteps(from: WireObject): readonly Decimal[] {
  const steps = listOf(from, 'price_ranges').map((one) => decimal(objectOf(one, 'price range'), 'step'))
  return [...new Set(steps)].filter((step) => step !== '0').sort(byValue)
}

function byValue(a: Decimal, b: Decimal): number {
  return decimalUnits(a, SCALE) < decimalUnits(b, SCALE) ? -1 : 1
}

/** The question and, where an event has several contracts, which answer this one is. */
function nameOf(from: WireObject): string {
  const title = textOrNull(from, 'title') ?? text(from, 'ticker')
  const answer = textOrNull(from, 'yes_sub_title')
  const name = answer === null || title.includes(answer) ? title : `${title} ${answer}`
  return printable(name) || text(from, 'ticker').slice(0, NAME_LENGTH_MAX)
}

/** One line of whole characters, as long as a name may be. */
function printable(name: string): string {
  let line = ''
  for (const character of name.replaceAll(/[\s\u0000-\u001f\u007f-\u009f]+/g, ' ').trim()) {
    if (line.length + character.length > NAME_LENGTH_MAX) break
    if (!/[\ud800-\udfff]/u.test(character)) line += character
  }
  return line
}

/**
 * What the venue has paid out for good. A result that is only determined may still be disputed, and is not told.
 */
export function readSettlements(json: unknown): readonly SettlementRecord[] {
  return listOf(objectOf(json, 'markets answer'), 'markets').flatMap((one) => readSettlement(one))
}

/** None, or the one of a market. */
export function readSettlement(json: unknown): readonly SettlementRecord[] {
  const from = objectOf(json, 'market')
  if (from['status'] !== 'finalized') return []
  const result = text(from, 'result')
  const told = decimalOrNull(from, 'settlement_value_dollars')
  const payout = told ?? PAYOUTS[result]
  // A result in between without its value: what it pays is not known, so nothing is told.
  if (payout === undefined) return []
  const settledAt = instantOrNull(from, 'settlement_ts')
  return [{ venueSymbol: text(from, 'ticker'), payout, result, settledAt }]
}

const PAYOUTS: Readonly<Record<string, Decimal | undefined>> = { yes: '1', no: '0' }
