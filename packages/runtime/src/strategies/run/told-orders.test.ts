/** After a crash a session is told what it missed of its orders, and nothing twice. */
import type { OrderUpdateInput, StrategyInput } from '@quarterdeck/sdk'
import { describe, expect, it } from 'vitest'
import { ToldOrders } from './told-orders.ts'

const wish = {
  type: 'SubmitOrder',
  clientOrderId: 'd-r1-1',
  instrumentId: 'SIM:BTC-USD',
  side: 'BUY',
  orderType: 'LIMIT',
  timeInForce: 'GTC',
  quantityLots: 5,
  limitTicks: 100,
  stopTicks: null,
  tag: null,
  bracketId: null,
} as const

const update = (status: OrderUpdateInput['status']): StrategyInput => ({
  type: 'orderUpdate',
  at: 1,
  clientOrderId: 'd-r1-1',
  status,
  quantityLots: 5,
  limitTicks: 100,
  stopTicks: null,
  reason: null,
})

const fill = (execId: string, quantityLots: number): StrategyInput => ({
  type: 'fill',
  at: 1,
  execId,
  clientOrderId: 'd-r1-1',
  instrumentId: 'SIM:BTC-USD',
  side: 'BUY',
  quantityLots,
  priceTicks: 100,
  fee: '0',
  liquidity: 'MAKER',
  time: 1,
})

describe('what a session was told of its orders', () => {
  it('begins with the wish and ends with the end of the order', () => {
    const told = new ToldOrders()
    told.wanted([wish])
    expect(told.open).toMatchObject([{ clientOrderId: 'd-r1-1', told: null, execIds: [] }])
    told.told(update('NEW'))
    expect(told.open[0]!.told).toBe('["NEW",5,100,null]')
    told.told(update('CANCELED'))
    expect(told.open).toEqual([])
  })

  it('keeps a filled order until its last fill was told, and counts a fill once', () => {
    const told = new ToldOrders()
    told.wanted([wish])
    told.told(update('FILLED'))
    for (const [execId, quantityLots] of [
      ['e1', 2],
      ['e1', 2],
      ['e2', 1],
    ] as const)
      told.told(fill(execId, quantityLots))
    expect(told.open).toMatchObject([{ execIds: ['e1', 'e2'], filledLots: 3 }])
    told.told(fill('e3', 2))
    expect(told.open).toEqual([])
  })

  it('follows the quantity that the venue agreed to', () => {
    const told = new ToldOrders()
    told.wanted([wish])
    told.told({ ...update('NEW'), quantityLots: 8 } as StrategyInput)
    told.told(fill('e1', 5))
    expect(told.open).toHaveLength(1)
    told.told(fill('e2', 3))
    expect(told.open).toEqual([])
  })
})
