import { describe, expect, it } from 'vitest'
import { matrixOf } from './matrix.ts'

describe('the table of order types and times in force', () => {
  it('has a place for every time that any type has, in the usual order, and nothing where the venue names nothing', () => {
    const cells = [
      { orderType: 'MARKET', timeInForce: 'IOC', ability: 'a' },
      { orderType: 'LIMIT', timeInForce: 'GTC', ability: 'b' },
      { orderType: 'LIMIT', timeInForce: 'AT_OPEN', ability: 'c' },
    ]
    expect(matrixOf(cells)).toEqual({
      times: ['GTC', 'IOC', 'AT_OPEN'],
      rows: [
        { orderType: 'MARKET', cells: [null, 'a', null] },
        { orderType: 'LIMIT', cells: ['b', null, 'c'] },
      ],
    })
  })
})
