/** Puts shadow trading together: orders are followed on the real market, reports are made of them, and accounts are judged by a policy. */
import {
  type Book,
  type CapitalStage,
  formatQuantity,
  type InstrumentState,
  MONEY_SCALE,
} from '@quarterdeck/engine'
import { formatDecimal } from '@quarterdeck/sdk'
import type { EventBus } from '../bus/event-bus.ts'
import type { Clock } from '../clock/clock.ts'
import type { Database } from '../database/database.ts'
import type { MarketListener } from '../feed/feed.ts'
import type { MarketBoard } from '../feed/market-board.ts'
import type { Logger } from '../logger.ts'
import type { PartitionHost } from '../partition/host.ts'
import { RequestFault } from '../request-fault.ts'
import type { Asking } from '../research/research.ts'
import { DemotionWatch, type EnabledAccount } from './demotion-watch.ts'
import { driftOf } from './drift.ts'
import { PROMOTION_DEFAULT, readPromotionTerms } from './promotion-policy.ts'
import { criteriaOf } from './promotion.ts'
import { ShadowFollower } from './shadow-follower.ts'
import { addPolicy, newestPolicy, type ScoredOrder, scoredOrders } from './shadow-rows.ts'
import type { PromotionCriterion, PromotionPolicy, Shadow, ShadowReport, ShadowScore } from './shadow.ts'
import { SCORES_DAYS_MAX, stageFacts } from './stage-facts.ts'

export interface ShadowOptions {
  readonly database: Database
  readonly clock: Clock
  readonly bus: EventBus
  readonly logger: Logger
  readonly board: Pick<MarketBoard, 'newest'>
  readonly hosts: ReadonlyMap<string, Pick<PartitionHost, 'organizationId' | 'partition' | 'submit'>>
}

export interface RunningShadow extends Shadow, Pick<MarketListener, 'onQuote'> {
  onTrade: NonNullable<MarketListener['onTrade']>
  /** An organization is open here: its shadow orders are followed from now on. */
  serve(organizationId: string): Promise<void>
  start(): void
  /** Judges the live accounts now, as is done every so often. */
  judge(): Promise<void>
  close(): Promise<void>
}

const DAY_MICROS = 86_400_000_000

export function createShadow(options: ShadowOptions): RunningShadow {
  return new ShadowRoom(options)
}

class ShadowRoom implements RunningShadow {
  readonly #options: ShadowOptions
  readonly #follower: ShadowFollower
  readonly #watch: DemotionWatch

