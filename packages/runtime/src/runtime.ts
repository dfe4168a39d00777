/**
 * The face that the API and the CLI see of the imperative shell: submit a command and get its durable outcome, read the
 * market, listen to committed events, resume from a seq.
 */

import type {
  Actor,
  Command,
  Decision,
  EngineEvent,
  OrderCause,
  Outcome,
  PolicyScope,
  RiskLimits,
} from '@quarterdeck/engine'
import type { Instrument, TradingStatus } from '@quarterdeck/sdk'
import type { Connections, ConnectionStanding } from './connections/connections.ts'
import type { Reconciliation } from './reconciliation/reconciliation.ts'
import type { Research } from './research/research.ts'
import type { Shadow } from './shadow/shadow.ts'
import type { Signals } from './signals/signals.ts'
import type { Strategies } from './strategies/strategies.ts'
import type { Workflows } from './workflows/workflows.ts'

type DistributiveOmit<T, K extends PropertyKey> = T extends unknown ? Omit<T, K> : never

/** A command as a caller states it: the runtime stamps time and id. */
export type CommandRequest = DistributiveOmit<Command, 'at' | 'commandId' | 'actor'>

/** A committed order as the projection holds it: the shape of the Prisma model `Order`, decimals as exact strings. */
export interface OrderRow {
  readonly id: string
  readonly organizationId: string
  readonly seq: bigint
  readonly accountId: string
  readonly instrumentId: string
  readonly clientOrderId: string
  readonly side: string
  readonly type: string
  readonly timeInForce: string
  readonly quantity: string
  readonly limitPrice: string | null
  readonly stopPrice: string | null
  readonly filledQuantity: string
  readonly averageFillPrice: string | null
  readonly status: string
  readonly open: boolean
  readonly endReason: string | null
  readonly requestedMode: string
  readonly effectiveMode: string
  readonly venueOrderId: string | null
  readonly strategyId: string | null
  /** The deployment that asked for it, and at which input of which run; null: none did. */
  readonly deploymentId: string | null
  readonly cause: OrderCause | null
  readonly actor: Actor
  /** Whole, as the engine made it, in the row of the event that made the order; null in every other: it stands in the journal, in the event with the order's seq. */
  readonly decision: Decision | null
  readonly createdAt: Date
  readonly updatedAt: Date
}

/** The outcome of a command after its events are durable; orders as they stood right after it. */
export interface Committed {
  readonly outcome: Outcome
  readonly orders: readonly OrderRow[]
}

/** Committed events of one organization, in order of seq, without gaps. */
export interface CommittedBatch {
  readonly organizationId: string
  readonly events: readonly EngineEvent[]
  /** Row of each order that the batch touched, by event seq: what a subscription publishes for that event. */
  readonly orderRows: ReadonlyMap<number, OrderRow>
}

export interface QuoteView {
  readonly instrumentId: string
  readonly bid: string | null
  readonly bidSize: string | null
  readonly ask: string | null
  readonly askSize: string | null
  readonly last: string | null
  /** The venue's time and ours, microseconds. */
  readonly at: number
  readonly receivedAt: number
  readonly stale: boolean
}

export interface InstrumentView {
  readonly instrument: Instrument
  readonly status: TradingStatus | null
  readonly sessionEndsAt: number | null
}

export interface PositionView {
  readonly positionId: string
  readonly markPrice: string | null
  readonly unrealizedPnl: string | null
  readonly exposure: string | null
}

export interface AccountView {
  readonly accountId: string
  readonly equity: string | null
  readonly equityUnavailableReason: string | null
  readonly grossExposure: string | null
  readonly netExposure: string | null
  readonly positions: ReadonlyMap<string, PositionView>
}

export type BarInterval = 'S1' | 'S5' | 'M1' | 'M5' | 'M15' | 'H1' | 'D1'
export interface BarView {
  /** Start of the bar, microseconds. */
  readonly start: number
  readonly open: string
  readonly high: string
  readonly low: string
  readonly close: string
}

