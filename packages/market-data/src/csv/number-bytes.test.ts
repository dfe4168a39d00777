import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { numberAt } from './number-bytes.ts'

const read = (text: string, point = '.'): number => {
  const bytes = Buffer.from(`,${text},`)
  return numberAt(bytes, 1, bytes.length - 1, point.charCodeAt(0))
}

describe('numbers from bytes', () => {
  it('are the nearest double, as Number gives it', () => {
    const doubles = fc.double({ noNaN: true, noDefaultInfinity: true })
    fc.assert(
      fc.property(doubles, (value) => {
        expect(read(String(value))).toBe(value + 0)
      }),
      { numRuns: 2_000 },
    )
    const decimals = fc.tuple(fc.bigInt({ min: -(10n ** 20n), max: 10n ** 20n }), fc.nat(20))
    const property = fc.property(decimals, ([units, scale]) => {
      const digits = String(units < 0n ? -units : units).padStart(scale + 1, '0')
      const text = `${units < 0n ? '-' : ''}${digits.slice(0, digits.length - scale)}.${digits.slice(digits.length - scale)}`
      expect(read(text)).toBe(Number(text) + 0)
    })
    fc.assert(property, { numRuns: 2_000 })
  })

  it.each(['', '-', '+', '.', '1.2.3', '1e', 'abc', '0x10', '1 2', 'NaN', 'Infinity', '１', '1\0'])(
    'refuse %j',
    (text) => {
      expect(read(text)).toBeNaN()
    },
  )

  it('take the decimal point that the file has', () => {
    expect(read('1,25', ',')).toBe(1.25)
    expect(read('1,25e2', ',')).toBe(125)
    expect(read('1,25')).toBeNaN()
  })
})
