/** Seeded trading at all venues at once, with faults at every layer between the orders; what came of anything is asked later. */
import { instrumentPrice, instrumentQuantity } from '@quarterdeck/engine'
import type { Instrument } from '@quarterdeck/sdk'
import { FateUnknown, PartitionUnavailable } from '../../src/faults.ts'
import type { CommandRequest, Committed } from '../../src/runtime.ts'
import { order, ORGANIZATION, quoteNow, until } from '../../src/testing/desk.ts'
import { seededRandom } from '../../src/testing/random-trading.ts'
import type { Seat, World } from './world.ts'

type Happening =
  | 'PLACE'
  | 'REPLACE'
  | 'CANCEL'
  | 'CANCEL_ALL'
  | 'SWITCH'
  | 'SOMEBODY'
  | 'HTTP'
  | 'STREAM'
  | 'NETWORK'
  | 'DATABASE'
  | 'ROTATE'
  | 'CANARY'

/** How often each happens, in a hundred. */
const SHARES: readonly (readonly [Happening, number])[] = [
  ['PLACE', 34],
  ['REPLACE', 8],
  ['CANCEL', 12],
  ['CANCEL_ALL', 2],
  ['SWITCH', 2],
  ['SOMEBODY', 14],
  ['HTTP', 11],
  ['STREAM', 7],
  ['NETWORK', 3],
  ['DATABASE', 2],
  ['ROTATE', 1],
  ['CANARY', 4],
]

const HTTP_FAULTS = [
  { kind: 'SILENT_BEFORE' },
  { kind: 'SILENT_AFTER' },
  { kind: 'RESET_BEFORE' },
  { kind: 'RESET_AFTER' },
  { kind: 'STATUS_BEFORE', status: 502, body: '<html>bad gateway</html>' },
  { kind: 'STATUS_AFTER', status: 502, body: '<html>bad gateway</html>' },
  { kind: 'MALFORMED_AFTER', body: '{"order":17,' },
  { kind: 'TRUNCATED_AFTER' },
  { kind: 'RATE_LIMITED', retryAfterS: 1 },
  { kind: 'MAINTENANCE' },
] as const
const STREAM_FAULTS = ['DROP', 'DUPLICATE', 'HOLD_BACK', 'MALFORMED', 'CLOSE'] as const

export class Trader {
  readonly happened = new Map<string, number>()
  readonly #world: World
  readonly #random: () => number
  readonly #working = new Map<string, Seat>()
  #switchId: string | null = null
  #count = 0

  constructor(world: World, seed: number) {
    this.#world = world
    this.#random = seededRandom(seed)
  }

