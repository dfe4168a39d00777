/**
 * Closes at the market what a stopped deployment's own orders left.
 *
 * A position is closed once it is known: the orders that were withdrawn are waited for, for a while. One that its venue is silent
 * about may be filled later still; so what is held is closed then, and the rest is watched and closed as it comes.
 */
import { randomUUID } from 'node:crypto'
import { type Book, isFinal } from '@quarterdeck/engine'
import type { Clock } from '../../clock/clock.ts'
import type { Logger } from '../../logger.ts'
import { RequestFault } from '../../request-fault.ts'
import type { Asking } from '../../research/research.ts'
import type { CommandRequest } from '../../runtime.ts'
import { hasWorkingOrders, ownHoldings } from './own-trading.ts'

export interface FlatteningOptions {
  readonly clock: Clock
  readonly log: Logger
  /** Null: the organization is not served at the moment. */
  readonly book: (organizationId: string) => Book | null
  /** The id of what the command made. */
  readonly submit: (asking: Asking, request: CommandRequest) => Promise<string>
}

/** How long a flattening waits for the venues' word before it closes what is held. */
const WITHDRAWN_MS = 10_000
const LOOK_MS = 20
/** Begins the client order ids of closings: no strategy's order may. */
const CLOSING_PREFIX = 'flatten-'
/** How long orders are watched that were still out then: past it an incident about them is long open (STUCK_ORDER). */
const WATCHED_MS = 3_600_000
const WATCH_LOOK_MS = 1_000

export class Flattenings {
  readonly #options: FlatteningOptions
  /** Closings under way, by organization and deployment. */
  readonly #turns = new Map<string, Promise<unknown>>()
  /** Deployments whose late orders are watched. */
  readonly #watched = new Set<string>()

  constructor(options: FlatteningOptions) {
    this.#options = options
  }

  /** Of a deployment that is stopped and whose orders are being withdrawn: the ids of the orders that close what it holds. */
  async flatten(asking: Asking, deploymentId: string): Promise<readonly string[]> {
    const closings = await this.#inTurn(asking, deploymentId, async () => {
      await this.#settled(asking, deploymentId, { forMs: WITHDRAWN_MS, everyMs: LOOK_MS })
      return this.#close(asking, deploymentId)
    })
    const book = this.#options.book(asking.organizationId)
    if (book === null || hasWorkingOrders(book, deploymentId)) this.#watch(asking, deploymentId)
    return closings
  }

  /** One after the other: two that look at once would both close the same position. */
  async #inTurn<Result>(
    { organizationId }: Asking,
    deploymentId: string,
    act: () => Promise<Result>,
  ): Promise<Result> {
    const key = `${organizationId} ${deploymentId}`
    const acting = (this.#turns.get(key) ?? Promise.resolve()).then(act)
    const settled = Promise.allSettled([acting])
    this.#turns.set(key, settled)
    try {
      return await acting
    } finally {
      if (this.#turns.get(key) === settled) this.#turns.delete(key)
    }
  }

  /** What it holds then is closed, but for what an earlier closing has not come to its end with. */
  async #close(asking: Asking, deploymentId: string): Promise<readonly string[]> {
    const { book: bookOf, submit } = this.#options
    const book = bookOf(asking.organizationId)
    if (book === null)
      throw new RequestFault(
        'CONFLICT',
        'It is stopped, but the organization is being restored: flatten it again shortly.',
      )
    const deployment = book.deployments.get(deploymentId)
    if (deployment === undefined) return []
    const account = book.accounts[deployment.accountIndex]!
    const isBeingClosed = closedNow(book, deploymentId)
    const left = [...ownHoldings(book, deploymentId)].filter(
      ([instrumentId]) => !isBeingClosed.has(instrumentId),
    )
    return Promise.all(
      left.map(([instrumentId, lots]) =>
        submit(asking, {
          type: 'SubmitOrder',
          accountId: account.id,
          instrumentId,
          clientOrderId: `${CLOSING_PREFIX}${randomUUID()}`,
          side: lots > 0 ? 'SELL' : 'BUY',
          orderType: 'MARKET',
          timeInForce: 'IOC',
          quantityLots: Math.abs(lots),
          limitTicks: null,
          stopTicks: null,
          requestedMode: null,
          strategyId: deployment.strategyId,
          onBehalfOf: deploymentId,
        }),
      ),
    )
  }

  /** Closes what orders bring that were still out when the deployment was flattened. */
  #watch(asking: Asking, deploymentId: string): void {
    const { organizationId } = asking
    const key = `${organizationId} ${deploymentId}`
    if (this.#watched.has(key)) return
    this.#watched.add(key)
    const { log, book } = this.#options
    const closeLate = async () => {
      const isSettled = await this.#settled(asking, deploymentId, {
        forMs: WATCHED_MS,
        everyMs: WATCH_LOOK_MS,
      })
      if (!isSettled)
        return log.error({ organizationId, deploymentId }, 'Orders of a flattened deployment still work')
      // Started again meanwhile: what it holds is its own business.
      if (book(organizationId)?.deployments.get(deploymentId)?.desired !== 'STOPPED') return
      const closings = await this.#inTurn(asking, deploymentId, () => this.#close(asking, deploymentId))
      if (closings.length > 0)
        log.warn(
          { organizationId, deploymentId, closings },
          'A flattened deployment was filled late, and is closed',
        )
    }
    closeLate()
      .catch((error: Error) =>
        log.error({ organizationId, deploymentId, err: error }, 'A flattened deployment is watched no more'),
      )
      .finally(() => this.#watched.delete(key))
  }

  /** Until no order of the deployment works any more; false: the bound passed before. */
  async #settled(
    { organizationId }: Asking,
    deploymentId: string,
    { forMs, everyMs }: { readonly forMs: number; readonly everyMs: number },
  ): Promise<boolean> {
    const { clock, book } = this.#options
    const until = clock.now() + forMs * 1_000
    for (;;) {
      const now = book(organizationId)
      if (now !== null && !hasWorkingOrders(now, deploymentId)) return true
      if (clock.now() >= until) return false
      await new Promise<void>((resolve) => clock.after(everyMs, resolve))
    }
  }
}

/** Instruments of which a closing is on its way: it would be closed twice. */
function closedNow(book: Book, deploymentId: string): ReadonlySet<string> {
  const closings = [...book.orders.values()].filter(
    (order) =>
      order.deploymentId === deploymentId &&
      !isFinal(order.status) &&
      order.clientOrderId.startsWith(CLOSING_PREFIX),
  )
  return new Set(closings.map(({ instrumentIndex }) => book.instruments[instrumentIndex]!.terms.id))
}
