/** Scalars: strict on the way in, exact on the way out. */
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { formatCursor } from '../../data/cursor.ts'
import { parseCursorInput } from './cursor.ts'
import { formatDateTimeOutput, parseDateTimeInput } from './date-time.ts'
import { formatDecimalOutput, parseDecimalInput } from './decimal.ts'

describe('Decimal', () => {
  it('comes out as it went in, for every decimal within its digits', () => {
    fc.assert(
      fc.property(fc.bigInt(-(10n ** 23n), 10n ** 23n), fc.nat(18), (units, scale) => {
        const digits = (units < 0n ? -units : units).toString().padStart(scale + 1, '0')
        const text = `${units < 0n ? '-' : ''}${digits.slice(0, digits.length - scale)}${scale === 0 ? '' : `.${digits.slice(digits.length - scale)}`}`
        const parsed = parseDecimalInput(text)
        expect(parsed).not.toMatch(/[eE+]/)
        expect(parseDecimalInput(parsed)).toBe(parsed)
        expect(BigInt(parsed.replace('.', '') + '0'.repeat(18 - (parsed.split('.')[1]?.length ?? 0)))).toBe(
          units * 10n ** BigInt(18 - scale),
        )
      }),
    )
  })

  it.each([
    '1e3',
    '+1',
    'NaN',
    '',
    ' 1',
    '1.',
    '.5',
    '0x1',
    '1,5',
    '١',
    `1${'0'.repeat(24)}`,
    `0.${'1'.repeat(19)}`,
    1,
    null,
    true,
    {},
  ])('refuses %o and says what is allowed', (value) =>
    expect(() => parseDecimalInput(value)).toThrow(/Decimal must be a plain decimal string such as "12.5"/),
  )

  it.each([
    ['1.500', '1.5'],
    ['1.000', '1'],
    ['10', '10'],
    ['0.00', '0'],
    ['-0.10', '-0.1'],
  ])('writes stored %s as %s', (stored, shown) => expect(formatDecimalOutput(stored)).toBe(shown))
})

describe('DateTime', () => {
  it.each([
    '2026-02-30T00:00:00Z',
    '2026-01-01T24:00:00Z',
    '2026-01-01T00:00:60Z',
    '2026-01-01T00:00:00',
    '2026-01-01T00:00:00+01:00',
    '2026-1-1T00:00:00Z',
    '1969-12-31T23:59:59Z',
    0,
    '',
  ])('refuses %o', (value) => expect(() => parseDateTimeInput(value)).toThrow(/DateTime must be an instant/))

  it('takes up to six decimals and gives milliseconds or microseconds', () => {
    expect(parseDateTimeInput('2026-01-31T12:00:00.123456Z').toISOString()).toBe('2026-01-31T12:00:00.123Z')
    expect(formatDateTimeOutput(1_769_860_800_123_456)).toBe('2026-01-31T12:00:00.123456Z')
    expect(formatDateTimeOutput(1_769_860_800_123_000)).toBe('2026-01-31T12:00:00.123Z')
  })
})

describe('Cursor', () => {
  const given = formatCursor('org', 12)
  const spelled = (text: string) => Buffer.from(text).toString('base64url')

  it.each(['0', given])('takes %o', (value) => expect(parseCursorInput(value)).toBe(value))

  it.each([
    '-1',
    '01',
    '12',
    'x',
    '',
    5,
    `${given}=`,
    given.slice(1),
    spelled('2:org:12'),
    spelled('1:org:-12'),
    spelled('1::12'),
    spelled(`1:org:${'9'.repeat(19)}`),
    spelled(`1:${'o'.repeat(101)}:1`),
  ])('refuses %o', (value) =>
    expect(() => parseCursorInput(value)).toThrow(/Cursor must be a cursor that this API gave/),
  )
})
