import { describe, expect, it } from 'vitest'
import { readTime } from './time-format.ts'
import type { TimeFormat } from './time-format.ts'

describe('times of recordings', () => {
  it.each<[string, TimeFormat, string, string]>([
    ['2013-01-01 22:00:00.295000+00:00', 'iso', 'UTC', '2013-01-01T22:00:00.295Z'],
    ['2015-09-23T20:57:42.146', 'iso', 'UTC', '2015-09-23T20:57:42.146Z'],
    ['2015-09-23T20:57:42', 'iso', 'America/New_York', '2015-09-24T00:57:42.000Z'],
    ['2026-11-21T13:00:00-0530', 'iso', 'Europe/Berlin', '2026-11-21T18:30:00.000Z'],
    ['20070101 00:00', 'iso', 'UTC', '2007-01-01T00:00:00.000Z'],
    ['2015-02-17', 'iso', 'UTC', '2015-02-17T00:00:00.000Z'],
    ['1723161254', 'epoch-s', 'UTC', '2024-08-08T23:54:14.000Z'],
    ['1723161254.0878', 'epoch-s', 'UTC', '2024-08-08T23:54:14.087Z'],
    ['1723161254087', 'epoch-ms', 'UTC', '2024-08-08T23:54:14.087Z'],
    ['1723161254087891', 'epoch-us', 'UTC', '2024-08-08T23:54:14.087Z'],
    ['1723161254087891268', 'epoch-ns', 'UTC', '2024-08-08T23:54:14.087Z'],
  ])('%s as %s in %s is %s', (text, format, zone, expected) => {
    const read = readTime(text, format, zone)
    expect(read.ok && new Date(Math.floor(read.at / 1000)).toISOString()).toBe(expected)
  })

  it('keeps microseconds that a double of nanoseconds would lose', () => {
    expect(readTime('1723161254087891268', 'epoch-ns', 'UTC')).toEqual({ ok: true, at: 1723161254087891 })
    expect(readTime('2013-01-01T00:00:00.123456789Z', 'iso', 'UTC')).toEqual({
      ok: true,
      at: 1356998400123456,
    })
  })

  it.each<[string, TimeFormat]>([
    ['', 'iso'],
    ['yesterday', 'iso'],
    ['2026-02-30', 'iso'],
    ['2026-13-01', 'iso'],
    ['2026-11-21T24:00:00Z', 'iso'],
    ['-5', 'epoch-s'],
    ['1e9', 'epoch-ms'],
    ['99999999999999999999', 'epoch-us'],
  ])('refuses %j as %s and says what is allowed', (text, format) => {
    expect(readTime(text, format, 'UTC')).toMatchObject({
      ok: false,
      message: expect.stringMatching(/^must be /),
    })
  })
})
