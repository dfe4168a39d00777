/** What machines ask: is the process up, is it usable, what are its numbers. */
import type { Runtime } from '@quarterdeck/runtime'
import type { ServerResponse } from 'node:http'
import { Gauge, Histogram, Registry, collectDefaultMetrics } from 'prom-client'
import { registerConnectionMetrics } from './connection-metrics.ts'
import type { Connections } from './connections.ts'
import { reply, replyJson } from './reply.ts'

export interface Probes {
  live(res: ServerResponse): void
  ready(res: ServerResponse): void
  metrics(res: ServerResponse): Promise<void>
  /** Notes one answered request. */
  observe(route: string, status: number, seconds: number): void
}

/** `demo`: whether the server holds the demo, which the console says where one signs in. */
export function createProbes(runtime: Runtime, connections: Connections, demo: boolean): Probes {
  const registry = new Registry()
  collectDefaultMetrics({ register: registry })
  const requests = new Histogram({
    name: 'quarterdeck_http_request_seconds',
    help: 'Time to answer an HTTP request.',
    labelNames: ['route', 'status'],
    buckets: [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 1, 5],
    registers: [registry],
  })
  const gauges: readonly (readonly [string, string, () => number])[] = [
    ['quarterdeck_websockets', 'Open WebSockets.', () => connections.socketCount],
    ['quarterdeck_subscriptions', 'Open subscriptions.', () => connections.streamCount],
    [
      'quarterdeck_slow_readers',
      'Subscriptions that lost their queue since the start, for reading too slowly.',
      () => connections.slowCount,
    ],
    [
      'quarterdeck_ready',
      '1 where journal, bus and venues are usable.',
      () => (faultsOf(runtime).length === 0 ? 1 : 0),
    ],
  ]
  for (const [name, help, read] of gauges) {
    new Gauge({
      name,
      help,
      registers: [registry],
      collect() {
        this.set(read())
      },
    })
  }
  registerConnectionMetrics(runtime, registry)
  return {
    live: (res) => replyJson(res, 200, { status: 'up', demo }),
    ready(res) {
      const faults = faultsOf(runtime)
      replyJson(res, faults.length === 0 ? 200 : 503, {
        status: faults.length === 0 ? 'ready' : 'not ready',
        faults,
        degraded: runtime.health().degraded,
      })
    },
    async metrics(res) {
      reply(res, { status: 200, type: registry.contentType, body: await registry.metrics() })
    },
    observe: (route, status, seconds) => requests.labels(route, String(status)).observe(seconds),
  }
}

function faultsOf(runtime: Runtime): readonly string[] {
  const { journal, bus, venues } = runtime.health()
  const faults: string[] = []
  if (journal !== null) faults.push(`journal: ${journal}`)
  if (bus !== null) faults.push(`bus: ${bus}`)
  for (const [venue, fault] of Object.entries(venues))
    if (fault !== null) faults.push(`venue ${venue}: ${fault}`)
  return faults
}
