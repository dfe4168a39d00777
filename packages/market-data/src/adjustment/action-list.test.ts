/** Corporate actions as text: what is written reads back, and a fault names its line and column. */
import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { DAY_MICROS } from '../series/timeframe.ts'
import { formatActions, parseActions } from './action-list.ts'
import { actionsInOrder, type CorporateAction } from './corporate-action.ts'
import { readLeanFactorFile } from './lean-factor-file.ts'

const positive = fc.double({ min: 1e-9, max: 1e9, noNaN: true })
const exTime = fc.integer({ min: 0, max: 30_000 }).map((day) => day * DAY_MICROS)
const action: fc.Arbitrary<CorporateAction> = fc.oneof(
  fc.record({ kind: fc.constant('SPLIT' as const), exTime, ratio: positive }),
  fc.record(
    { kind: fc.constant('CASH_DIVIDEND' as const), exTime, amount: positive, referencePrice: positive },
    { requiredKeys: ['kind', 'exTime', 'amount'] },
  ),
)

describe('list of actions', () => {
  it('reads back what it wrote', () => {
    fc.assert(
      fc.property(fc.array(action, { maxLength: 8 }), (actions) => {
        expect(parseActions(formatActions(actions))).toEqual(actionsInOrder(actions))
      }),
    )
  })

  it.each([
    ['2014-06-09,SPLIT,seven,', /acts\.csv, row 2, column value: "seven" is no number above 0/],
    ['2014-06-09,SPLIT,0,', /row 2, column value: ratio of a SPLIT must be above 0/],
    ['2014-06-31,SPLIT,7,', /row 2, column ex_date: date "2014-06-31" is no day/],
    ['2014-06-09,MERGER,7,', /row 2, column kind: kind "MERGER" is none of SPLIT, CASH_DIVIDEND/],
    ['2014-06-09,CASH_DIVIDEND,1,-5', /row 2, column reference_price/],
  ])('refuses "%s"', (line, message) => {
    expect(() => parseActions(`ex_date,kind,value,reference_price\n${line}\n`, 'acts.csv')).toThrow(message)
  })

  it('refuses another header', () => {
    expect(() => parseActions('date,split\n')).toThrow(/row 1: the header must be/)
  })
})

describe('LEAN factor file', () => {
  it('is read as the dividends and splits between its rows', () => {
    const actions = readLeanFactorFile(
      '20000101,0.49,0.5,100\n20000110,0.98,0.5,100\n20000120,0.98,1,90\n20501231,1,1,0\n',
    )
    expect(actions.map((one) => [one.kind, one.exTime / DAY_MICROS])).toEqual([
      ['CASH_DIVIDEND', 10_958],
      ['SPLIT', 10_967],
      ['CASH_DIVIDEND', 10_977],
    ])
    expect(actions[1]).toMatchObject({ ratio: 2 })
  })

  it('refuses a row of another form', () => {
    expect(() => readLeanFactorFile('20000101,0.49\n', 'spy.csv')).toThrow(/^spy\.csv, row 1: /)
    expect(() => readLeanFactorFile('20000101,0,1,5\n', 'spy.csv')).toThrow(/row 1/)
  })
})
