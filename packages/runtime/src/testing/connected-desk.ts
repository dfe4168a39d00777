/** An organization whose connections reach a stand-in of a venue: its host, its market and its connections, without a server. */
import { type Actor, NO_LIMITS } from '@quarterdeck/engine'
import { DISPLAYED_ONLY } from '@quarterdeck/venues'
import { createInProcessBus } from '../bus/in-process-bus.ts'
import { systemClock } from '../clock/clock.ts'
import type { ConnectionPurpose } from '../connections/connections.ts'
import { createConnections, type RunningConnections } from '../connections/create-connections.ts'
import { venueCatalogue } from '../connections/venue-catalogue.ts'
import type { Database } from '../database/database.ts'
import { openDatabase } from '../database/open.ts'
import { createMarket, type Market } from '../feed/market.ts'
import { ConnectionMarket } from '../live/connection-market.ts'
import { deployMigrations } from '../migration/deploy.ts'
import { MIGRATIONS_DIRECTORY } from '../migration/files.ts'
import { createPartition } from '../partition/create.ts'
import { PartitionHost } from '../partition/host.ts'
import type { CommandRequest, Committed } from '../runtime.ts'
import { ORGANIZATION, type Place, silent, TRADER, until } from './desk.ts'
import { BTC } from './instruments.ts'
import { scriptedFeed } from './scripted-feed.ts'

export const COINBASE_BTC = 'COINBASE:BTC-USD'

export interface ConnectedDesk {
  readonly database: Database
  readonly host: PartitionHost
  readonly market: Market
  readonly connections: RunningConnections
  submit(request: CommandRequest, actor?: Actor): Promise<Committed>
  /** Adds a connection that follows BTC-USD; its id. */
  connect(purpose: ConnectionPurpose, credential: Readonly<Record<string, string>> | null): Promise<string>
  /** Ends at once, as it ends with its process: what is under way is left to itself. */
  close(): Promise<void>
}

export interface ConnectedDeskOptions {
  readonly place: Place
  /** What the operator sets of venues. */
  readonly settings: Readonly<Record<string, unknown>>
  /** Stands between the shell and its database. */
  readonly wrapDatabase?: (database: Database) => Database
}

export async function openConnectedDesk({
  place,
  settings,
  wrapDatabase = (database) => database,
}: ConnectedDeskOptions): Promise<ConnectedDesk> {
  const [clock, log] = [systemClock, silent]
  const opened = await openDatabase({ ...place, onIdleError: () => undefined })
  await deployMigrations(opened, MIGRATIONS_DIRECTORY)
  const database = wrapDatabase(opened)
  await createPartition(database, ORGANIZATION, { baseCurrency: 'USD', at: clock.now() })
  const follower = {
    onQuote: (quote: Parameters<PartitionHost['onQuote']>[0]) => host.onQuote(quote),
    onStatus: (status: Parameters<PartitionHost['onStatus']>[0]) => host.onStatus(status),
  }
  const market = createMarket({ feed: scriptedFeed([BTC]), clock, log, follower })
  const host = new PartitionHost(ORGANIZATION, {
    database,
    clock,
    log,
    bus: createInProcessBus(() => undefined),
    board: market.board,
    context: { embedded: database.embedded },
    seed: 1,
    simulation: DISPLAYED_ONLY,
  })
  market.start()
  await host.open()
  const hooks = new ConnectionMarket({ market, clock, log, host: () => host, hosts: () => [host] })
  const connections = createConnections({
    claims: { organizations: () => [ORGANIZATION], isHeld: () => host.holdsClaim(database) },
    database,
    clock,
    logger: log,
    hooks,
    catalogue: venueCatalogue(settings),
    host: () => host,
    secret: 'a secret for tests, long enough to seal with',
    previousSecret: null,
    isReconciled: () => true,
    isCompared: () => true,
  })
  await connections.start()
  const asking = { organizationId: ORGANIZATION, actor: TRADER }
  return {
    database,
    host,
    market,
    connections,
    submit: (request, actor = TRADER) => host.submit(actor, request),
    async connect(purpose, credential) {
      const symbols = ['BTC-USD']
      const name = `Coinbase to ${purpose}`
      const id = await connections.add(asking, { venueId: 'COINBASE', name, purpose, credential, symbols })
      await until('the connection is ready', () => connections.standing(ORGANIZATION, id)?.state === 'READY')
      await until('its market shows', () => market.board.newest(COINBASE_BTC)?.bidTicks != null)
      return id
    },
    async close() {
      await host.close()
      await connections.close()
      hooks.stop()
      market.stop()
      await database.close()
    },
  }
}

/** A LIVE account of the connection that the trader may trade to the full, with a policy over it and what the venue holds. */
export async function openLiveAccount(
  desk: Pick<ConnectedDesk, 'submit'>,
  connectionId: string,
  amount = '1000000',
): Promise<string> {
  const limits = { ...NO_LIMITS, maxOrderNotional: '10000000', maxGrossExposure: '100000000' }
  await asked(desk, {
    type: 'PutRiskPolicy',
    scope: 'ORGANIZATION',
    targetId: null,
    expectedVersion: null,
    limits,
  })
  return bindLiveAccount(desk, connectionId, { name: 'Live', amount })
}

/** As `openLiveAccount`, where a policy is over it already. */
export async function bindLiveAccount(
  desk: Pick<ConnectedDesk, 'submit'>,
  connectionId: string,
  { name, amount }: { readonly name: string; readonly amount: string },
): Promise<string> {
  const accountId = await asked(desk, {
    type: 'OpenAccount',
    name,
    mode: 'LIVE',
    currency: 'USD',
    connectionId,
  })
  await asked(desk, {
    type: 'AdjustAccount',
    accountId,
    kind: 'OPENING',
    currency: 'USD',
    amount,
    reason: 'what the venue holds',
    breakId: null,
    idempotencyKey: 'opening',
  })
  const terms = { accountId, connectionId, userIds: ['user-1'], reason: 'it has earned it' }
  await asked(desk, { type: 'EnableLive', ...terms, stagePercent: 5 })
  for (const stagePercent of [25, 100] as const)
    await asked(desk, { type: 'SetCapitalStage', accountId, stagePercent, reason: 'it goes well' })
  return accountId
}

/** What a request has made; its refusal is thrown. */
async function asked({ submit }: Pick<ConnectedDesk, 'submit'>, request: CommandRequest): Promise<string> {
  const { outcome } = await submit(request)
  if (outcome.kind === 'REFUSED') throw new Error(JSON.stringify(outcome))
  return outcome.subjectId ?? ''
}

/** Whether nothing that a connection stands for keeps its orders back. */
export function isOpen({ host }: ConnectedDesk, connectionId: string): boolean {
  return Object.values(host.liveGate(connectionId)).every(Boolean)
}
