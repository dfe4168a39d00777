/** The numbers of connections to venues: how each stands, how old its data is, how far its clock is off and how long its way. */
import { CONNECTION_STATES } from '@quarterdeck/venues'
import type { ConnectionStanding, OpenConnection, Runtime } from '@quarterdeck/runtime'
import { Gauge, type Registry } from 'prom-client'

interface Figure {
  readonly name: string
  readonly help: string
  /** Null: it is not known now. */
  readonly of: (standing: ConnectionStanding) => number | null
}

const FIGURES: readonly Figure[] = [
  {
    name: 'quarterdeck_connection_data_age_seconds',
    help: 'Time since a connection told anything but a heartbeat.',
    of: ({ dataAgeMs }) => (dataAgeMs === null ? null : dataAgeMs / 1_000),
  },
  {
    name: 'quarterdeck_connection_clock_offset_seconds',
    help: "The venue's clock minus ours.",
    of: ({ clockOffsetMs }) => (clockOffsetMs === null ? null : clockOffsetMs / 1_000),
  },
  {
    name: 'quarterdeck_connection_latency_p99_seconds',
    help: 'Round trip to the venue that 99 of 100 do not exceed.',
    of: ({ latencyMs: { p99 } }) => (p99 === null ? null : p99 / 1_000),
  },
  {
    name: 'quarterdeck_connection_reconnects',
    help: 'Streams that were lost and opened again since the connection opened.',
    of: ({ reconnects }) => reconnects,
  },
  {
    name: 'quarterdeck_connection_reconciled',
    help: '1 where the account of a connection is reconciled, 0 where it is not; absent: it has none.',
    of: ({ reconciled }) => (reconciled === null ? null : Number(reconciled)),
  },
]

const LABELS = ['venue', 'connection'] as const

/** Read whenever the numbers are asked for; those of a connection that has closed are gone. */
export function registerConnectionMetrics(
  runtime: Pick<Runtime, 'openConnections'>,
  registry: Registry,
): void {
  new Gauge({
    name: 'quarterdeck_connections',
    help: 'Connections to venues by how they stand.',
    labelNames: ['venue', 'state'],
    registers: [registry],
    collect() {
      this.reset()
      for (const [venue, open] of Map.groupBy(runtime.openConnections(), ({ venueId }) => venueId))
        for (const state of CONNECTION_STATES)
          this.labels(venue, state).set(open.filter((one) => one.standing().state === state).length)
    },
  })
  for (const { name, help, of } of FIGURES)
    new Gauge({
      name,
      help,
      labelNames: LABELS,
      registers: [registry],
      collect() {
        this.reset()
        for (const { connection, value } of valuesOf(runtime.openConnections(), of))
          this.labels(connection.venueId, connection.connectionId).set(value)
      },
    })
}

function valuesOf(connections: readonly OpenConnection[], of: Figure['of']) {
  return connections.flatMap((connection) => {
    const value = of(connection.standing())
    return value === null ? [] : [{ connection, value }]
  })
}
