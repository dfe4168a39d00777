/** The face of the runtime: open it, submit, listen, and look after its journal. */
export { createRuntime } from './create-runtime.ts'
export type { RunningRuntime, RuntimeOptions } from './create-runtime.ts'
export { FateUnknown, Overloaded, PartitionUnavailable, SlowConsumer } from './faults.ts'
export { systemClock } from './clock/clock.ts'
export type { Clock, Timer } from './clock/clock.ts'
export type { Database, Queryable, SqlOptions, SqlValue } from './database/database.ts'
export { openDatabase } from './database/open.ts'
export { DatabaseUnreachable } from './database/postgres.ts'
export type { DatabaseOptions } from './database/open.ts'
export { DirectoryLocked } from './lock/directory-lock.ts'
export { SchemaMismatch, deployMigrations, pendingMigrations } from './migration/deploy.ts'
export { MIGRATIONS_DIRECTORY } from './migration/files.ts'
export { decodeEvent } from './journal/payload.ts'
export { exportJournal } from './journal/export.ts'
export { verifyJournal } from './journal/verify.ts'
export type { JournalFault, JournalHead, Verification, VerifyOptions } from './journal/verify.ts'
export { listPartitions } from './partition/create.ts'
export { CorruptJournal } from './recovery/recover.ts'
export { rebuildProjections } from './recovery/rebuild.ts'
export type { RebuildOptions } from './recovery/rebuild.ts'
export { replayBook } from './recovery/replay-book.ts'
export type { ReplayLimit, ReplayedBook } from './recovery/replay-book.ts'
export { positionId } from './projection/rows.ts'
export type { Logger } from './logger.ts'
export type { EventBus } from './bus/event-bus.ts'
export type { FeedQuote, FeedTrade, MarketFeed, MarketListener } from './feed/feed.ts'
export { fileMemory } from './feed/synthetic/memory.ts'
export { syntheticRehearsalMarket } from './feed/synthetic/rehearsal-market.ts'
export type { RehearsalMarketOptions } from './feed/synthetic/rehearsal-market.ts'
export { SyntheticFeed } from './feed/synthetic/synthetic-feed.ts'
export type { SyntheticFeedOptions } from './feed/synthetic/synthetic-feed.ts'
export { PlayerFeed } from './feed/player/player-feed.ts'
export type { PlayerFeedOptions, PlayerPace } from './feed/player/player-feed.ts'
export { readPlaylist } from './feed/player/playlist.ts'
export type { Playlist } from './feed/player/playlist.ts'
export { TapePlayer } from './feed/player/tape-player.ts'
export type { PlayedEvent, TapePlayerOptions, Track } from './feed/player/tape-player.ts'
export { openTape } from './feed/player/tape-source.ts'
export type { TapeSource } from './feed/player/tape-source.ts'
export { TapeFault } from './feed/player/tape.ts'
export type { Tape, TapeReport } from './feed/player/tape.ts'
export { StalenessWatchdog } from './feed/staleness.ts'
export type { StalenessChange } from './feed/staleness.ts'
export type {
  AccountView,
  BarInterval,
  BarView,
  CommandRequest,
  Committed,
  CommittedBatch,
  Health,
  InstrumentView,
  OpenConnection,
  OrderRow,
  PolicyChange,
  PositionView,
  QuoteView,
  Runtime,
} from './runtime.ts'
export { CONNECTION_PURPOSES } from './connections/connections.ts'
export type { ReachableVenue } from './connections/reachable-venue.ts'
export { redactionOf } from './connections/vault/redaction.ts'
export { venueCatalogue } from './connections/venue-catalogue.ts'
export type {
  ConnectionPurpose,
  Connections,
  ConnectionStanding,
  ConnectionTerms,
  ConnectionTrial,
  ConnectionView,
  CredentialField,
  VenueAccountReading,
  VenueOffer,
} from './connections/connections.ts'
export { readVenueSettings, VenueSettingsFault } from './connections/venue-settings.ts'
export { BREAK_KINDS, BREAK_STATUSES } from './reconciliation/reconciliation.ts'
export type {
  Break,
  BreakKind,
  BreakStatus,
  Correction,
  Reconciliation,
  ReconciliationPolicy,
  ReconciliationRun,
} from './reconciliation/reconciliation.ts'
export { RequestFault } from './request-fault.ts'
export { candleProvider } from './research/venue-candles.ts'
export { SIGNAL_POLICY_DEFAULT } from './signals/signal-policy.ts'
export type { SignalPolicyLimits } from './signals/signal-policy.ts'
export { PROPOSAL_STATUSES } from './signals/signals.ts'
export type {
  SignalOpinion,
  ConsultTerms,
  ProposalStatus,
  ProposalTerms,
  Signals,
} from './signals/signals.ts'
export type { RequestFaultCode } from './request-fault.ts'
export type {
  Asking,
  BacktestDocument,
  Backtests,
  BacktestTerms,
  BacktestTrade,
  BarRange,
  DatasetAnalysis,
  DatasetRef,
  Datasets,
  EquityPoint,
  ImportRequest,
  ListedStrategy,
  Research,
  SampleBar,
  SweepTerms,
  UpdateSchedule,
  Upload,
  WalkForwardFindings,
  WalkForwardStep,
  WalkForwardTerms,
} from './research/research.ts'
export type {
  Automation,
  IncidentKind,
  IncidentSeverity,
  RemedyAction,
  RemedyStep,
} from './strategies/incidents/incident.ts'
export type { DrillStatus, DrillStep } from './strategies/incidents/drill/drill.ts'
export type {
  ArtifactDocument,
  DecisionRow,
  DeploymentActivity,
  DeploymentChange,
  DeployTerms,
  LogLine,
  ObservedDeployment,
  ParityReport,
  SourceFile,
  Strategies,
  StrategySource,
  VersionFacts,
  VersionProblem,
} from './strategies/strategies.ts'
export type { OrganizationUse } from './strategies/shares/fair-shares.ts'
export type { WorkflowAction, WorkflowDefinition, WorkflowStep } from './workflows/definition.ts'
export type { WorkflowLeave } from './workflows/leave.ts'
export type { Workflows } from './workflows/workflows.ts'
export type {
  PromotionCriterion,
  PromotionPolicy,
  Shadow,
  ShadowDrift,
  ShadowReport,
  ShadowScore,
} from './shadow/shadow.ts'
