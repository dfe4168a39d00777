/**
 * Has what venues paid for event contracts booked by every organization that lists them, once each. One that cannot book it now is
 * told again with the next look; one whose books refuse it has a person told, and is asked again ever more rarely. Told twice, after
 * a start, it books once.
 */
import { type Actor, type InstrumentState, instrumentPrice, type Micros } from '@quarterdeck/engine'
import type { Decimal } from '@quarterdeck/sdk'
import type { Clock } from '../clock/clock.ts'
import { SETTLEMENT_LOOK_MS, SETTLEMENT_RETRY_MS_MAX } from '../limits.ts'
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
  readonly clock: Pick<Clock, 'now'>
  readonly log: Logger
  /** Of the organizations that are open here now. */
  readonly hosts: () => Iterable<SettlingHost>
}

/** What an organization was told of one payout. */
interface Telling {
  /** Resolves when it has answered. */
  answered: Promise<void>
  /** When it is told again; infinity: it has booked it, or is about to answer. */
  againAt: Micros
  /** Refusals in a row. */
  refusals: number
}

interface Payout {
  readonly paid: PaidContract
  /** By organization. */
  readonly tellings: Map<string, Telling>
}

const SETTLEMENT: Actor = { kind: 'SYSTEM', id: 'settlement', name: 'Settlement', userId: null }

export class SettlementBooking {
  readonly #options: SettlementBookingOptions
  /** By instrument, as long as it is followed. */
  readonly #payouts = new Map<string, Payout>()

  constructor(options: SettlementBookingOptions) {
    this.#options = options
  }

  /** Keeps what was paid, for `book`; where the venue says otherwise than before, everybody is told again. */
  note(paid: PaidContract): void {
    if (this.#payouts.get(paid.instrumentId)?.paid.payout === paid.payout) return
    this.#payouts.set(paid.instrumentId, { paid, tellings: new Map() })
  }

  /** Nobody follows it any more. */
  forget(instrumentId: string): void {
    this.#payouts.delete(instrumentId)
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
   * Tells whoever has yet to book it; resolves when all have answered, or failed to. With an organization it waits for that one alone:
   * nobody's books wait for another's.
   */
  async book(organizationId: string | null = null): Promise<void> {
    const awaited: Promise<void>[] = []
    for (const host of this.#options.hosts())
      for (const payout of this.#payouts.values()) {
        const answered = this.#tell(host, payout)
        if (organizationId === null || host.organizationId === organizationId) awaited.push(answered)
      }
    await Promise.all(awaited)
  }

  #tell(host: SettlingHost, { paid, tellings }: Payout): Promise<void> {
    const instrument = listedBy(host, paid.instrumentId)
    if (instrument === null) return Promise.resolve()
    const { organizationId } = host
    const known = tellings.get(organizationId)
    if (known !== undefined && this.#options.clock.now() < known.againAt) return known.answered
    const telling: Telling = known ?? { answered: Promise.resolve(), againAt: 0, refusals: 0 }
    telling.againAt = Number.POSITIVE_INFINITY
    telling.answered = this.#submit(host, instrument, { paid, telling }).catch((error: unknown) => {
      telling.againAt = 0
      this.#options.log.warn({ organizationId, ...paid, err: error }, 'A settlement is not booked yet')
    })
    tellings.set(organizationId, telling)
    return telling.answered
  }

  async #submit(
    host: SettlingHost,
    instrument: InstrumentState,
    { paid, telling }: { readonly paid: PaidContract; readonly telling: Telling },
  ): Promise<void> {
    const { instrumentId, payout, result, settledAt } = paid
    const settle = async (payoutTicks: number | null, words: string) => {
      const venueReference = words.slice(0, RESULT_LENGTH_MAX)
      const terms = {
        type: 'SettleInstrument',
        instrumentId,
        payoutTicks,
        venueReference,
        settledAt,
      } as const
      return (await host.submit(SETTLEMENT, terms)).outcome
    }
    const price = instrumentPrice(instrument, payout, 'payout')
    const outcome = 'kind' in price ? price : await settle(price.ticks, `result ${result}`)
    if (outcome.kind !== 'REFUSED') return
    const { organizationId } = host
    this.#options.log.error({ organizationId, ...paid, refusal: outcome }, 'A settlement cannot be booked')
    // Once: whoever looks after it knows then.
    if (telling.refusals === 0) await settle(null, `paid ${payout}, result ${result}: ${outcome.message}`)
    const waitMs = Math.min(SETTLEMENT_RETRY_MS_MAX, SETTLEMENT_LOOK_MS * 2 ** telling.refusals)
    telling.refusals += 1
    telling.againAt = this.#options.clock.now() + waitMs * 1_000
  }
}

/** What the books keep of a venue's word. */
const RESULT_LENGTH_MAX = 200

function listedBy({ partition }: SettlingHost, instrumentId: string): InstrumentState | null {
  const index = partition?.book.instrumentIndexById.get(instrumentId)
  return index === undefined ? null : (partition?.book.instruments[index] ?? null)
}
