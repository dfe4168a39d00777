import { decimalScale, formatDecimal, parseDecimal } from '@quarterdeck/sdk'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { IncrementCounter } from './decimal-count.ts'

/** The slow and plain way. */
function naive(text: string, increment: string): number {
  const scale = decimalScale(increment)
  const units = parseDecimal(text, scale)
  const step = parseDecimal(increment, scale)
  if (!units.ok || !step.ok || units.units % step.units !== 0n) return Number.NaN
  const count = Number(units.units / step.units)
  return Number.isSafeInteger(count) ? count : Number.NaN
}

const increments = fc.constantFrom(
  '0.00000001',
  '0.01',
  '0.0001',
  '1',
  '5',
  '0.05',
  '0.25',
  '0.000000001',
  '10',
  '0.003',
)

describe('counting increments', () => {
  it.each([
    ['68923.67', '0.01', 6_892_367],
    ['68923', '0.01', 6_892_300],
    ['1.50000000', '0.00000001', 150_000_000],
    ['0.00000000', '0.00000001', 0],
    ['69165', '5', 13_833],
    ['-0.05', '0.05', -1],
    ['0.17', '0.05', Number.NaN],
    ['68923.665', '0.01', Number.NaN],
    ['', '0.01', Number.NaN],
    ['.5', '0.1', Number.NaN],
    ['5.', '0.1', Number.NaN],
    ['1e5', '1', Number.NaN],
    ['1.2.3', '0.1', Number.NaN],
    ['-', '1', Number.NaN],
    ['90071992547409.91', '0.01', 9_007_199_254_740_991],
    ['90071992547409.92', '0.01', Number.NaN],
  ])('counts %s by %s', (text, increment, count) => {
    expect(new IncrementCounter(increment).count(text)).toBe(count)
  })

  it('counts any text as the plain way does', () => {
    const digits = fc.stringMatching(/^-?\d{1,12}(\.\d{1,10})?$/)
    const noise = fc.string({ maxLength: 8 })
    fc.assert(
      fc.property(fc.oneof(digits, noise), increments, (text, increment) => {
        const count = new IncrementCounter(increment).count(text)
        expect(count === 0 ? 0 : count).toBe(naive(text, increment))
      }),
      { numRuns: 2_000 },
    )
  })

  it('counts a number as the text that writes it', () => {
    const digits = fc.stringMatching(/^-?\d{1,14}(\.\d{1,10})?$/).map(Number)
    const plain = fc.oneof(digits, fc.double()).filter((value) => !String(value).includes('e'))
    fc.assert(
      fc.property(plain, increments, (value, increment) => {
        const count = new IncrementCounter(increment).countNumber(value)
        expect(count === 0 ? 0 : count).toBe(naive(String(value), increment))
      }),
      { numRuns: 2_000 },
    )
  })

  it.each([
    [1e-7, '0.000000001', 100],
    [-0, '0.01', 0],
    [Number.NaN, '0.01', Number.NaN],
    [1e300, '0.01', Number.NaN],
  ])('counts the number %s by %s', (value, increment, count) => {
    expect(new IncrementCounter(increment).countNumber(value)).toBe(count)
  })

  it('writes a count as the text that it is read from', () => {
    fc.assert(
      fc.property(fc.integer({ min: -1e12, max: 1e12 }), increments, (count, increment) => {
        const counter = new IncrementCounter(increment)
        const text = counter.text(count)
        expect(counter.count(text)).toBe(count)
        const scale = decimalScale(increment)
        const units = parseDecimal(text, scale)
        expect(units.ok && formatDecimal(units.units, scale)).toBe(text)
      }),
    )
  })

  it('takes no increment that is not positive', () => {
    expect(() => new IncrementCounter('0')).toThrow('Invariant: an increment is a positive decimal')
  })
})
