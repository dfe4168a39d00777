/** What each rule takes for an incident, and what it does not: each at the bound, and just within it. */
import { describe, expect, it } from 'vitest'
import { INCIDENT_BOUNDS } from '../bounds.ts'
import { INCIDENT_KINDS, type IncidentKind } from '../incident.ts'
import type { FeedAge, Observation, PendingOrder } from '../observation.ts'
import { NOON, SECOND, feed, well } from '../testing/observations.ts'
import { RULES } from './rules.ts'

const find = (kind: IncidentKind, seen: Partial<Observation>) => RULES[kind](well(seen), INCIDENT_BOUNDS)
const ago = (seconds: number) => NOON - seconds * SECOND

describe('a deployment that is well', () => {
  it.each(INCIDENT_KINDS)('is no incident of kind %s', (kind) => {
    expect(find(kind, {})).toBeNull()
  })
})

describe('CRASH_LOOP', () => {
  it('is the third unexpected end within ten minutes', () => {
    const faults = [ago(599), ago(300), ago(5)]
    expect(find('CRASH_LOOP', { faults: faults.slice(1) })).toBeNull()
    expect(find('CRASH_LOOP', { faults, lastFault: 'it threw' })).toMatchObject({
      severity: 'WARNING',
      summary: expect.stringMatching(/3 times within 10 minutes.*it threw/) as string,
    })
    expect(find('CRASH_LOOP', { faults: [ago(601), ago(300), ago(5)] })).toBeNull()
  })

  it('is over once it has run for a minute since, but not while it waits for its next attempt', () => {
    const faults = [ago(400), ago(300), ago(61)]
    expect(find('CRASH_LOOP', { faults })).toBeNull()
    expect(find('CRASH_LOOP', { faults, activity: 'WAITING' })).not.toBeNull()
  })

  it('is a quarantine, whatever came before it', () => {
    const seen = { activity: 'QUARANTINED', quarantineReason: 'it ran away' } as const
    expect(find('CRASH_LOOP', seen)).toEqual({
      severity: 'CRITICAL',
      summary: 'It is quarantined: it ran away',
      subject: 'quarantine',
    })
  })
})

describe('MUTE_FEED', () => {
  const silent = (seconds: number, of: Partial<FeedAge> = {}) => ({
    feeds: [feed({ lastAt: ago(seconds), marketAt: ago(seconds), ...of })],
  })

  it('is a silence of twenty usual gaps, of half a minute at least and five minutes at most', () => {
    expect(find('MUTE_FEED', silent(30))).toBeNull()
    expect(find('MUTE_FEED', silent(31))).not.toBeNull()
    expect(find('MUTE_FEED', silent(100, { usualGap: 5 * SECOND }))).toBeNull()
    expect(find('MUTE_FEED', silent(101, { usualGap: 5 * SECOND }))).not.toBeNull()
    expect(find('MUTE_FEED', silent(300, { usualGap: 60 * SECOND }))).toBeNull()
    expect(find('MUTE_FEED', silent(301, { usualGap: 60 * SECOND }))).not.toBeNull()
  })

  it('gives a stream of which too little is known its full allowance', () => {
    expect(find('MUTE_FEED', silent(300, { usualGap: null }))).toBeNull()
    expect(find('MUTE_FEED', silent(301, { usualGap: null }))).not.toBeNull()
  })

  it('is three bars that did not come', () => {
    const bars = { kind: 'BARS', usualGap: 60 * SECOND } as const
    expect(find('MUTE_FEED', silent(210, bars))).toBeNull()
    expect(find('MUTE_FEED', silent(211, bars))).not.toBeNull()
  })

  it('counts from the opening of the market, and never while it is closed', () => {
    expect(find('MUTE_FEED', silent(3_000, { openSince: ago(20) }))).toBeNull()
    expect(find('MUTE_FEED', silent(3_000, { openSince: null }))).toBeNull()
  })

  it('is none of a deployment that is paused', () => {
    expect(find('MUTE_FEED', { ...silent(3_000), activity: 'PAUSED' })).toBeNull()
  })

  it('says whether the platform itself hears the market, and is critical while orders work', () => {
    expect(find('MUTE_FEED', silent(60))).toMatchObject({
      severity: 'WARNING',
      summary: expect.stringContaining('no newer quote either') as string,
    })
    expect(find('MUTE_FEED', { ...silent(60, { marketAt: ago(1) }), workingOrders: 1 })).toMatchObject({
      severity: 'CRITICAL',
      summary: expect.stringContaining('newer quotes that it is not told') as string,
    })
  })
})

