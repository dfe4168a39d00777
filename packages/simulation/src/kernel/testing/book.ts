/** Order books for tests: messages in a few words, and a random walk from a seed whose sides never cross. */

import { DEPTH_FIELDS, DEPTH_FLAGS } from '@quarterdeck/market-data'
import type { DepthColumns, TradeColumns } from '@quarterdeck/market-data'
import { SeededRandom } from '@quarterdeck/venues'
import { START } from './market.ts'

/** Prices with what stands there from now on; `at` in seconds after the start, its place in the list when left out. */
export interface BookWords {
  readonly at?: number
  readonly isSnapshot?: boolean
  readonly sequence?: number
  readonly bids?: Readonly<Record<string, number>>
  readonly asks?: Readonly<Record<string, number>>
}

/** The columns of messages; the first is a snapshot. */
export function bookOf(messages: readonly BookWords[]): DepthColumns {
  const rows: number[][] = []
  for (const [
    index,
    { at = index, isSnapshot = index === 0, sequence = 0, bids = {}, asks = {} },
  ] of messages.entries()) {
    const levels = [
      ...Object.entries(bids).map((level) => [1, ...level]),
      ...Object.entries(asks).map((level) => [-1, ...level]),
    ]
    for (const [place, [side, price, size]] of levels.entries()) {
      const flags = (place === 0 ? DEPTH_FLAGS.START : 0) + (isSnapshot ? DEPTH_FLAGS.SNAPSHOT : 0)
      rows.push([START + at * 1e6, sequence, sequence, Number(side), Number(price), Number(size), flags])
    }
  }
  const named = DEPTH_FIELDS.map((field, column) => [field, Float64Array.from(rows, (row) => row[column]!)])
  return { length: rows.length, ...Object.fromEntries(named) } as DepthColumns
}

/** A book of a share around 100 dollars that moves by cents, a message a second, and trades between the messages. */
export function randomBook(
  count: number,
  seed: number,
): { readonly depth: DepthColumns; readonly trades: TradeColumns } {
  const random = new SeededRandom(seed)
  const messages: BookWords[] = []
  const printed: number[][] = []
  let middle = 10_000
  const sideAt = (sign: 1 | -1): Record<string, number> =>
    Object.fromEntries(
      Array.from({ length: 6 }, (_, level) => [cents(middle + sign * (level + 1)), random.between(1, 40)]),
    )
  for (let index = 0; index < count; index += 1) {
    if (index % 200 === 0) messages.push({ isSnapshot: true, bids: sideAt(-1), asks: sideAt(1) })
    else messages.push(movedBy(random.between(-1, 1)))
    if (random.between(0, 2) === 0) {
      const side = random.between(0, 1) === 0 ? 1 : -1
      printed.push([START + index * 1e6 + 5e5, (middle + side) / 100, random.between(1, 20), side])
    }
  }
  const column = (at: number): Float64Array => Float64Array.from(printed, (row) => row[at]!)
  const trades = {
    length: printed.length,
    time: column(0),
    price: column(1),
    size: column(2),
    aggressor: column(3),
  }
  return { depth: bookOf(messages), trades }

  function movedBy(move: number): BookWords {
    middle += move
    const drawn = (): number => random.between(0, 30)
    const bids = {
      [cents(middle - random.between(1, 6))]: drawn(),
      [cents(middle)]: 0,
      [cents(middle + 1)]: 0,
    }
    const asks = {
      [cents(middle + random.between(1, 6))]: drawn(),
      [cents(middle)]: 0,
      [cents(middle - 1)]: 0,
    }
    return { bids, asks }
  }
}

function cents(ticks: number): string {
  return (ticks / 100).toFixed(2)
}
