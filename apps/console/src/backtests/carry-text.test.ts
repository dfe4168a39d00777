import { describe, expect, it } from 'vitest'
import { carryFault, carryText, toCarry } from './carry-text.ts'

const TEXT = `instrument,at,kind,amount
XNAS:ACME,2024-02-09,DIVIDEND,0.24

BINANCE:BTCUSDT, 2024-02-09T08:00:00Z, FUNDING, -0.0001
`

describe('what holding brings or costs', () => {
  it('is read line by line, days as their first instant, and written as it was read', () => {
    expect(carryFault(TEXT)).toBeNull()
    const events = toCarry(TEXT)
    expect(events).toEqual([
      { instrumentId: 'XNAS:ACME', at: '2024-02-09T00:00:00Z', kind: 'DIVIDEND', amount: '0.24' },
      { instrumentId: 'BINANCE:BTCUSDT', at: '2024-02-09T08:00:00Z', kind: 'FUNDING', amount: '-0.0001' },
    ])
    expect(toCarry(carryText(events))).toEqual(events)
    expect(toCarry('')).toEqual([])
  })

  it.each([
    ['XNAS:ACME,2024-02-09,DIVIDEND', /Line 1: has to be instrument,at,kind,amount/],
    ['\nXNAS:ACME,soon,DIVIDEND,1', /Line 2: "soon" is no date/],
    ['XNAS:ACME,2024-02-09,RENT,1', /"RENT" is none of DIVIDEND, FUNDING, ROLLOVER/],
    ['XNAS:ACME,2024-02-09,FUNDING,much', /"much" is no number/],
  ])('names the line at fault: %j', (text, message) => {
    expect(carryFault(text)).toMatch(message)
  })
})