/** A connection to a venue that is open in this process. */
export interface OpenConnection {
  readonly connectionId: string
  readonly organizationId: string
  readonly venueId: string
  standing(): ConnectionStanding
}

/** What is not usable, in words; null: it is. */
export interface Health {
  /** Set where no organization at all is served. */
  readonly journal: string | null
  readonly bus: string | null
  /** By venue id: set where none of its markets that trade now has data, or where the venue itself says so. */
  readonly venues: Readonly<Record<string, string | null>>
  /** What a part of the users misses while the rest works: organizations that are not served, instruments without data. */
  readonly degraded: readonly string[]
}

export interface Runtime {
  /**
   * Decides and commits one command; resolves only once its events are durable. Rejects only with our own faults. With a trace
   * id (64 characters at most) the command's id starts with it and a dot, and so do those of what the venue then reports.
   */
  submit(organizationId: string, actor: Actor, request: CommandRequest, traceId?: string): Promise<Committed>
  /** Creates an organization's partition with the platform's instruments; again: no change. */
  openPartition(organizationId: string, options: { readonly baseCurrency: string }): Promise<void>
  /** Newest committed seq. */
  headSeq(organizationId: string): number
  /**
   * Committed events after `afterSeq`, first from the journal, then live, with no gap and no duplicate. Ends when the signal
   * aborts; throws `SlowConsumer` (with the last seq handed out) when the reader lags past its bound.
   */
  events(
    organizationId: string,
    options: { readonly afterSeq: number; readonly signal: AbortSignal },
  ): AsyncIterable<CommittedBatch>
  /** Newest quote, or null: none yet. */
  quote(instrumentId: string): QuoteView | null
  /** Conflated quotes of the instruments: a slow reader gets the newest of each. */
  quotes(instrumentIds: readonly string[], signal: AbortSignal): AsyncIterable<readonly QuoteView[]>
  /** Values one account at the current market. Null: no such account. */
  accountView(organizationId: string, accountId: string): AccountView | null
  /**
   * Whether any of the organizations may see the instrument and its market. What the platform lists is everybody's; what a
   * connection brings is for those alone that have followed it.
   */
  isVisible(instrumentId: string, organizationIds: Iterable<string>): boolean
  /** In the terms that it is listed with to the first of the organizations that sees it. */
  instrument(instrumentId: string, organizationIds?: Iterable<string>): InstrumentView | null
  /** All that is quoted now, whoever may see it. */
  instruments(): readonly InstrumentView[]
  bars(instrumentId: string, interval: BarInterval, count: number): readonly BarView[]
  /** Events about one subject (an order), oldest first: its history. */
  history(organizationId: string, subjectId: string): Promise<readonly EngineEvent[]>
  health(): Health
  /** Datasets and backtests; loaded with the first call. */
  research(): Promise<Research>
  /** Users' strategies: their builds, deployments and runs; loaded with the first call. */
  strategies(): Promise<Strategies>
  /** Workflows of data, builds, backtests and deployments; loaded with the first call. */
  workflows(): Promise<Workflows>
  /** Shadow orders beside the real market, and what is asked of accounts before their next stage. */
  readonly shadow: Shadow
  /** What models from outside propose, for people to decide; loaded with the first call. */
  signals(): Promise<Signals>
  /** Organizations' ways to real venues; loaded with the first call. */
  connections(): Promise<Connections>
  /** Our books beside the venues' own word; loaded with the first call. */
  reconciliation(): Promise<Reconciliation>
  /** Connections that are open in this process, of all organizations: for figures and operators. */
  openConnections(): readonly OpenConnection[]
  /** True where the journal is not power-safe (PGlite). */
  readonly embedded: boolean
  /** Stops taking commands, commits what waits, writes snapshots, closes. */
  close(): Promise<void>
}

/** What the audit log shows of a policy change. */
export interface PolicyChange {
  readonly scope: PolicyScope
  readonly targetId: string | null
  readonly before: RiskLimits | null
  readonly after: RiskLimits
}
