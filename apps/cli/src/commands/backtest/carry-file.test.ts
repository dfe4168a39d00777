/** What holding brings or costs, from a file: each line one instant, and what cannot be read named with row and column. */

import { describe, expect, it } from 'vitest'
import { parseCarry, readCarry } from './carry-file.ts'

const HEADER = 'instrument,at,kind,amount'
const IDS = ['XNAS:AAPL', 'BINANCE:BTCUSDT-PERP']
const parse = (...lines: readonly string[]) => parseCarry([HEADER, ...lines, ''].join('\n'), 'carry.csv', IDS)

describe('a carry file', () => {
  it('has dividends by the unit, funding and rollover as a share that longs pay', () => {
    expect(
      parse(
        'XNAS:AAPL,2024-02-09,DIVIDEND,0.24',
        'BINANCE:BTCUSDT-PERP,2024-02-09T08:00:00Z,FUNDING,-0.0001',
        'XNAS:AAPL,2024-02-09T22:00:00+01:00,ROLLOVER,0.00002',
      ),
    ).toEqual([
      { instrumentId: 'XNAS:AAPL', at: Date.UTC(2024, 1, 9) * 1_000, kind: 'DIVIDEND', perUnit: '0.24' },
      {
        instrumentId: 'BINANCE:BTCUSDT-PERP',
        at: Date.UTC(2024, 1, 9, 8) * 1_000,
        kind: 'FUNDING',
        longPays: '-0.0001',
      },
      {
        instrumentId: 'XNAS:AAPL',
        at: Date.UTC(2024, 1, 9, 21) * 1_000,
        kind: 'ROLLOVER',
        longPays: '0.00002',
      },
    ])
  })

  it.each([
    ['XNAS:MSFT,2024-02-09,DIVIDEND,1', 'row 2, column instrument: "XNAS:MSFT" is none of XNAS:AAPL'],
    ['XNAS:AAPL,09.02.2024,DIVIDEND,1', 'row 2, column at: must be a date'],
    ['XNAS:AAPL,2024-13-40,DIVIDEND,1', 'row 2, column at: must be a date'],
    [
      'XNAS:AAPL,2024-02-09,SPLIT,2',
      'row 2, column kind: must be DIVIDEND, FUNDING or ROLLOVER (was "SPLIT")',
    ],
    ['XNAS:AAPL,2024-02-09,DIVIDEND,much', 'row 2, column amount: must be a decimal (was "much")'],
    ['XNAS:AAPL,2024-02-09,DIVIDEND,1,2', 'row 2, column amount: is followed by further columns'],
  ])('is refused with the place at fault: %s', (line, message) => {
    expect(() => parse(line)).toThrow(message)
  })

  it('is refused without its header, and where it cannot be read', () => {
    expect(() => parseCarry('at,amount\n', 'carry.csv', IDS)).toThrow('row 1: the header must be')
    expect(() => readCarry('/nowhere/carry.csv', IDS)).toThrow('--carry: /nowhere/carry.csv cannot be read')
  })
})
