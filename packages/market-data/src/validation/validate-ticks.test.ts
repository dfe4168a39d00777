import { describe, expect, it } from 'vitest'
import type { QuoteColumns, TradeColumns } from '../columns/tick-columns.ts'
import { NEW_YEAR } from '../testing/bars.ts'
import { validateQuotes, validateTrades } from './validate-ticks.ts'
import type { ValidationReport } from './validate.ts'

const ROWS = 200

function trades(by: (columns: TradeColumns) => void = () => undefined): TradeColumns {
  const columns = {
    length: ROWS,
    // Two trades share each instant.
    time: Float64Array.from({ length: ROWS }, (_, row) => NEW_YEAR + Math.floor(row / 2) * 1_000),
    price: Float64Array.from({ length: ROWS }, (_, row) => 100 + (row % 7) / 100),
    size: new Float64Array(ROWS).fill(1),
    aggressor: new Float64Array(ROWS),
  }
  by(columns)
  return columns
}

function quotes(by: (columns: QuoteColumns) => void = () => undefined): QuoteColumns {
  const { time, price, size } = trades()
  const columns = {
    length: ROWS,
    time,
    bid: price,
    bidSize: size,
    ask: price.map((bid) => bid + 0.01),
    askSize: size.slice(),
  }
  by(columns)
  return columns
}

function broken({ rules }: ValidationReport) {
  return rules
    .filter(({ verdict }) => verdict !== 'PASS')
    .map(({ rule, verdict, findings }) => [rule, verdict, findings[0]?.row])
}

describe('validation of trades and quotes', () => {
  it('passes sound ones, several at one instant, and quotes that are locked', () => {
    expect(broken(validateTrades(trades()))).toEqual([])
    expect(broken(validateQuotes(quotes(({ bid, ask }) => void (ask[5] = bid[5]!))))).toEqual([])
    expect(validateTrades(trades()).gaps).toBeNull()
  })

  it.each<readonly [string, (columns: TradeColumns) => void, readonly unknown[]]>([
    ['a price that is no number', ({ price }) => void (price[9] = Number.NaN), ['SCHEMA', 'FAIL', 9]],
    ['a negative size', ({ size }) => void (size[9] = -1), ['PRICES', 'FAIL', 9]],
    [
      'a trade earlier than the one before',
      ({ time }) => void (time[9] = NEW_YEAR - 1),
      ['ORDER', 'FAIL', 9],
    ],
    ['a price out of proportion', ({ price }) => void (price[99] = 130), ['OUTLIERS', 'WARN', 99]],
  ])('finds %s', (_, by, expected) => {
    expect(broken(validateTrades(trades(by)))).toContainEqual(expected)
  })

  it('finds crossed quotes and ticks outside the sessions', () => {
    expect(broken(validateQuotes(quotes(({ ask }) => void (ask[9] = 99))))).toEqual([['CROSSED', 'FAIL', 9]])
    const calendar = { sessions: () => [{ open: NEW_YEAR, close: NEW_YEAR + 50_000 }] }
    expect(broken(validateQuotes(quotes(), { calendar }))).toEqual([['SESSIONS', 'WARN', 100]])
  })
})
