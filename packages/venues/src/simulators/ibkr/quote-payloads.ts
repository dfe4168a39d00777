/** What is quoted of a contract, in the venue's fields: text, with the thousands separated and marked where it is no trade. */

import { decimalUnits } from '@quarterdeck/sdk'
import { textOf } from '../core/product.ts'
import type { SimulatedContract } from './contracts.ts'
import { priceText, separated } from './written.ts'

/** Everything that is quoted of a contract. Sides that nobody quotes are -1. */
export interface QuotedSides {
  readonly bid: { readonly price: bigint; readonly size: bigint } | null
  readonly ask: { readonly price: bigint; readonly size: bigint } | null
  /** Null: nothing was traded today. */
  readonly last: { readonly price: bigint; readonly size: bigint } | null
}

export function quoteFields(
  contract: SimulatedContract,
  { bid, ask, last }: QuotedSides,
): Readonly<Record<string, string>> {
  const price = (side: QuotedSides['bid']): string =>
    side === null ? '-1' : separated(priceText(side.price))
  const size = (side: QuotedSides['bid']): string => (side === null ? '0' : separated(textOf(side.size)))
  const close = separated(priceText(decimalUnits(contract.priorClose, 18)))
  return {
    '31': last === null ? `C${close}` : price(last),
    '84': price(bid),
    '85': size(ask),
    '86': price(ask),
    '88': size(bid),
    '7059': size(last),
    '6509': 'RpB',
  }
}
