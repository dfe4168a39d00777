import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { zoneNamed } from './zone.ts'

const at = (text: string): number => Date.parse(text) * 1000

describe('zones', () => {
  it.each(['America/New_York', 'Europe/London', 'Australia/Lord_Howe', 'Asia/Kolkata', 'UTC'])(
    'lead from an instant to local time and back, in %s',
    (name) => {
      const zone = zoneNamed(name)
      const instants = fc.integer({
        min: at('1975-01-01T00:00:00Z') / 60e6,
        max: at('2040-01-01T00:00:00Z') / 60e6,
      })
      const property = fc.property(instants, (minutes) => {
        const utc = minutes * 60e6
        expect(zone.instants(utc + zone.offsetAt(utc))).toContain(utc)
      })
      fc.assert(property)
    },
  )

  it('tell an hour that is lived twice and one that is skipped', () => {
    const zone = zoneNamed('America/New_York')
    expect(zone.instants(at('2024-11-03T01:30:00Z'))).toEqual([
      at('2024-11-03T05:30:00Z'),
      at('2024-11-03T06:30:00Z'),
    ])
    expect(zone.instants(at('2024-03-10T02:30:00Z'))).toEqual([])
    expect(zone.instants(at('2024-07-01T12:00:00Z'))).toEqual([at('2024-07-01T16:00:00Z')])
  })

  it('refuse a name that is none', () => {
    expect(() => zoneNamed('New York')).toThrow('"New York" is no time zone')
  })
})
