/** Kalshi's events and series: what its contracts are about, and what trading them costs. */

import { decimalUnits, formatDecimal, powerOfTen } from '@quarterdeck/sdk'
import type { Decimal } from '@quarterdeck/sdk'
import type { ContractEvent, ListedInstrument } from '../contract/records.ts'
import { decimalOrNull, listOf, objectOf, text, textOrNull, type WireObject } from '../wire/fields.ts'
import { mapped, type Heard } from '../wire/word-table.ts'
import { readContract, type BareContract } from './contracts.ts'
import { FEE_KIND, type FeeKind } from './words.ts'

/** Fees by series ticker. */
export type SeriesFees = ReadonlyMap<string, FeeKind>

export interface EventTerms {
  readonly event: ContractEvent
  /** Fees of its own; null: those of its series. */
  readonly ownFees: FeeKind | null
  /** Its contracts, where they were asked for with it. */
  readonly contracts: readonly BareContract[]
}

export function readEvents(json: unknown, heard: Heard): readonly EventTerms[] {
  return listOf(objectOf(json, 'events answer'), 'events').map((one) => {
    const from = objectOf(one, 'event')
    const eventSymbol = text(from, 'event_ticker')
    const hasOwnFees = textOrNull(from, 'fee_type_override') !== null
    return {
      event: {
        eventSymbol,
        title: textOrNull(from, 'title') ?? eventSymbol,
        seriesSymbol: text(from, 'series_ticker'),
        isExclusive: from['mutually_exclusive'] === true,
      },
      ownFees: hasOwnFees ? feesOf(from, 'fee_type_override', 'fee_multiplier_override', heard) : null,
      contracts: listOf(from, 'markets').flatMap((market) => readContract(market, heard)),
    }
  })
}

/** One series that was asked for by name, or all of them. */
export function readSeriesFees(json: unknown, heard: Heard): readonly (readonly [string, FeeKind])[] {
  const from = objectOf(json, 'series answer')
  const all = Array.isArray(from['series']) ? listOf(from, 'series') : [from['series']]
  return all.map((one) => {
    const series = objectOf(one, 'series')
    return [text(series, 'ticker'), feesOf(series, 'fee_type', 'fee_multiplier', heard)] as const
  })
}

/** A contract with its event and fees; what is not known of them stays as it is. */
export function completed(
  { listed }: BareContract,
  terms: EventTerms | undefined,
  fees: SeriesFees,
): ListedInstrument {
  if (terms === undefined) return listed
  const { event, ownFees } = terms
  const kind = ownFees ?? fees.get(event.seriesSymbol) ?? FEE_KIND.safe
  const rates = { makerFeeRate: kind.makerRate, takerFeeRate: kind.takerRate }
  return { ...listed, instrument: { ...listed.instrument, ...rates }, event }
}

function feesOf(from: WireObject, type: string, multiplier: string, heard: Heard): FeeKind {
  const kind = mapped(FEE_KIND, textOrNull(from, type) ?? 'quadratic', heard)
  const times = decimalOrNull(from, multiplier) ?? '1'
  return { makerRate: product(kind.makerRate, times), takerRate: product(kind.takerRate, times) }
}

const SCALE = 18

/** Exact but for what is finer than 18 decimals. */
function product(a: Decimal, b: Decimal): Decimal {
  return formatDecimal((decimalUnits(a, SCALE) * decimalUnits(b, SCALE)) / powerOfTen(SCALE), SCALE)
}
