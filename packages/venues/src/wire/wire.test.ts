import { formatInstant, parseInstant } from '@quarterdeck/engine'
import { formatDecimal, parseDecimal } from '@quarterdeck/sdk'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { VenueAlert } from '../contract/alerts.ts'
import { canonicalDecimal } from './decimal.ts'
import {
  arrayOf,
  decimal,
  decimalOrNull,
  flag,
  instantOrNull,
  objectOf,
  readWire,
  text,
  textOrNull,
  whole,
} from './fields.ts'
import { instantMicros, instantText } from './instant.ts'
import { mapped, wordTable } from './word-table.ts'

describe('reading what a venue sent', () => {
  it.each([
    ['no JSON', '{"a"', (json: unknown) => json, 'it is no JSON'],
    ['no object', '[]', (json: unknown) => objectOf(json, 'body'), 'body is no object'],
    ['no list', '{}', (json: unknown) => arrayOf(json, 'orders'), 'orders is no list'],
    ['a missing text', '{"a":""}', (json: unknown) => text(objectOf(json, ''), 'a'), 'a is missing'],
    ['a number as text', '{"a":5}', (json: unknown) => textOrNull(objectOf(json, ''), 'a'), 'a is no text'],
    [
      'a flag that is none',
      '{"a":"yes"}',
      (json: unknown) => flag(objectOf(json, ''), 'a'),
      'a is neither true nor false',
    ],
    [
      'a fraction as whole',
      '{"a":1.5}',
      (json: unknown) => whole(objectOf(json, ''), 'a'),
      'a is no whole number',
    ],
    [
      'a decimal that is none',
      '{"a":"1,300"}',
      (json: unknown) => decimal(objectOf(json, ''), 'a'),
      'a is no decimal',
    ],
    [
      'an instant that is none',
      '{"a":"yesterday"}',
      (json: unknown) => instantOrNull(objectOf(json, ''), 'a'),
      'a is no instant',
    ],
  ])('says what is wrong with %s', (_what, body, read, fault) => {
    expect(readWire(body, read)).toEqual({ ok: false, fault })
  })

  it('takes what is left out for nothing', () => {
    const from = { a: null, b: '' }
    expect([
      textOrNull(from, 'a'),
      decimalOrNull(from, 'b'),
      instantOrNull(from, 'c'),
      flag(from, 'a'),
    ]).toEqual([null, null, null, false])
  })

  it.each([
    ['0.00000000', '0'],
    ['1.50000000', '1.5'],
    [1e-7, '0.0000001'],
    [1.25e-9, '0.00000000125'],
    [2.02e8, '202000000'],
    [1.5e21, '1500000000000000000000'],
    ['0.0000280983986004', '0.0000280983986004'],
    ['0.1234567890123456789', '0.123456789012345678'],
    [Number.NaN, null],
    ['1e5', null],
    ['-0.00', '0'],
    ['007.50', '7.5'],
    ['.5', null],
    ['5.', null],
    ['1.2.3', null],
    ['-', null],
    ['', null],
    [true, null],
  ])('brings %j to the canonical decimal %s', (value, expected) => {
    expect(canonicalDecimal(value)).toBe(expected)
  })

  it('brings any text to what the long way makes of it', () => {
    const plain = fc.stringMatching(/^-?\d{1,12}(\.\d{1,12})?$/)
    fc.assert(
      fc.property(fc.oneof(plain, fc.string({ maxLength: 6 })), (written) => {
        const parsed = parseDecimal(written, 18)
        expect(canonicalDecimal(written)).toBe(parsed.ok ? formatDecimal(parsed.units, 18) : null)
      }),
      { numRuns: 1_000 },
    )
  })

  it('writes a JSON number as its shortest digits are, cut behind the eighteenth decimal', () => {
    const written = (value: number): string | null => {
      const [mantissa = '', exponent] = Math.abs(value).toExponential().split('e')
      const digits = mantissa.replace('.', '')
      const past = digits.length - 1 - Number(exponent) - 18
      const units = past > 0 ? BigInt(digits) / 10n ** BigInt(past) : BigInt(digits) * 10n ** BigInt(-past)
      return Math.abs(value) >= 1e24 ? null : formatDecimal(value < 0 ? -units : units, 18)
    }
    const size = fc.integer({ min: -20, max: 26 }).map((power) => 10 ** power)
    const number = fc.tuple(fc.double({ min: -10, max: 10, noNaN: true }), size).map(([a, b]) => a * b)
    fc.assert(
      fc.property(fc.oneof(number, fc.integer(), fc.double({ noNaN: true })), (value) => {
        expect(canonicalDecimal(value)).toBe(Number.isFinite(value) ? written(value) : null)
      }),
      { numRuns: 2_000 },
    )
  })

  it('loses nothing of a JSON number', () => {
    fc.assert(
      fc.property(fc.double({ noNaN: true, min: -1e15, max: 1e15 }), (value) => {
        const written = canonicalDecimal(Math.abs(value) < 1e-6 ? 0 : Number(value.toPrecision(12)))
        expect(Number(written)).toBe(Math.abs(value) < 1e-6 ? 0 : Number(value.toPrecision(12)))
      }),
    )
  })
})

