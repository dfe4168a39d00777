/**
 * The workloads of nodejs-order-book's own benchmark, each at its largest count, as rows of numbers that every contestant
 * plays. Prices are whole hundredths instead of its endless fractions, so that all books hold the same levels.
 */

/** Kinds of a row. */
export const LIMIT_BUY = 0
export const MARKET_SELL = 1
export const CANCEL = 2

/** Fields of a row: kind, order number, price in hundredths, size. */
export const ROW = 4

export interface Workload {
  readonly id: string
  readonly name: string
  readonly rows: Int32Array
  /** Fresh books that a round plays it on: small workloads repeat so that a round lasts long enough to time. */
  readonly books: number
}

export function workloads(): readonly Workload[] {
  return [
    { id: 'levels', name: '300,000 limits, each a new level', rows: newLevels(300_000), books: 1 },
    { id: 'five', name: '1,000 limits on five levels', rows: fiveLevels(1_000), books: 150 },
    {
      id: 'cancels',
      name: '10,000 limits around a price, every fifth canceled',
      rows: withCancels(10_000),
      books: 15,
    },
    {
      id: 'some-market',
      name: '100,000 limits, a market order every hundred',
      rows: withMarket(100_000, { every: 100, size: 100 }),
      books: 2,
    },
    {
      id: 'all-market',
      name: '10,000 limits, a market order after each',
      rows: withMarket(10_000, { every: 1, size: 50 }),
      books: 10,
    },
  ]
}

function newLevels(count: number): Int32Array {
  return Int32Array.from({ length: count * ROW }, (_, at) => [LIMIT_BUY, at >> 2, (at >> 2) + 1, 50][at & 3]!)
}

function fiveLevels(count: number): Int32Array {
  return Int32Array.from(
    { length: count * ROW },
    (_, at) => [LIMIT_BUY, at >> 2, ((at >> 2) % 5) + 1, 50][at & 3]!,
  )
}

function withCancels(count: number): Int32Array {
  const random = normal(11)
  const rows: number[] = []
  for (let number = 0; number < count; number += 1) {
    rows.push(LIMIT_BUY, number, Math.round(100 * (500 + Math.sqrt(30) * random())), 50)
    if (number > 0 && number % 5 === 0) rows.push(CANCEL, number - 5, 0, 0)
  }
  return Int32Array.from(rows)
}

function withMarket(count: number, orders: { readonly every: number; readonly size: number }): Int32Array {
  const random = normal(12)
  const rows: number[] = []
  for (let number = 1; number < count; number += 1) {
    rows.push(LIMIT_BUY, number, Math.round(100 * (500 + Math.sqrt(20) * random())), 100)
    const size = Math.round(orders.size + Math.sqrt(10) * random())
    if (number % orders.every === 0) rows.push(MARKET_SELL, -number, 0, size)
  }
  return Int32Array.from(rows)
}

/** Normally distributed numbers from a seed: the sum of twelve uniform ones. */
function normal(seed: number): () => number {
  let state = seed
  return () => {
    let sum = -6
    for (let draw = 0; draw < 12; draw += 1) {
      state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0
      sum += state / 2 ** 32
    }
    return sum
  }
}
