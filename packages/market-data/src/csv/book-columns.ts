/**
 * Which columns of a file hold an order book: a level a row, or a whole book a row.
 *
 * Of whole books every level has a price and a size in columns of their own, numbered from 0 or 1: `bid_price_1`, `asks[0].amount`,
 * `bid_px_00`, `ask1`, `askSize1`.
 */
import { plainName } from './sample.ts'

/** Columns that only rows of an order book have. */
const BOOK_NAMES: ReadonlySet<string> = new Set(['updatetype', 'issnapshot', 'firstupdateid'])
const PRICE = 'price|px|p'
const SIZE = 'size|sz|qty|quantity|amount|volume|vol|v'
const NUMBERED = [
  new RegExp(`^(bid|ask)s?(${PRICE}|${SIZE}|)(\\d+)$`),
  new RegExp(`^(bid|ask)s?(\\d+)(${PRICE}|${SIZE})$`),
]
const IS_SIZE = new RegExp(`^(${SIZE})$`)
const LEVEL_FIELD = /^(bid|ask)(Size)?\d+$/

/** Whether a file is an order book by the names of its columns. */
export function isBook(names: readonly string[]): boolean {
  return names.some((name) => BOOK_NAMES.has(plainName(name))) || levelColumns(names) !== undefined
}

/** Whether a field is a price or size of a numbered level, which a row may leave empty. */
export function isLevelField(field: string): boolean {
  return LEVEL_FIELD.test(field)
}

/** Whether a field is the price of a numbered level. */
export function isLevelPrice(field: string): boolean {
  return isLevelField(field) && !field.includes('Size')
}

/**
 * Positions of the columns of whole books, as `bid1`, `bidSize1`, `ask1`, `askSize1`, `bid2` ...; undefined where the file has no
 * such levels on both sides, each with price and size.
 */
export function levelColumns(names: readonly string[]): Readonly<Record<string, number>> | undefined {
  const found = new Map<string, number>()
  const numbers = { bid: new Set<number>(), ask: new Set<number>() }
  for (const [position, name] of names.entries()) {
    const level = levelOf(plainName(name))
    if (level === undefined) continue
    const { side, number, isSize } = level
    found.set(`${side} ${number} ${isSize}`, position)
    numbers[side].add(number)
  }
  const columns: Record<string, number> = {}
  for (const side of ['bid', 'ask'] as const) {
    if (numbers[side].size === 0) return undefined
    for (const [index, number] of [...numbers[side]].toSorted((a, b) => a - b).entries()) {
      const price = found.get(`${side} ${number} false`)
      const size = found.get(`${side} ${number} true`)
      if (price === undefined || size === undefined) return undefined
      columns[`${side}${index + 1}`] = price
      columns[`${side}Size${index + 1}`] = size
    }
  }
  return columns
}

function levelOf(
  name: string,
): { readonly side: 'bid' | 'ask'; readonly number: number; readonly isSize: boolean } | undefined {
  const [, side, first, second] = NUMBERED[0]!.exec(name) ?? NUMBERED[1]!.exec(name) ?? []
  if (side === undefined) return undefined
  const [word, number] = /^\d+$/.test(first!) ? [second!, first!] : [first!, second!]
  return { side: side as 'bid' | 'ask', number: Number(number), isSize: IS_SIZE.test(word) }
}
