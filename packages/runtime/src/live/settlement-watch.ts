/**
 * Asks venues for the results of event contracts that do not trade any more, until they are paid out: from then on one unit is worth
 * its payout, is shown at that price, and is settled in the books of whoever lists it.
 */
import type { Instrument } from '@quarterdeck/sdk'
import type { SettlementRecord } from '@quarterdeck/venues'
import type { Clock, Timer } from '../clock/clock.ts'
import type { Connector } from '../connections/connector.ts'
import type { FeedQuote } from '../feed/feed.ts'
import type { MarketBoard } from '../feed/market-board.ts'
import { priceGrid } from '../feed/price-grid.ts'
import { expiryOf } from '../feed/session-watch.ts'
import { SETTLEMENT_LOOK_MS } from '../limits.ts'
import type { Logger } from '../logger.ts'
import type { SettlementBooking } from './settlement-booking.ts'

export interface SettlementWatchOptions {
  readonly clock: Clock
  readonly log: Logger
  readonly board: Pick<MarketBoard, 'status'>
  /** Shows the price that a settled contract has for good. */
  readonly onSettled: (quote: FeedQuote) => void
  readonly booking: SettlementBooking
}

export class SettlementWatch {
  readonly #options: SettlementWatchOptions
  readonly #followed = new Map<Connector, readonly Instrument[]>()
  /** Contracts that are followed and of which nothing more is asked. */
  readonly #settled = new Set<string>()
  #timer: Timer | null = null

  constructor(options: SettlementWatchOptions) {
    this.#options = options
  }

  /** All that a connection follows from now on; nothing: it is gone. */
  follow(connector: Connector, instruments: readonly Instrument[]): void {
    const contracts = instruments.filter(({ assetClass }) => assetClass === 'EVENT_CONTRACT')
    const before = this.#followed.get(connector) ?? []
    if (contracts.length > 0) this.#followed.set(connector, contracts)
    else this.#followed.delete(connector)
    this.#forgetUnfollowed(before)
    this.#lookLater()
  }

  /** Looks at once at what is held through a connection, also where nothing says yet that it trades no more. */
  async look(connector: Connector): Promise<void> {
    const { booking } = this.#options
    const contracts = this.#followed.get(connector) ?? []
    await this.#ask(
      connector,
      contracts.filter(({ id }) => !this.#settled.has(id) && booking.isHeld(id)),
    )
    await booking.book(connector.organizationId)
  }

  stop(): void {
    this.#timer?.cancel()
    this.#timer = null
    this.#followed.clear()
  }

  #forgetUnfollowed(before: readonly Instrument[]): void {
    const followed = new Set([...this.#followed.values()].flat().map(({ id }) => id))
    for (const { id } of before) {
      if (followed.has(id)) continue
      this.#settled.delete(id)
      this.#options.booking.forget(id)
    }
  }

  #lookLater(): void {
    this.#timer?.cancel()
    this.#timer =
      this.#followed.size === 0
        ? null
        : this.#options.clock.after(SETTLEMENT_LOOK_MS, () => {
            void this.#lookAtAll().finally(() => this.#lookLater())
          })
  }

  async #lookAtAll(): Promise<void> {
    const { booking } = this.#options
    const asked = [...this.#followed].map(([connector, contracts]) =>
      this.#ask(
        connector,
        contracts.filter((contract) => this.#mayBeSettled(contract)),
      ),
    )
    await Promise.all(asked)
    await booking.book()
  }

  async #ask({ reads }: Connector, due: readonly Instrument[]): Promise<void> {
    if (due.length === 0) return
    const answer = await reads.settlements?.(due.map(({ venueSymbol }) => venueSymbol))
    // What could not be read is asked for again.
    if (answer?.ok !== true) return
    for (const record of answer.value) {
      const contract = due.find(({ venueSymbol }) => venueSymbol === record.venueSymbol)
      if (contract !== undefined) this.#settle(contract, record)
    }
  }

  #mayBeSettled(contract: Instrument): boolean {
    if (this.#settled.has(contract.id)) return false
    const { clock, board } = this.#options
    return clock.now() >= expiryOf(contract) || board.status(contract.id)?.status === 'CLOSED'
  }

  #settle(contract: Instrument, { payout, result, settledAt }: SettlementRecord): void {
    if (this.#settled.has(contract.id)) return
    const { clock, log, onSettled, booking } = this.#options
    const { id: instrumentId } = contract
    const receivedAt = clock.now()
    const paidAt = settledAt ?? receivedAt
    booking.note({ instrumentId, payout, result, settledAt: paidAt })
    const read = priceGrid(contract).readPrice(payout)
    // Nothing to be shown, and asked again: whoever holds it is told by the booking, and the venue may put it right.
    if (!read.ok || read.down !== read.up) return
    this.#settled.add(instrumentId)
    const ticks = read.down
    log.info({ instrumentId, payout, result }, 'An event contract was settled')
    onSettled({
      instrumentId,
      bidTicks: ticks,
      askTicks: ticks,
      // Nothing is offered at it.
      bidLots: 0,
      askLots: 0,
      lastTicks: ticks,
      receivedAt,
      venueAt: paidAt,
    })
  }
}
