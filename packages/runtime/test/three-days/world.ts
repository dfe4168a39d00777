/**
 * Four venues behind networks that fail, and the runtime that trades at them: opened, closed, and ended in the middle of
 * everything, on one database throughout.
 */
import { TcpProxy } from '@quarterdeck/testkit'
import { bindLiveAccount, openLiveAccount } from '../../src/testing/connected-desk.ts'
import {
  type Desk,
  newPlace,
  openDesk,
  ORGANIZATION,
  type Place,
  TRADER,
  until,
} from '../../src/testing/desk.ts'
import { type FaultPlan, faultPlan } from '../../src/testing/faulty-database.ts'
import { STAND_INS, type StandIn } from '../../src/testing/stand-ins.ts'
import type { CommandRequest } from '../../src/runtime.ts'
import type { Database } from '../../src/database/database.ts'
import { DaysClock } from './days-clock.ts'

/** A venue of this world, and the network before it. */
interface Standing {
  readonly venue: StandIn
  readonly proxy: TcpProxy
  readonly settings: Readonly<Record<string, unknown>>
}

/** With who trades there. */
export interface Seat extends Standing {
  readonly connectionId: string
  readonly accountId: string
  readonly instrumentId: string
}

const ASKING = { organizationId: ORGANIZATION, actor: TRADER }
/** Marks statements of the test itself, which never fail. */
const LOOK = '/* look */'
const LONG_MS = 600_000
/** Time passes fast, and what a stand-in sends of itself does not: who hears nothing for so long has lost the stream. */
const PATIENCE: Readonly<Record<string, Readonly<Record<string, number>>>> = {
  COINBASE: { heartbeatMissedMs: LONG_MS, staleAfterMs: 2 * LONG_MS },
  KALSHI: { silentAfterMs: LONG_MS, staleAfterMs: 2 * LONG_MS },
  ALPACA: {
    pingEveryMs: LONG_MS / 4,
    deadAfterMs: LONG_MS,

    staleAfterMs: 2 * LONG_MS,
  },
  IBKR: { heartbeatMissedMs: LONG_MS, ticMs: LONG_MS / 4, staleAfterMs: 2 * LONG_MS },
}
/** What networks do to each connection beside being cut: after so many bytes. */
const NETWORKS = {
  COINBASE: { fault: 'CUT', direction: 'DOWN', atByte: 150_000 },
  KALSHI: { fault: 'CUT', direction: 'UP', atByte: 20_011 },
  ALPACA: { fault: 'HALF_OPEN', direction: 'DOWN', atByte: 90_001 },
  IBKR: { fault: 'BLACKHOLE', direction: 'UP', atByte: 60_007 },
} as const

export class World {
  readonly clock: DaysClock
  readonly faults: FaultPlan = faultPlan()
  readonly seats: Seat[] = []
  paperId = ''
  shadowId = ''
  restarts = 0
  readonly #venues: readonly Standing[]
  readonly #place: Place
  #desk: Desk | null = null
  /** Set for a runtime whose process is gone: nothing of it reaches the database any more. */
  #life = { isOver: false }

  private constructor(place: Place, venues: readonly Standing[], startMs: number) {
    this.#place = place
    this.#venues = venues
    this.clock = new DaysClock(startMs, (aheadMs) => {
      for (const { venue } of venues) venue.simulator.faults.clockSkewMs = Math.round(aheadMs)
    })
  }

  static async open(startMs: number): Promise<World> {
    const venues = await Promise.all(
      Object.entries(STAND_INS).map(async ([venueId, start]) => {
        const venue = await start()
        const proxy = new TcpProxy(venue.port, NETWORKS[venueId as keyof typeof NETWORKS])
        const through = JSON.stringify(venue.settings).replaceAll(
          `:${venue.port}`,
          `:${await proxy.listen()}`,
        )
        const settings = { ...(JSON.parse(through) as object), timeoutMs: 10_000, ...PATIENCE[venueId] }
        return { venue, proxy, settings }
      }),
    )
    const world = new World(await newPlace('PostgreSQL'), venues, startMs)
    world.wake(startMs)
    await world.start()
    await world.#takeSeats()
    return world
  }