describe('STUCK_ORDER', () => {
  const pending = (status: PendingOrder['status'], seconds: number): PendingOrder => ({
    orderId: `o${seconds}`,
    clientOrderId: `c${seconds}`,
    status,
    since: ago(seconds),
  })

  it.each(['PENDING_NEW', 'PENDING_CANCEL', 'PENDING_REPLACE', 'UNKNOWN'] as const)(
    'is an order that is %s for more than a quarter of a minute',
    (status) => {
      expect(find('STUCK_ORDER', { pending: [pending(status, 15)] })).toBeNull()
      expect(find('STUCK_ORDER', { pending: [pending(status, 16)] })).toMatchObject({
        severity: status === 'UNKNOWN' ? 'CRITICAL' : 'WARNING',
        subject: 'o16',
      })
    },
  )

  it('names the oldest and counts the others', () => {
    const all = [pending('PENDING_NEW', 20), pending('PENDING_NEW', 90), pending('PENDING_NEW', 3)]
    expect(find('STUCK_ORDER', { pending: all })?.summary).toBe(
      'Order c90 is PENDING_NEW for 90 seconds, and 1 more',
    )
  })
})

describe('DRIFT', () => {
  const compared = { reportId: 'r1', run: 3, status: 'DIFFERENT', field: 'intents[0].side' } as const

  it('is a comparison that differs, until one comes out equal', () => {
    expect(find('DRIFT', { compared })).toMatchObject({
      severity: 'CRITICAL',
      subject: 'r1',
      summary: expect.stringContaining('run 3 decides otherwise: intents[0].side differs') as string,
    })
    expect(find('DRIFT', { compared: { ...compared, status: 'EQUAL', field: null } })).toBeNull()
  })

  it('is a position that its fills do not come to', () => {
    const imbalance = { instrumentId: 'SIM:BTC-USD', what: 'position', kept: '2', fills: '1' } as const
    expect(find('DRIFT', { imbalance })?.summary).toBe(
      'Its position in SIM:BTC-USD is kept as 2, and its own fills come to 1',
    )
  })
})

describe('RUNAWAY', () => {
  it('is fifty refusals within a minute', () => {
    expect(find('RUNAWAY', { refusedOfLate: 49 })).toBeNull()
    expect(find('RUNAWAY', { refusedOfLate: 50 })).toMatchObject({ severity: 'CRITICAL' })
  })

  it('is nine tenths of its own order rate, where that is a rate at all', () => {
    expect(find('RUNAWAY', { requestsInMinute: 53, ordersPerMinuteMax: 60 })).toBeNull()
    expect(find('RUNAWAY', { requestsInMinute: 54, ordersPerMinuteMax: 60 })).not.toBeNull()
    expect(find('RUNAWAY', { requestsInMinute: 9, ordersPerMinuteMax: 9 })).toBeNull()
  })
})

describe('SLOW', () => {
  it('is an input that is unanswered for three seconds', () => {
    expect(find('SLOW', { unansweredFor: 3 * SECOND })).toBeNull()
    expect(find('SLOW', { unansweredFor: 3 * SECOND + 1 })).toMatchObject({ severity: 'WARNING' })
  })

  it('is a strategy whose callbacks take four fifths of the time', () => {
    expect(find('SLOW', { busyShare: 0.79 })).toBeNull()
    expect(find('SLOW', { busyShare: 0.8 })?.summary).toBe('Its callbacks took 80 % of the last ten seconds')
  })
})
