import { describe, expect, it } from 'vitest'
import {
  compareDecimals,
  fractionDigits,
  isDecimal,
  showDecimal,
  stepDecimal,
  trimZeros,
  roundDecimal,
} from './decimal.ts'

describe('decimals on the screen', () => {
  it.each([
    ['1234567.5', 2, '1,234,567.50'],
    ['-1000', 0, '\u22121,000'],
    ['0.00000001', 2, '0.00000001'],
    ['999', 0, '999'],
    ['123456789012345678901234567890.123456789', 0, '123,456,789,012,345,678,901,234,567,890.123456789'],
  ])('shows %s with every digit it has', (value, digits, shown) => {
    expect(showDecimal(value, digits)).toBe(shown)
  })

  it('leaves text alone that is no decimal', () => {
    expect(showDecimal('1e5')).toBe('1e5')
  })

  it('knows what the API reads as a decimal', () => {
    expect(['1', '-0.5', '00.10'].every(isDecimal)).toBe(true)
    expect(['', '.5', '5.', '1e5', '+1', ' 1', '1,000', 'NaN'].some(isDecimal)).toBe(false)
  })

  it.each([
    ['0.1', '0.10', 0],
    ['9007199254740993', '9007199254740992', 1],
    ['-2', '-1.5', -1],
    ['2', '10', -1],
  ])('compares %s with %s by value, not by text or float', (a, b, sign) => {
    expect(Math.sign(compareDecimals(a, b))).toBe(sign)
  })

  it.each([
    ['100.00', '0.05', 1, '100.05'],
    ['100.07', '0.05', 1, '100.10'],
    ['100.07', '0.05', -1, '100.05'],
    ['100.05', '0.05', -1, '100.00'],
    ['', '0.25', 1, '0.25'],
    ['0.25', '0.25', -1, '0.25'],
    ['1', '1', 1, '2'],
    ['1.5', '1', 1, '2'],
    ['7', '5', 1, '10'],
    ['0.1', '0.00000001', 1, '0.10000001'],
  ] as const)(
    'steps %s by %s in direction %i to a multiple of the increment',
    (value, increment, direction, next) => {
      expect(stepDecimal(value, increment, direction)).toBe(next)
    },
  )

  it('counts and trims digits after the point', () => {
    expect(fractionDigits('0.0100')).toBe(4)
    expect(fractionDigits('10')).toBe(0)
    expect(trimZeros('0.0100')).toBe('0.01')
    expect(trimZeros('100')).toBe('100')
    expect(trimZeros('5.000')).toBe('5')
  })

  it.each([
    ['-8.9542366', 2, '-8.95'],
    ['8.955', 2, '8.96'],
    ['-0.001', 2, '0.00'],
    ['0.999', 2, '1.00'],
    ['12.5', 2, '12.5'],
    ['99.5', 0, '100'],
    ['abc', 2, 'abc'],
  ])('rounds %s to %i digits for a narrow place', (value, digits, shown) => {
    expect(roundDecimal(value, digits)).toBe(shown)
  })
})
