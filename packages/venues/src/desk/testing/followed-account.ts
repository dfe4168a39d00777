/** Accounts that are followed at the venues' stand-ins: an order that rests above everybody else, and what was reported of it. */

import type { VenueReport } from '@quarterdeck/engine'
import { IncrementCounter } from '../../book/decimal-count.ts'
import { eventually } from '../../conformance/ask.ts'
import { openCoinbaseRig } from '../../simulators/coinbase/testing/rig.ts'
import type { StreamFault } from '../../simulators/core/faults.ts'
import type { SimulatedRig } from '../../simulators/core/testing/rig.ts'
import { openAlpacaRig } from '../../simulators/alpaca/testing/rig.ts'
import { UPDATES } from '../../simulators/alpaca/order-stream.ts'
import { openIbkrRig } from '../../simulators/ibkr/testing/rig.ts'
import { openKalshiRig } from '../../simulators/kalshi/testing/rig.ts'
import { MACHINE_TIME } from '../../transport/timekeeper.ts'
import { AccountFollower } from '../account-follower.ts'
import type { DeskIncrements } from '../desk-order.ts'
import { OrderDesk } from '../order-desk.ts'

export interface FollowedVenue {
  readonly name: string
  readonly open: () => Promise<SimulatedRig>
  /** How often it is looked whether something was missed; long where the stream itself has to find it. */
  readonly auditEveryMs: number
  readonly increments: DeskIncrements
  /** Of the order, and a part of it and the rest, in which it is filled. */
  readonly quantity: string
  readonly parts: readonly [string, string]
  /** Above every other buyer, below every seller. */
  readonly bid: string
  /** Channels whose frames tell of orders and fills, and what may happen to one. */
  readonly channels: readonly string[]
  readonly kinds: readonly StreamFault['kind'][]
  /** The channel that tells fills in full; null: they are read. */
  readonly fillChannel: string | null
  /** Whether it finds out by itself within seconds that a new stream tells nothing; else within half a minute. */
  readonly findsSilenceSoon: boolean
}

const TELLING: readonly StreamFault['kind'][] = ['DROP', 'DUPLICATE', 'HOLD_BACK', 'MALFORMED', 'CLOSE']

export const FOLLOWED_VENUES: readonly FollowedVenue[] = [
  {
    name: 'Coinbase',
    open: () => openCoinbaseRig({ settings: { timeoutMs: 5_000, heartbeatMissedMs: 1_500 } }),
    auditEveryMs: 500,
    increments: { price: new IncrementCounter('0.01'), quantity: new IncrementCounter('0.00000001') },
    quantity: '0.02',
    parts: ['0.005', '0.015'],
    bid: '60000',
    channels: ['user'],
    kinds: ['DROP_SILENTLY', ...TELLING],
    fillChannel: null,
    findsSilenceSoon: true,
  },
  {
    name: 'Kalshi',
    open: () =>
      openKalshiRig({
        settings: { timeoutMs: 5_000, quietAfterMs: 300, syncTimeoutMs: 1_000, silentAfterMs: 30_000 },
      }),
    // Its frames are not numbered: what is found is found by the stream.
    auditEveryMs: 600_000,
    increments: { price: new IncrementCounter('0.01'), quantity: new IncrementCounter('0.01') },
    quantity: '4',
    parts: ['1', '3'],
    bid: '0.5',
    channels: ['fill', 'user_orders'],
    kinds: TELLING,
    fillChannel: 'fill',
    findsSilenceSoon: true,
  },
  {
    name: 'Alpaca',
    open: () => openAlpacaRig({ settings: { timeoutMs: 5_000, ordersQuietAfterMs: 300 }, unlimited: true }),
    auditEveryMs: 600_000,
    increments: { price: new IncrementCounter('0.01'), quantity: new IncrementCounter('0.000000001') },
    quantity: '0.02',
    parts: ['0.005', '0.015'],
    bid: '60000',
    channels: [UPDATES],
    kinds: TELLING,
    fillChannel: null,
    findsSilenceSoon: true,
  },
  {
    name: 'Interactive Brokers',
    open: () => openIbkrRig({ settings: { timeoutMs: 5_000, quietAfterMs: 300 }, unlimited: true }),
    auditEveryMs: 600_000,
    increments: { price: new IncrementCounter('0.01'), quantity: new IncrementCounter('1') },
    quantity: '4',
    parts: ['1', '3'],
    bid: '190.05',
    channels: ['sor', 'str'],
    kinds: TELLING,
    fillChannel: 'str',
    findsSilenceSoon: false,
  },
]

/** One account, followed until it is closed. */
export class FollowedAccount {
  readonly rig: SimulatedRig
  readonly desk: OrderDesk
  readonly follower: AccountFollower
  readonly reports: VenueReport[] = []
  readonly readiness: boolean[] = []
  private readonly venue: FollowedVenue

  private constructor(venue: FollowedVenue, rig: SimulatedRig, cursor: string | null) {
    const { reads } = rig
    this.venue = venue
    this.rig = rig
    this.desk = new OrderDesk({
      venueId: reads.venueId,
      absenceProvenAfterMs: reads.capabilities.idempotency.absenceProvenAfterMs,
      report: (report) => void this.reports.push(report),
      alert: () => undefined,
    })
    this.follower = new AccountFollower({
      reads,
      desk: this.desk,
      time: MACHINE_TIME,
      cursor,
      auditEveryMs: venue.auditEveryMs,
      retryMs: 50,
      onReady: (ready) => void this.readiness.push(ready),
      onCursor: () => undefined,
    })
  }

  /** Resolves once it is in step. */
  static async open(venue: FollowedVenue, cursor: string | null = null): Promise<FollowedAccount> {
    const account = new FollowedAccount(venue, await venue.open(), cursor)
    await eventually('the account is in step', () => (account.follower.isReady() ? true : null))
    return account
  }

  /** Places a resting buy above everybody else, and reports it to the desk. */
  async rest(clientOrderId: string): Promise<void> {
    const { increments, quantity, bid } = this.venue
    const { venueSymbol } = this.rig.market
    this.desk.follow({
      orderId: clientOrderId,
      clientOrderId,
      venueSymbol,
      lots: this.lots(quantity),
      increments,
      sentAtMs: Date.now(),
      venueOrderId: null,
      bookedExecIds: [],
      bookedLots: 0,
    })
    const outcome = await this.rig.writes.place({
      clientOrderId,
      venueSymbol,
      side: 'BUY',
      orderType: 'LIMIT',
      timeInForce: 'GTC',
      quantity,
      limitPrice: bid,
      stopPrice: null,
      expiresAt: null,
      postOnly: false,
      reduceOnly: false,
    })
    this.desk.onPlace(clientOrderId, outcome, Date.now())
  }

  /** Somebody sells so much to it. */
  sell(quantity: string): void {
    this.rig.stage.somebody('SELL', quantity, this.venue.bid)
  }

  lots(quantity: string): number {
    return this.venue.increments.quantity.count(quantity)
  }

  /** Lots that were reported as filled. */
  filled(): number {
    return this.reports.reduce((sum, report) => sum + (report.kind === 'FILL' ? report.lots : 0), 0)
  }

  async close(): Promise<void> {
    await this.follower.close()
    await this.rig.close()
  }
}
