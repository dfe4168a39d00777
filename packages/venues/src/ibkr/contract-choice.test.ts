import { describe, expect, it } from 'vitest'
import { contractsFault } from './contract-choice.ts'

const OPTION = {
  kind: 'OPTION',
  symbol: 'AAPL',
  underlying: 'STOCK',
  expiry: '20281215',
  strike: '190',
  right: 'CALL',
}

describe('contracts that an operator names', () => {
  it.each([
    [[]],
    [
      [
        { kind: 'STOCK', symbol: 'AAPL' },
        { kind: 'STOCK', symbol: 'BRK B', exchange: 'NYSE', conid: '72063691' },
      ],
    ],
    [[{ kind: 'FUTURE', symbol: 'ES', expiry: '20281215' }, OPTION]],
    [
      [
        { kind: 'FX', base: 'EUR', quote: 'USD' },
        { kind: 'METAL', base: 'XAU', quote: 'USD' },
      ],
    ],
  ])('are taken: %j', (contracts) => {
    expect(contractsFault(contracts)).toBeNull()
  })

  it.each([
    ['AAPL', 'must be a list of objects'],
    [['AAPL'], 'must be a list of objects'],
    [[{}], '[0].kind must be one of STOCK, FUTURE, OPTION, FX, METAL'],
    [
      [
        { kind: 'STOCK', symbol: 'AAPL' },
        { kind: 'BOND', symbol: 'X' },
      ],
      '[1].kind must be one of',
    ],
    [[{ kind: 'STOCK' }], '[0].symbol must be a symbol in capitals'],
    [[{ kind: 'STOCK', symbol: 'aapl' }], '[0].symbol must be a symbol in capitals'],
    [[{ kind: 'STOCK', symbol: 'AAPL', conid: 265_598 }], '[0].conid must be digits as text'],
    [
      [{ kind: 'STOCK', symbol: 'AAPL', expiry: '20281215' }],
      '[0].expiry is unknown; allowed are symbol, exchange, conid',
    ],
    [[{ kind: 'FUTURE', symbol: 'ES', expiry: '2028-12-15' }], '[0].expiry must be a day'],
    [[{ ...OPTION, strike: 190 }], '[0].strike must be a decimal as text'],
    [[{ ...OPTION, strike: '0190' }], '[0].strike must be a decimal as text'],
    [[{ ...OPTION, right: 'C' }], '[0].right must be one of CALL, PUT'],
    [[{ ...OPTION, underlying: 'BOND' }], '[0].underlying must be one of STOCK, INDEX'],
    [[{ kind: 'FX', base: 'EUR' }], '[0].quote must be a symbol in capitals'],
  ])('are refused by what is wrong, and where: %j', (contracts, fault) => {
    expect(contractsFault(contracts)).toContain(fault)
  })
})
