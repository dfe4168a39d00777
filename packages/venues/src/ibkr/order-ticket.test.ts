import { describe, expect, it } from 'vitest'
import type { OrderTerms } from '../contract/writes.ts'
import { readContract, stepAt, type ListedContract } from './instruments.ts'
import { orderTicket } from './order-ticket.ts'
import type { IbkrContract } from './settings.ts'

const STOCK = contract({ kind: 'STOCK', symbol: 'AAPL' }, { assetClass: 'STK' })
const PENNIES = contract(
  { kind: 'STOCK', symbol: 'PENNY' },
  {
    assetClass: 'STK',
    incrementRules: [
      { lowerEdge: 1, increment: 0.01 },
      { lowerEdge: 0, increment: 0.0001 },
    ],
  },
)
const FUTURE = contract(
  { kind: 'FUTURE', symbol: 'ES', expiry: '20281215' },
  {
    assetClass: 'FUT',
    expiry: '20281215',
    incrementRules: [{ lowerEdge: 0, increment: 0.25 }],
    multiplier: '50',
  },
)

function contract(named: IbkrContract, members: object): ListedContract {
  return readContract(named, {
    conid: 265_598,
    currency: 'USD',
    incrementRules: [{ lowerEdge: 0, increment: 0.01 }],
    ...members,
  })
}

function ticket(
  change: Partial<OrderTerms>,
  listed: ListedContract = STOCK,
  clientOrderId: string | null = 'c-1',
) {
  const order: OrderTerms = {
    side: 'BUY',
    orderType: 'LIMIT',
    timeInForce: 'DAY',
    quantity: '100',
    limitPrice: '165.01',
    stopPrice: null,
    expiresAt: null,
    postOnly: false,
    reduceOnly: false,
    ...change,
  }
  const settings = { outsideRegularHours: true, operatorId: 'desk' }
  return orderTicket(order, { contract: listed, accountId: 'DU1', clientOrderId, settings })
}

function body(...asked: Parameters<typeof ticket>): unknown {
  const reading = ticket(...asked)
  return reading.ok ? JSON.parse(reading.body) : reading.reason
}

describe('a ticket', () => {
  it('is what the document shows, with numbers as numbers', () => {
    expect(body({})).toEqual({
      acctId: 'DU1',
      conid: 265_598,
      cOID: 'c-1',
      orderType: 'LMT',
      side: 'BUY',
      tif: 'DAY',
      quantity: 100,
      price: 165.01,
      outsideRTH: true,
    })
  })

  it('carries decimals digit by digit, also those that no double holds', () => {
    const reading = ticket({ quantity: '9007199254740993', limitPrice: '12345678901234567.89' })
    expect(reading.ok && reading.body).toContain('"quantity":9007199254740993,"price":12345678901234567.89')
  })

  it.each<[string, Partial<OrderTerms>, object]>([
    ['a market order', { orderType: 'MARKET', limitPrice: null }, { orderType: 'MKT', outsideRTH: false }],
    [
      'a stop',
      { orderType: 'STOP', limitPrice: null, stopPrice: '160' },
      { orderType: 'STP', price: 160, outsideRTH: false },
    ],
    [
      'a stop with a limit',
      { orderType: 'STOP_LIMIT', stopPrice: '160' },
      { orderType: 'STOP_LIMIT', price: 165.01, auxPrice: 160 },
    ],
    ['good till canceled', { timeInForce: 'GTC' }, { tif: 'GTC' }],
    ['immediate or cancel', { timeInForce: 'IOC' }, { tif: 'IOC' }],
  ])('has words for %s', (_what, change, members) => {
    expect(body(change)).toMatchObject(members)
  })

  it.each<[string, Partial<OrderTerms>]>([
    ['fill-or-kill', { timeInForce: 'FOK' }],
    ['an end of its own', { timeInForce: 'GTD', expiresAt: 1 }],
    ['an immediate stop', { orderType: 'STOP', timeInForce: 'IOC', limitPrice: null, stopPrice: '1' }],
    ['a trailing stop', { orderType: 'TRAILING_STOP' }],
    ['post-only', { postOnly: true }],
  ])('has no words for %s', (_what, change) => {
    expect(body(change)).toMatchObject({ code: 'UNSUPPORTED_ORDER' })
  })

  it.each([
    ['off the step', STOCK, '165.005'],
    ['off the step above the edge', PENNIES, '1.0001'],
    ['off a quarter', FUTURE, '6000.1'],
  ])('is not made of a price %s: nothing is rounded', (_what, listed, limitPrice) => {
    expect(body({ limitPrice }, listed)).toMatchObject({ code: 'INVALID_PRICE' })
  })

  it.each([
    ['below an edge', PENNIES, '0.9999'],
    ['at an edge', PENNIES, '1'],
    ['on a quarter', FUTURE, '6000.25'],
    ['below nothing, as spreads have', STOCK, '-0.05'],
  ])('is made of a price %s', (_what, listed, limitPrice) => {
    expect(body({ limitPrice }, listed)).toMatchObject({ price: Number(limitPrice) })
  })

  it('of a future says that a program sent it, and whose', () => {
    expect(body({ limitPrice: '6000' }, FUTURE)).toMatchObject({
      manualIndicator: false,
      extOperator: 'desk',
    })
    expect(body({})).not.toHaveProperty('manualIndicator')
  })

  it('that changes an order names no client id: it is registered already', () => {
    expect(body({}, STOCK, null)).not.toHaveProperty('cOID')
  })
})

it('the step at a price is that of the highest edge below it', () => {
  expect(['0.5', '1', '2', '-3'].map((price) => stepAt(PENNIES.priceSteps, price))).toEqual([
    '0.0001',
    '0.01',
    '0.01',
    '0.01',
  ])
})

it('an instrument counts in what executions are finer in than orders', () => {
  expect([STOCK, PENNIES, FUTURE].map(({ listed }) => listed.instrument.priceIncrement)).toEqual([
    '0.0001',
    '0.0001',
    '0.25',
  ])
})