describe("venues' instants", () => {
  it.each([
    ['2024-01-15T10:30:00Z', 1_705_314_600_000_000],
    ['2023-01-18T01:37:38.091377090Z', 1_674_005_858_091_377],
    ['2026-10-08T11:10:15.1-04:00', 1_791_472_215_100_000],
    ['2026-04-07 14:30:10.000000000+00:00', 1_775_572_210_000_000],
    ['2023-06-23 20:31:56.121961769 +0000 UTC', null],
    ['1970-01-01T00:00:00Z', 0],
    ['2026-02-30T00:00:00Z', null],
  ])('%s is %s', (written, at) => {
    expect(instantMicros(written)).toBe(at)
  })

  it('are read in any order of days as each alone', () => {
    const days = fc.constantFrom('2026-04-07', '2026-04-08', '2024-02-29', '2026-02-30')
    const clocks = fc.stringMatching(/^([01]\d|2[0-5]):[0-6]\d:[0-6]\d(\.\d{1,9})?$/)
    fc.assert(
      fc.property(fc.array(fc.tuple(days, clocks), { maxLength: 20 }), (instants) => {
        for (const [day, clock] of instants) {
          const at = instantMicros(`${day}T${clock}Z`)
          // Finer digits than microseconds are cut off.
          expect(at).toBe(parseInstant(`${day}T${clock.slice(0, '00:00:00.000000'.length)}Z`))
          if (at !== null) expect(instantMicros(formatInstant(at))).toBe(at)
        }
      }),
    )
  })

  it('are the same on a day that was read just before and on one that was not, however they are spoiled', () => {
    const written = '2026-04-07T14:30:01.456789Z'
    const spoil = fc.record({
      at: fc.nat(written.length),
      out: fc.nat(3),
      instead: fc.stringMatching(/^[0-9TtZz:. +-]{0,3}$/),
    })
    fc.assert(
      fc.property(spoil, ({ at, out, instead }) => {
        const spoiled = written.slice(0, at) + instead + written.slice(at + out)
        instantMicros('1999-12-31T00:00:00Z')
        const alone = instantMicros(spoiled)
        instantMicros(written)
        expect(instantMicros(spoiled)).toBe(alone)
      }),
      { numRuns: 2_000 },
    )
  })

  it('are written as they are read', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 8e15 }), (at) => {
        expect(instantMicros(instantText(at))).toBe(at)
      }),
    )
  })
})

describe('a table of words', () => {
  const table = wordTable<string>({
    field: 'status',
    words: { OPEN: 'NEW', FILLED: 'FILLED' },
    safe: 'UNKNOWN',
  })

  it('[LV-16] maps what is written down and alerts of what is not, which counts as the safe word', () => {
    const alerts: VenueAlert[] = []
    const heard = { venueId: 'V', alert: (alert: VenueAlert) => void alerts.push(alert) }
    expect(['OPEN', 'constructor', 'MELTED'].map((word) => mapped(table, word, heard))).toEqual([
      'NEW',
      'UNKNOWN',
      'UNKNOWN',
    ])
    expect(alerts.map(({ kind, subject }) => [kind, subject])).toEqual([
      ['UNKNOWN_WORD', 'status'],
      ['UNKNOWN_WORD', 'status'],
    ])
  })
})