  /** Over to a moment of a new stretch: venues speak again, sessions that nobody kept are over, and a person logs in. */
  wake(atMs: number): void {
    this.#speak()
    this.clock.jumpTo(atMs)
    for (const { venue } of this.#venues) venue.logIn()
  }

  /** Whether the connections of all seats may trade. */
  async isOpen(): Promise<boolean> {
    const connections = await this.desk.runtime.connections()
    return this.seats.every(({ connectionId }) => {
      const standing = connections.standing(ORGANIZATION, connectionId)
      return standing?.state === 'READY' && standing.reconciled === true
    })
  }

  get desk(): Desk {
    if (this.#desk === null) throw new Error('Invariant: nobody trades while the runtime is closed')
    return this.#desk
  }

  async start(): Promise<void> {
    const life = { isOver: false }
    this.#life = life
    const mortal = (database: Database): Database => ({
      ...database,
      query: (text, values, options) =>
        life.isOver && !text.startsWith(LOOK)
          ? Promise.reject(new Error('injected: the process is gone'))
          : database.query(text, values, options),
    })
    this.#desk = await openDesk({
      place: this.#place,
      clock: this.clock,
      secret: 'a secret for tests, long enough to seal with',
      venueSettings: Object.fromEntries(this.#venues.map(({ venue, settings }) => [venue.venueId, settings])),
      wrapDatabase: (database) => mortal(this.faults.wrap(database)),
    })
  }

  /** Closed and opened again; `isDead`: what was under way never comes to the database. */
  async restart(isDead: boolean): Promise<void> {
    this.#life.isOver = isDead
    await this.desk.runtime.close()
    this.#desk = null
    this.restarts += 1
    await this.start()
  }

  async rotate({ connectionId }: Seat, credential: Readonly<Record<string, string>>): Promise<void> {
    const connections = await this.desk.runtime.connections()
    await connections.rotate(ASKING, connectionId, credential)
  }

  rows<Row extends object>(text: string, values: readonly string[] = []): Promise<readonly Row[]> {
    return this.desk.runtime.database.query<Row>(`${LOOK} ${text}`, values)
  }

  /** All faults of networks and venues are over; what they broke is for the platform to mend. */
  calm(): void {
    // What is swallowed stays so until somebody notices.
    for (const { proxy } of this.#venues) proxy.calm()
    this.#speak()
  }

  async close(): Promise<void> {
    await this.#desk?.runtime.close()
    this.clock.stop()
    for (const { proxy, venue } of this.#venues) {
      await proxy.close()
      await venue.close()
    }
  }

  #speak(): void {
    for (const { venue } of this.#venues) {
      venue.simulator.faults.silent = false
      venue.simulator.faults.heartbeatsOnly = false
    }
  }

  async #takeSeats(): Promise<void> {
    const connections = await this.desk.runtime.connections()
    for (const { venue, proxy, settings } of this.#venues) {
      const { venueId, credential, venueSymbol, cash } = venue
      const terms = { venueId, name: venueId, credential, symbols: [venueSymbol], purpose: 'TRADE' as const }
      const connectionId = await connections.add(ASKING, terms)
      const isFirst = this.seats.length === 0
      const accountId = isFirst
        ? await openLiveAccount(this.desk, connectionId, cash)
        : await bindLiveAccount(this.desk, connectionId, { name: `Live at ${venueId}`, amount: cash })
      const listed = () =>
        this.desk.runtime.instruments().find(({ instrument }) => instrument.venueId === venueId)?.instrument
      await until(`${venueId} lists`, () => this.desk.runtime.quote(listed()?.id ?? '')?.ask != null)
      this.seats.push({ venue, proxy, settings, connectionId, accountId, instrumentId: listed()!.id })
    }
    this.paperId = this.desk.accountId
    this.shadowId = await this.#openShadow()
  }

  async #openShadow(): Promise<string> {
    const terms = { name: 'Shadow', mode: 'SHADOW', currency: 'USD', connectionId: null } as const
    const { outcome } = await this.desk.submit({ type: 'OpenAccount', ...terms })
    if (outcome.kind === 'REFUSED' || outcome.subjectId === null) throw new Error(JSON.stringify(outcome))
    const accountId = outcome.subjectId
    const deposit: CommandRequest = {
      type: 'Deposit',
      accountId,
      amount: '1000000',
      currency: 'USD',
      idempotencyKey: 'shadow',
    }
    await this.desk.submit(deposit)
    return accountId
  }
}
