import type { ConnectionStanding, OpenConnection } from '@quarterdeck/runtime'
import { Registry } from 'prom-client'
import { describe, expect, it } from 'vitest'
import { registerConnectionMetrics } from './connection-metrics.ts'

const STANDING: ConnectionStanding = {
  state: 'READY',
  message: '',
  since: 0,
  dataAgeMs: 1_500,
  clockOffsetMs: -20,
  latencyMs: { p50: 10, p99: null },
  reconnects: 3,
  reconciled: false,
  budget: { limits: [], waiting: { EXIT: 0, ENTRY: 0, READ: 0 } },
  fallbacks: [],
}
const connection = (connectionId: string, change: Partial<ConnectionStanding> = {}): OpenConnection => ({
  connectionId,
  organizationId: 'one',
  venueId: 'COINBASE',
  standing: () => ({ ...STANDING, ...change }),
})

describe('the numbers of connections', () => {
  it('are those of the connections that are open now, without what is not known', async () => {
    let open = [connection('a'), connection('b', { state: 'DOWN', reconciled: null, reconnects: 0 })]
    const registry = new Registry()
    registerConnectionMetrics({ openConnections: () => open }, registry)
    const lines = async () =>
      (await registry.metrics()).split('\n').filter((line) => line !== '' && !line.startsWith('#'))
    expect(await lines()).toEqual([
      'quarterdeck_connections{venue="COINBASE",state="CONNECTING"} 0',
      'quarterdeck_connections{venue="COINBASE",state="SYNCING"} 0',
      'quarterdeck_connections{venue="COINBASE",state="READY"} 1',
      'quarterdeck_connections{venue="COINBASE",state="DEGRADED"} 0',
      'quarterdeck_connections{venue="COINBASE",state="DOWN"} 1',
      'quarterdeck_connection_data_age_seconds{venue="COINBASE",connection="a"} 1.5',
      'quarterdeck_connection_data_age_seconds{venue="COINBASE",connection="b"} 1.5',
      'quarterdeck_connection_clock_offset_seconds{venue="COINBASE",connection="a"} -0.02',
      'quarterdeck_connection_clock_offset_seconds{venue="COINBASE",connection="b"} -0.02',
      'quarterdeck_connection_reconnects{venue="COINBASE",connection="a"} 3',
      'quarterdeck_connection_reconnects{venue="COINBASE",connection="b"} 0',
      'quarterdeck_connection_reconciled{venue="COINBASE",connection="a"} 0',
    ])
    open = []
    expect(await lines()).toEqual([])
  })
})
