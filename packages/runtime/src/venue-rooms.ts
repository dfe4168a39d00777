/**
 * The rooms that reach real venues: connections, and the comparison of our books with what venues say. Loaded at the start where
 * somebody has a connection, and else when they are first asked for.
 */
import { randomBytes } from 'node:crypto'
import type { Clock } from './clock/clock.ts'
import type { RunningConnections } from './connections/create-connections.ts'
import { venueCatalogue } from './connections/venue-catalogue.ts'
import { CONNECTION_TIMING } from './connections/connection-timing.ts'
import type { RuntimeOptions } from './create-runtime.ts'
import type { Database } from './database/database.ts'
import type { Market } from './feed/market.ts'
import { ConnectionMarket } from './live/connection-market.ts'
import type { PartitionHost } from './partition/host.ts'
import type { RunningReconciliation } from './reconciliation/create-reconciliation.ts'

export interface VenueRoomsParts {
  readonly database: Database
  readonly clock: Clock
  readonly market: Market
  /** Of the organizations that are open here. */
  readonly hosts: ReadonlyMap<string, PartitionHost>
  /** Throws where the organization is not open here. */
  readonly host: (organizationId: string) => PartitionHost
}

interface OpenRooms {
  readonly connections: RunningConnections
  readonly reconciliation: RunningReconciliation
}

export interface VenueRooms {
  connections(): Promise<RunningConnections>
  reconciliation(): Promise<RunningReconciliation>
  /** The connections where they are loaded; null: nobody has needed them yet. */
  loaded(): RunningConnections | null
  /** An organization is open here: it trades through its connections from now on. */
  serve(host: PartitionHost): void
  /** Opens what is to be open. */
  start(): Promise<void>
  close(): Promise<void>
}

/** Throws a VenueSettingsFault where the operator's settings of venues cannot be used. */
export function venueRooms(options: RuntimeOptions, parts: VenueRoomsParts): VenueRooms {
  const catalogue = venueCatalogue(options.venueSettings)
  const { database, clock, host, hosts, market } = parts
  const openHere = (organizationId: string) => hosts.get(organizationId) ?? null
  const { logger, secret, previousSecret, connectionTiming } = options
  const timing = { ...CONNECTION_TIMING, ...connectionTiming }
  let rooms: OpenRooms | null = null
  let hooks: ConnectionMarket | null = null
  const open = async (): Promise<OpenRooms> => {
    const [{ createConnections }, { createReconciliation }] = await Promise.all([
      import('./connections/create-connections.ts'),
      import('./reconciliation/create-reconciliation.ts'),
    ])
    const following = new ConnectionMarket({
      market,
      clock,
      log: logger,
      host: openHere,
      hosts: () => hosts.values(),
    })
    hooks = following
    const connections = createConnections({
      claims: {
        organizations: () => hosts.keys(),
        isHeld: async (organizationId) => (await hosts.get(organizationId)?.holdsClaim(database)) ?? false,
      },
      database,
      clock,
      logger,
      catalogue,
      host,
      hooks: following,
      secret: secret ?? randomBytes(32).toString('hex'),
      previousSecret: previousSecret ?? null,
      timing,
      isReconciled: (connectionId) => reconciliation.isReconciled(connectionId),
      isCompared: (connectionId) => reconciliation.isCompared(connectionId),
    })
    const reconciliation = createReconciliation({
      database,
      clock,
      logger,
      host: openHere,
      hosts: () => hosts.values(),
      connections,
      catalogue,
      settleMs: timing.settleMs,
      settleContracts: (connector) => following.settleContracts(connector),
    })
    rooms = { connections, reconciliation }
    await connections.start()
    reconciliation.start()
    return rooms
  }
  let opening: Promise<OpenRooms> | null = null
  const load = () =>
    (opening ??= open().catch((error: unknown) => {
      // The next who needs them tries again.
      opening = null
      throw error
    }))
  return {
    connections: async () => (await load()).connections,
    reconciliation: async () => (await load()).reconciliation,
    loaded: () => rooms?.connections ?? null,
    serve(opened) {
      for (const connector of hooks?.connectorsOf(opened.organizationId) ?? []) opened.connect(connector)
    },
    async start() {
      const [one] = await database.query('SELECT 1 AS one FROM connection WHERE enabled LIMIT 1')
      if (one === undefined) return
      // Who cannot reach a venue trades elsewhere all the same.
      await load().catch((error: unknown) => logger.error({ err: error }, 'Connections could not be opened'))
    },
    async close() {
      const running = await opening?.catch(() => null)
      await running?.reconciliation.close()
      await running?.connections.close()
      hooks?.stop()
    },
  }
}
