import { SIMULATED_INSTRUMENTS } from '@quarterdeck/venues'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { priceGrid } from './price-grid.ts'

const grid = (id: string) => priceGrid(SIMULATED_INSTRUMENTS.find((one) => one.id === id)!)

describe('price grid', () => {
  it('writes ticks, half ticks and lots as exact decimals', () => {
    expect(grid('SIM:ESZ8').formatPrice(23_601)).toBe('5900.25')
    expect(grid('SIM:ESZ8').formatHalfTicks(47_203)).toBe('5900.375')
    expect(grid('SIM:BTC-USD').formatQuantity(1)).toBe('0.00000001')
    expect(grid('SIM:CLZ8').formatPrice(-3763)).toBe('-37.63')
    expect(grid('SIM:CLZ8').formatHalfTicks(-1)).toBe('-0.005')
  })

  it('reads prices between ticks as the two that are nearest, also below zero', () => {
    expect(grid('SIM:ESZ8').readPrice('5900.30')).toEqual({ ok: true, down: 23_601, up: 23_602 })
    expect(grid('SIM:ESZ8').readPrice('5900.25')).toEqual({ ok: true, down: 23_601, up: 23_601 })
    expect(grid('SIM:CLZ8').readPrice('-37.635')).toEqual({ ok: true, down: -3764, up: -3763 })
    expect(grid('SIM:CLZ8').readPrice('-37.63')).toEqual({ ok: true, down: -3763, up: -3763 })
  })

  it.each(['', 'NaN', '1e5', '+1', '1.', ' 1', '1,000', '9'.repeat(23)])(
    'refuses %j with what is allowed',
    (text) => {
      expect(grid('SIM:AAPL').readPrice(text)).toMatchObject({
        ok: false,
        message: expect.stringMatching(/^must /),
      })
    },
  )

  it('knows the bounds of the instrument; without bounds any price may come', () => {
    expect(grid('SIM:FEDCUT-28DEC')).toMatchObject({ minTicks: 1, maxTicks: 99 })
    expect(grid('SIM:CLZ8').minTicks).toBeLessThan(-1e12)
  })

  const seed = Date.now() % 2 ** 31
  it(`what it writes it reads back (seed ${seed})`, () => {
    const property = fc.property(
      fc.constantFrom(...SIMULATED_INSTRUMENTS),
      fc.integer({ min: -(10 ** 12), max: 10 ** 12 }),
      (one, n) => {
        const of = priceGrid(one)
        expect(of.readPrice(of.formatPrice(n))).toEqual({ ok: true, down: n, up: n })
        expect(of.readQuantity(of.formatQuantity(n))).toEqual({ ok: true, down: n, up: n })
      },
    )
    fc.assert(property, { seed })
  })
})
