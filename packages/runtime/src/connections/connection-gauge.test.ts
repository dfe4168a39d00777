import { describe, expect, it } from 'vitest'
import { ConnectionGauge } from './connection-gauge.ts'

const gaugeAt = () => {
  const clock = { nowMs: 1_000 }
  const changes: string[] = []
  const gauge: ConnectionGauge = new ConnectionGauge(
    () => clock.nowMs,
    () => void changes.push(`${gauge.state} ${gauge.message}`.trim()),
  )
  return { gauge, clock, changes }
}

describe('how a connection stands', () => {
  it('is no better than the worst of its parts, and says which', () => {
    const { gauge, changes } = gaugeAt()
    gauge.told('MARKET', 'READY', 'in step')
    gauge.happened('ACCOUNT', 'DIALED', 'being asked')
    gauge.happened('ACCOUNT', 'OPENED', '')
    gauge.happened('ACCOUNT', 'SYNCED', '')
    gauge.told('ORDERS', 'DEGRADED', 'a gap')
    gauge.forget('ORDERS')
    expect(changes).toEqual([
      'READY',
      'CONNECTING account: being asked',
      'SYNCING account:',
      'READY',
      'DEGRADED order stream: a gap',
      'READY',
    ])
  })

  it('is degraded while what the market told is in doubt, and only then', () => {
    const { gauge } = gaugeAt()
    gauge.told('MARKET', 'READY', '')
    gauge.doubt('BTC-USD is old')
    expect([gauge.state, gauge.message]).toEqual(['DEGRADED', 'BTC-USD is old'])
    gauge.told('MARKET', 'CONNECTING', 'lost')
    expect([gauge.state, gauge.message]).toEqual(['CONNECTING', 'market data: lost'])
    gauge.told('MARKET', 'READY', '')
    gauge.doubt(null)
    expect([gauge.state, gauge.message]).toEqual(['READY', ''])
  })

  it('counts a stream that was open and had to be opened again, not one that never was', () => {
    const { gauge } = gaugeAt()
    for (const state of ['CONNECTING', 'CONNECTING', 'SYNCING', 'READY', 'CONNECTING', 'CONNECTING'] as const)
      gauge.told('MARKET', state, '')
    expect(gauge.reconnects).toBe(1)
  })

  it('says since when, and how old its data is: a heartbeat is none', () => {
    const { gauge, clock } = gaugeAt()
    expect(gauge.dataAgeMs()).toBeNull()
    gauge.data()
    clock.nowMs = 5_000
    gauge.told('MARKET', 'READY', '')
    expect([gauge.sinceMs, gauge.dataAgeMs()]).toEqual([5_000, 4_000])
  })
})
