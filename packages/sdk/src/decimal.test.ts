import Big from 'big.js'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { decimalScale, decimalUnits, formatDecimal, parseDecimal } from './decimal.ts'

const seed = 20_261_121
const scale = fc.integer({ min: 0, max: 18 })
const units = fc.bigInt({ min: -(10n ** 40n), max: 10n ** 40n })

describe('exact decimals', () => {
  it(`come back as they went in, whatever the scale (seed ${seed})`, () => {
    fc.assert(
      fc.property(fc.bigInt({ min: -(10n ** 24n) + 1n, max: 10n ** 24n - 1n }), scale, (value, digits) => {
        expect(parseDecimal(formatDecimal(value, digits), digits)).toEqual({ ok: true, units: value })
      }),
      { seed, numRuns: 5_000 },
    )
  })

  it(`are written as an independent big-number library writes them, never with an exponent (seed ${seed})`, () => {
    fc.assert(
      fc.property(units, scale, (value, digits) => {
        const theirs = new Big(value.toString()).div(new Big(10).pow(digits))
        const text = formatDecimal(value, digits)
        expect(new Big(text).eq(theirs)).toBe(true)
        expect(text).toMatch(/^-?(0|[1-9]\d*)(\.\d*[1-9])?$/)
      }),
      { seed, numRuns: 5_000 },
    )
  })

  it.each([
    '',
    ' ',
    '+1',
    '1.',
    '.5',
    '1e5',
    '1E5',
    'NaN',
    'Infinity',
    '-',
    '0x10',
    '1,5',
    '1 ',
    ' 1',
    '1\u0000',
    '--1',
    '1.2.3',
    '١',
  ])('refuse %j and say what is allowed', (text) => {
    expect(parseDecimal(text, 18)).toMatchObject({
      ok: false,
      fault: 'SYNTAX',
      message: expect.stringContaining('plain decimal') as string,
    })
  })

  it('refuse more digits than the scale holds, and accept zeros beyond it: nothing is rounded', () => {
    expect(parseDecimal('1.234', 2)).toMatchObject({ ok: false, fault: 'TOO_MANY_FRACTION_DIGITS' })
    expect(parseDecimal('1.2300', 2)).toEqual({ ok: true, units: 123n })
  })

  it('refuse values past their bound instead of overflowing', () => {
    expect(parseDecimal('9'.repeat(24), 18)).toMatchObject({ ok: true })
    expect(parseDecimal(`1${'0'.repeat(24)}`, 18)).toMatchObject({
      ok: false,
      fault: 'TOO_MANY_INTEGER_DIGITS',
    })
    expect(parseDecimal('1'.repeat(1_000_000), 18)).toMatchObject({ ok: false, fault: 'SYNTAX' })
  })

  it('know no negative zero', () => {
    expect(parseDecimal('-0.00', 2)).toEqual({ ok: true, units: 0n })
    expect(formatDecimal(-0n, 2)).toBe('0')
  })

  it('count the digits that a value needs after its point', () => {
    expect(['1', '1.50', '0.00000001', '-2.0'].map(decimalScale)).toEqual([0, 1, 8, 0])
  })

  it('throw on a value that our own code got wrong', () => {
    expect(() => decimalUnits('1.23', 1)).toThrow('Invariant')
  })
})