  constructor(options: ShadowOptions) {
    const { clock, logger: log } = options
    this.#options = options
    this.#follower = new ShadowFollower({ ...options, log })
    this.#watch = new DemotionWatch({
      clock,
      log,
      accounts: () => this.#enabled(),
      criteria: (organizationId, accountId) => this.criteria(organizationId, accountId),
      submit: (organizationId, actor, request) => options.hosts.get(organizationId)!.submit(actor, request),
    })
  }

  async serve(organizationId: string): Promise<void> {
    const { hosts, logger } = this.#options
    const book = hosts.get(organizationId)?.partition?.book
    if (book === undefined) return
    // Scores are no reason not to trade.
    await this.#follower
      .serve(organizationId, book)
      .catch((error: unknown) =>
        logger.error({ organizationId, err: error }, 'Shadow orders of an earlier process are not followed'),
      )
  }

  start(): void {
    this.#watch.start()
  }

  judge(): Promise<void> {
    return this.#watch.look()
  }

  onQuote: RunningShadow['onQuote'] = (quote) => this.#follower.onQuote(quote)
  onTrade: RunningShadow['onTrade'] = (trade) => this.#follower.onTrade(trade)

  async report(organizationId: string, accountId: string, days: number): Promise<ShadowReport> {
    const { partition } = this.#account(organizationId, accountId)
    if (!Number.isInteger(days) || days < 1 || days > SCORES_DAYS_MAX)
      throw new RequestFault('BAD_INPUT', `days must be a whole number from 1 to ${SCORES_DAYS_MAX}`, 'days')
    await this.#follower.keep()
    const { database, clock } = this.#options
    const to = clock.now()
    const from = to - days * DAY_MICROS
    const orders = await scoredOrders(database, organizationId, { accountIds: [accountId], since: from })
    const byStrategy = Map.groupBy(
      orders.filter(({ strategyId }) => strategyId !== null),
      ({ strategyId }) => strategyId ?? '',
    )
    return {
      accountId,
      from,
      to,
      total: driftOf(orders),
      byStrategy: [...byStrategy].map(([strategyId, of]) => ({ strategyId, drift: driftOf(of) })),
      scores: orders.flatMap((order) => scoreOf(partition.book, order) ?? []),
    }
  }

  async criteria(organizationId: string, accountId: string): Promise<readonly PromotionCriterion[]> {
    const { partition, account } = this.#account(organizationId, accountId)
    await this.#follower.keep()
    const facts = await stageFacts(this.#options, partition, account)
    return criteriaOf(await this.policy(organizationId), facts)
  }

  async demand(organizationId: string, accountId: string, stagePercent: CapitalStage): Promise<void> {
    const { account } = this.#account(organizationId, accountId)
    if (stagePercent <= (account.live?.stagePercent ?? 0)) return
    const unmet = (await this.criteria(organizationId, accountId)).filter(({ met }) => !met)
    if (unmet.length === 0) return
    const words = unmet.map(({ name, observed, required }) => `${name} is ${observed}, asked is ${required}`)
    throw new RequestFault(
      'CONFLICT',
      `The promotion policy is not met for ${stagePercent} %: ${words.join('; ')}`,
      'stagePercent',
    )
  }

  async policy(organizationId: string): Promise<PromotionPolicy> {
    const kept = await newestPolicy(this.#options.database, organizationId)
    return kept === null ? PROMOTION_DEFAULT : { version: kept.version, ...readPromotionTerms(kept.terms) }
  }

  async setPolicy({ organizationId, actor }: Asking, policy: PromotionPolicy): Promise<void> {
    const terms = readPromotionTerms(policy)
    const before = await this.policy(organizationId)
    if (policy.version !== before.version) throw changedMeanwhile(before.version)
    const { database, clock, hosts } = this.#options
    const version = before.version + 1
    await hosts.get(organizationId)?.submit(actor, {
      type: 'RecordAudit',
      action: 'promotion.policy',
      summary: `Set what is asked of accounts before their next stage (version ${version})`,
      before: JSON.stringify(before),
      after: JSON.stringify({ ...terms, version }),
    })
    const isSet = await addPolicy(database, organizationId, { version, terms, actor, at: clock.now() })
    if (!isSet) throw changedMeanwhile(version)
  }

  async close(): Promise<void> {
    this.#watch.stop()
    await this.#follower.close()
  }

  /** Throws a RequestFault where there is no such account. */
  #account(organizationId: string, accountId: string) {
    const partition = this.#options.hosts.get(organizationId)?.partition ?? null
    const index = partition?.book.accountIndexById.get(accountId)
    const account = index === undefined ? undefined : partition?.book.accounts[index]
    if (partition === null || account === undefined)
      throw new RequestFault('NOT_FOUND', 'Account not found', 'accountId')
    return { partition, account }
  }

  #enabled(): readonly EnabledAccount[] {
    return [...this.#options.hosts.values()].flatMap(({ organizationId, partition }) =>
      (partition?.book.accounts ?? [])
        .filter(({ live }) => live !== null)
        .map((account) => ({ organizationId, account })),
    )
  }
}

function changedMeanwhile(version: number): RequestFault {
  return new RequestFault(
    'CONFLICT',
    `The policy was changed meanwhile: version ${version} is the newest. Read it and decide again`,
    'version',
  )
}

/** Null: its instrument is not listed any more. */
function scoreOf(book: Book, order: ScoredOrder): ShadowScore | null {
  const index = book.instrumentIndexById.get(order.instrumentId)
  const instrument = index === undefined ? undefined : book.instruments[index]
  if (instrument === undefined) return null
  const quantity = (lots: number) => formatQuantity(instrument.terms, lots)
  return {
    orderId: order.orderId,
    accountId: order.accountId,
    instrumentId: order.instrumentId,
    strategyId: order.strategyId,
    side: order.side,
    quantity: quantity(order.quantityLots),
    simulatedQuantity: quantity(order.simulatedLots),
    simulatedPrice: averagePrice(instrument, order.simulatedTickLots, order.simulatedLots),
    simulatedAt: order.simulatedAt,
    printedQuantity: quantity(order.printedLots),
    printedPrice: averagePrice(instrument, order.printedTickLots, order.printedLots),
    printedAt: order.printedAt,
    queueAhead: quantity(order.queueAtJoin ?? 0),
  }
}

/** Cut, not rounded, at the 18 decimals that everything is counted in. */
function averagePrice(instrument: InstrumentState, tickLots: bigint, lots: number): string | null {
  return lots === 0
    ? null
    : formatDecimal((tickLots * instrument.priceUnitsPerTick) / BigInt(lots), MONEY_SCALE)
}
