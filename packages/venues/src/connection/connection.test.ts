import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { SeededRandom } from '../simulated/random.ts'
import { DataAgeWatch } from './data-age.ts'
import {
  afterEvent,
  CONNECTION_EVENTS,
  CONNECTION_STATES,
  type ConnectionEvent,
  type ConnectionState,
} from './health.ts'
import { LatencySample } from './latency.ts'
import { connectionLost, connectionOpened, DEFAULT_RECONNECT, NEVER_CONNECTED } from './reconnect.ts'

const through = (...events: readonly ConnectionEvent[]): ConnectionState =>
  events.reduce<ConnectionState>(afterEvent, 'DOWN')

describe('the state of a connection', () => {
  it.each([
    [['DIALED'], 'CONNECTING'],
    [['DIALED', 'OPENED'], 'SYNCING'],
    [['DIALED', 'OPENED', 'SYNCED'], 'READY'],
    [['DIALED', 'OPENED', 'SYNCED', 'DOUBTED'], 'DEGRADED'],
    [['DIALED', 'OPENED', 'SYNCED', 'DOUBTED', 'REASSURED'], 'READY'],
    [['DIALED', 'OPENED', 'SYNCED', 'LOST'], 'CONNECTING'],
    [['DIALED', 'OPENED', 'SYNCED', 'STOPPED', 'LOST'], 'DOWN'],
    [['DIALED', 'REFUSED', 'LOST', 'OPENED', 'SYNCED'], 'DOWN'],
  ] as const)('after %j is %s', (events, state) => {
    expect(through(...events)).toBe(state)
  })

  it('is ready only after an opening and a reading since the last loss, refusal or stop', () => {
    fc.assert(
      fc.property(fc.array(fc.constantFrom(...CONNECTION_EVENTS), { maxLength: 40 }), (events) => {
        let [opened, synced] = [false, false]
        let state: ConnectionState = 'DOWN'
        for (const event of events) {
          const before = state
          state = afterEvent(state, event)
          expect(CONNECTION_STATES).toContain(state)
          if (event === 'OPENED' && before !== 'DOWN') [opened, synced] = [true, false]
          if (event === 'SYNCED') synced = opened
          if (['LOST', 'REFUSED', 'STOPPED', 'DIALED'].includes(event)) [opened, synced] = [false, false]
          if (state === 'READY') expect([opened, synced]).toEqual([true, true])
        }
      }),
    )
  })
})

describe('trying again', () => {
  it('waits at most twice as long each time, up to a cap, spread over all of it', () => {
    const random = new SeededRandom(7)
    let state = NEVER_CONNECTED
    for (let attempt = 0; attempt < 40; attempt += 1) {
      const chance = random.between(0, 999_999) / 1_000_000
      const lost = connectionLost(state, DEFAULT_RECONNECT, { nowMs: 0, chance })
      expect(lost.waitMs).toBe(Math.floor(Math.min(30_000, 250 * 2 ** attempt) * chance))
      state = lost.state
    }
  })

  it('begins anew after a connection that was good, not after one that was lost at once', () => {
    const tired = { attempts: 9, openedAtMs: null }
    const open = connectionOpened(tired, 1_000)
    const chance = 0.5
    expect(connectionLost(open, DEFAULT_RECONNECT, { nowMs: 2_000, chance }).state.attempts).toBe(10)
    expect(connectionLost(open, DEFAULT_RECONNECT, { nowMs: 31_000, chance })).toEqual({
      state: { attempts: 1, openedAtMs: null },
      waitMs: 125,
    })
  })
})

describe('the age of data', () => {
  const limits = { probeAfterMs: 1_000, staleAfterMs: 3_000 }

  it('is fresh, then to be asked about, then stale; data makes it fresh again', () => {
    const watch = new DataAgeWatch()
    watch.watch('orders', limits, 0)
    expect([999, 1_000, 2_999, 3_000].map((now) => watch.verdict('orders', now))).toEqual([
      'FRESH',
      'PROBE',
      'PROBE',
      'STALE',
    ])
    watch.data('orders', 3_100)
    expect([watch.verdict('orders', 3_200), watch.ageMs('orders', 3_200)]).toEqual(['FRESH', 100])
  })

  it('a comparison that agrees makes a quiet stream fresh; one that does not makes it stale until data comes', () => {
    const watch = new DataAgeWatch()
    watch.watch('orders', limits, 0)
    watch.probed('orders', true, 1_500)
    expect(watch.verdict('orders', 2_400)).toBe('FRESH')
    watch.probed('orders', false, 2_400)
    expect(watch.verdict('orders', 2_401)).toBe('STALE')
    watch.data('orders', 2_500)
    expect(watch.verdict('orders', 2_501)).toBe('FRESH')
  })

  it('of a stream that nobody watches is not trusted', () => {
    const watch = new DataAgeWatch()
    watch.data('quotes', 0)
    watch.probed('quotes', true, 0)
    expect([watch.verdict('quotes', 0), watch.ageMs('quotes', 0), watch.names()]).toEqual(['STALE', null, []])
    watch.watch('quotes', limits, 0)
    watch.forget('quotes')
    expect(watch.verdict('quotes', 0)).toBe('STALE')
  })
})

describe('latency', () => {
  it('gives percentiles of the last 512 round trips', () => {
    const sample = new LatencySample()
    expect(sample.percentile(0.5)).toBeNull()
    for (let ms = 1; ms <= 612; ms += 1) sample.add(ms)
    expect([sample.percentile(0), sample.percentile(0.5), sample.percentile(1)]).toEqual([101, 356, 612])
  })
})
