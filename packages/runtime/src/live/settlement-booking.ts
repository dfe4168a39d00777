/**
 * Has what venues paid for event contracts booked by every organization that lists them, once each. One that cannot book it now is
 * told again with the next look; told twice, after a start, it books once.
 */
import { type Actor, type InstrumentState, instrumentPrice, type Micros } from '@quarterdeck/engine'
import type { Decimal } from '@quarterdeck/sdk'
import type { Logger } from '../logger.ts'
import type { PartitionHost } from '../partition/host.ts'

export type SettlingHost = Pick<PartitionHost, 'organizationId' | 'partition' | 'submit'>

export interface PaidContract {
  readonly instrumentId: string
  /** What one unit pays. */
  readonly payout: Decimal
  /** The venue's word for the result. */
  readonly result: string
  readonly settledAt: Micros
}

export interface SettlementBookingOptions {
  readonly log: Logger
  /** Of the organizations that are open here now. */
  readonly hosts: () => Iterable<SettlingHost>
}

const SETTLEMENT: Actor = { kind: 'SYSTEM', id: 'settlement', name: 'Settlement', userId: null }

export class SettlementBooking {
  readonly #options: SettlementBookingOptions
  readonly #paid = new Map<string, PaidContract>()
  /** What was told, by organization and instrument; resolves when it is answered. */
  readonly #told = new Map<string, Promise<void>>()

  constructor(options: SettlementBookingOptions) {
    this.#options = options
  }

  /** Keeps what was paid, for `book`. */
  note(paid: PaidContract): void {
    this.#paid.set(paid.instrumentId, paid)
  }

  /** Whether somebody's books hold something of it now. */
  isHeld(instrumentId: string): boolean {
    return [...this.#options.hosts()].some((host) => {
      const index = listedBy(host, instrumentId)?.index
      return host.partition?.book.positions.some(
        (position) => position.instrumentIndex === index && position.lots !== 0,
      )
    })
  }

  /**
   * Tells whoever has not been told; resolves when all have answered, or failed to. With an organization it waits for that one alone:
   * nobody's books wait for another's.
   */
  async book(organizationId: string | null = null): Promise<void> {
    const awaited: Promise<void>[] = []
    for (const host of this.#options.hosts())
      for (const paid of this.#paid.values()) {
        const telling = this.#tell(host, paid)
        if (organizationId === null || host.organizationId === organizationId) awaited.push(telling)
      }
    await Promise.all(awaited)
  }

  #tell(host: SettlingHost, paid: PaidContract): Promise<void> {
    const instrument = listedBy(host, paid.instrumentId)
    if (instrument === null) return Promise.resolve()
    const key = `${host.organizationId} ${paid.instrumentId}`
    const telling =
      this.#told.get(key) ??
      this.#submit(host, instrument, paid).catch((error: unknown) => {
        this.#told.delete(key)
        const { organizationId } = host
        this.#options.log.warn({ organizationId, ...paid, err: error }, 'A settlement is not booked yet')
      })
    this.#told.set(key, telling)
    return telling
  }

  async #submit(host: SettlingHost, instrument: InstrumentState, paid: PaidContract): Promise<void> {
    const { organizationId } = host
    const { instrumentId, payout, result, settledAt } = paid
    const price = instrumentPrice(instrument, payout, 'payout')
    const outcome =
      'kind' in price
        ? price
        : (
            await host.submit(SETTLEMENT, {
              type: 'SettleInstrument',
              instrumentId,
              payoutTicks: price.ticks,
              venueReference: `result ${result}`.slice(0, RESULT_LENGTH_MAX),
              settledAt,
            })
          ).outcome
    if (outcome.kind === 'REFUSED')
      this.#options.log.error({ organizationId, ...paid, refusal: outcome }, 'A settlement cannot be booked')
  }
}

/** What the books keep of a venue's word. */
const RESULT_LENGTH_MAX = 200

function listedBy({ partition }: SettlingHost, instrumentId: string): InstrumentState | null {
  const index = partition?.book.instrumentIndexById.get(instrumentId)
  return index === undefined ? null : (partition?.book.instruments[index] ?? null)
}