  /** So many things happen, one soon after the other. */
  async trade(steps: number): Promise<void> {
    for (let step = 0; step < steps; step += 1) {
      const happening = this.#happening()
      this.note(happening)
      await this.#happen(happening)
      const atMs = this.#world.clock.now() / 1_000 + this.#random() * 200
      await until('its turn', () => this.#world.clock.now() / 1_000 >= atMs)
    }
  }

  /** Ends the drill that may be on. */
  async release(): Promise<void> {
    if (this.#switchId === null) return
    const request = { type: 'ReleaseKillSwitch', killSwitchId: this.#switchId, reason: 'drill over' } as const
    await until('the switch is released', async () => {
      const done = await this.#submit(request)
      return done !== null
    })
    this.#switchId = null
  }

  note(what: string): void {
    this.happened.set(what, (this.happened.get(what) ?? 0) + 1)
  }

  #happening(): Happening {
    let dice = this.#random() * 100
    for (const [happening, share] of SHARES) if ((dice -= share) < 0) return happening
    return 'PLACE'
  }

  async #happen(happening: Happening): Promise<void> {
    const seat = this.#pick(this.#world.seats)
    switch (happening) {
      case 'PLACE':
        return this.#place(seat)
      case 'REPLACE':
        return this.#replace()
      case 'CANCEL':
        return this.#cancel()
      case 'CANCEL_ALL':
        await this.#submit({ type: 'CancelAllOrders', accountId: seat.accountId, instrumentId: null })
        return
      case 'SWITCH':
        return this.#switch(seat)
      case 'SOMEBODY':
        return this.#somebody(seat)
      case 'HTTP':
        return this.#breakHttp(seat)
      case 'STREAM':
        return this.#breakStream(seat)
      case 'NETWORK':
        return seat.proxy.cut()
      case 'DATABASE':
        return this.#breakDatabase()
      case 'ROTATE':
        return this.#rotate(seat)
      case 'CANARY':
        return this.#place(seat, this.#pick([this.#world.paperId, this.#world.shadowId]))
    }
  }

  async #place(seat: Seat, accountId = seat.accountId): Promise<void> {
    const { venue, instrumentId } = seat
    const instrument = this.#instrument(instrumentId)
    if (instrument === null) return
    const taking = this.#random() < 0.5
    const selling = taking && this.#random() < 0.3
    const price = selling ? venue.resting : taking ? venue.taking : venue.resting
    const quantity = this.#lots(instrument, venue.quantity)
    this.#count += 1
    const made = await this.#submit(
      order(accountId, `days-${this.#count}`, {
        instrumentId,
        // What is sold was bought: half of an order.
        side: selling ? 'SELL' : 'BUY',
        quantityLots: selling ? quantity / 2 : quantity,
        limitTicks: this.#ticks(instrument, price),
        timeInForce: this.#pick(['GTC', 'GTC', 'GTC', 'DAY', 'IOC']),
      }),
    )
    for (const { id } of made?.orders ?? []) if (accountId === seat.accountId) this.#working.set(id, seat)
  }

  async #replace(): Promise<void> {
    const [orderId, seat] = this.#pick([...this.#working]) ?? []
    const instrument = seat === undefined ? null : this.#instrument(seat.instrumentId)
    if (orderId === undefined || seat === undefined || instrument === null) return
    this.#count += 1
    await this.#submit({
      type: 'ReplaceOrder',
      orderId,
      idempotencyKey: `r${this.#count}`,
      quantityLots: this.#lots(instrument, seat.venue.quantity) * (1 + Math.floor(this.#random() * 2)),
      limitTicks: this.#ticks(instrument, this.#random() < 0.3 ? seat.venue.taking : seat.venue.resting),
      stopTicks: null,
    })
  }

  async #cancel(): Promise<void> {
    const [orderId] = this.#pick([...this.#working]) ?? []
    if (orderId === undefined) return
    this.#working.delete(orderId)
    await this.#submit({ type: 'CancelOrder', orderId })
  }

  async #switch({ accountId }: Seat): Promise<void> {
    if (this.#switchId !== null) return this.release()
    const made = await this.#submit({
      type: 'EngageKillSwitch',
      scope: 'ACCOUNT',
      targetId: accountId,
      reason: 'drill',
      cancelOpenOrders: true,
      allowReduceOnly: false,
    })
    if (made?.outcome.kind === 'ACCEPTED') this.#switchId = made.outcome.subjectId
  }

  /** Somebody sells into our orders, and somebody else fills the book up again. */
  #somebody({ venue }: Seat): void {
    const { exchange } = venue.simulator
    const at = this.#random() < 0.5 ? venue.resting : venue.taking
    exchange.market(venue.venueSymbol, 'SELL', venue.quantity, at)
  }

  #breakHttp({ venue }: Seat): void {
    const { routes, simulator } = venue
    const route = this.#pick([routes.place, routes.place, routes.cancel, routes.balances])
    const fault = this.#pick(HTTP_FAULTS)
    simulator.faults.onHttp(route, fault)
    this.note(fault.kind)
  }

  #breakStream({ venue }: Seat): void {
    const { faults } = venue.simulator
    const dice = this.#random()
    if (dice < 0.1) faults.silent = !faults.silent
    else if (dice < 0.2) faults.heartbeatsOnly = !faults.heartbeatsOnly
    else if (dice < 0.3) venue.simulator.cutStreams()
    else faults.onStream(venue.routes.orders, { kind: this.#pick(STREAM_FAULTS) })
  }

  #breakDatabase(): void {
    this.#world.faults.arm({
      call: 1 + Math.floor(this.#random() * 6),
      moment: this.#random() < 0.5 ? 'BEFORE' : 'AFTER',
      matches: (text, values) => values[0] === ORGANIZATION && !text.startsWith('/*'),
    })
  }

  /** Begun, and left to itself: it takes as long as its streams take to come up. */
  #rotate(seat: Seat): void {
    const { credential, otherCredential } = seat.venue
    const next = this.#random() < 0.5 ? credential : otherCredential
    if (next === null) return
    this.#world.rotate(seat, next).catch(() => this.note('ROTATE_REFUSED'))
  }

  /** Null: a fault of ours; whether it was done is open. */
  async #submit(request: CommandRequest): Promise<Committed | null> {
    const { desk, clock } = this.#world
    quoteNow(desk.feed, clock)
    try {
      return await desk.submit(request)
    } catch (error) {
      if (!(error instanceof FateUnknown) && !(error instanceof PartitionUnavailable)) throw error
      this.note('UNAVAILABLE')
      return null
    }
  }

  #instrument(id: string): Instrument | null {
    return (
      this.#world.desk.runtime.instruments().find(({ instrument }) => instrument.id === id)?.instrument ??
      null
    )
  }

  #lots(instrument: Instrument, quantity: string): number {
    const counted = instrumentQuantity(instrument, quantity, 'quantity')
    if (!('lots' in counted)) throw new Error(counted.message)
    return counted.lots
  }

  #ticks(instrument: Instrument, price: string): number {
    const counted = instrumentPrice(instrument, price, 'price')
    if (!('ticks' in counted)) throw new Error(counted.message)
    return counted.ticks
  }

  #pick<One>(from: readonly One[]): One {
    return from[Math.floor(this.#random() * from.length)]!
  }
}
