/** The face of the engine: the contract (commands, events, decisions), `decide`, `evolve`, snapshots and the market view. */
export type {
  Actor,
  BookIncome,
  CancelAllOrders,
  CancelOrder,
  ChangeDeployment,
  Command,
  ConvertCash,
  CreateStrategy,
  DeployStrategy,
  Deposit,
  EngageKillSwitch,
  IncomeKind,
  ListInstrument,
  MarkAccounts,
  Micros,
  OpenAccount,
  PreviewOrder,
  PutRiskPolicy,
  QuarantineDeployment,
  RecordAudit,
  ReleaseKillSwitch,
  ReplaceOrder,
  ReportVenue,
  SetDeployment,
  SettleInstrument,
  SubmitOrder,
  VenueFill,
  VenueReport,
} from './book/command.ts'
export type {
  AppliedAction,
  ApplyCorporateAction,
  CorporateAction,
  CorporateActionApplied,
  OrderRestated,
  ShareSplit,
} from './corporate-action/terms.ts'
export { ADJUSTMENT_KINDS } from './live/command.ts'
export type {
  AdjustAccount,
  AdjustmentKind,
  CashAdjustment,
  DisableLive,
  DisputePosition,
  EnableLive,
  ForeignOrderTerms,
  NoteForeignOrders,
  PositionAdjustment,
  SetCapitalStage,
  SettleDispute,
} from './live/command.ts'
export { CAPITAL_STAGES } from './live/terms.ts'
export type { CapitalStage, LiveTerms, LiveTrading } from './live/terms.ts'
export type {
  AccountAdjusted,
  CapitalStageSet,
  DisputeSettled,
  ForeignOrdersNoted,
  LiveDisabled,
  LiveEnabled,
  LiveEvent,
  PositionDisputed,
} from './live/event.ts'
export { FEE_SCALE, multiplyRate, roundToScale } from './number/rounding.ts'
export { CORPORATE_ACTIONS_MAX, SPLIT_SHARES_MAX } from './book/limits.ts'
export { NO_LIMITS, POLICY_SCOPES, SWITCH_SCOPES } from './book/policy.ts'
export type { AssetClassCap, PolicyScope, RiskLimits, SwitchScope } from './book/policy.ts'
export { CHECK_NAMES } from './book/decision.ts'
export type { CheckName, CheckRecord, Decision, ReferenceQuote, Verdict } from './book/decision.ts'
export type {
  AccountMarked,
  AccountOpened,
  AlertRaised,
  AuditRecorded,
  CashConverted,
  IncomeBooked,
  DeploymentChanged,
  DeploymentQuarantined,
  DeploymentSet,
  EngineEvent,
  FillBusted,
  FillCorrected,
  FundsDeposited,
  InstrumentListed,
  InstrumentSettled,
  KillSwitchConfirmed,
  KillSwitchEngaged,
  KillSwitchReleased,
  KillSwitchTightened,
  KillSwitchVenueCleared,
  OrderAccepted,
  OrderBlocked,
  OrderCancelRejected,
  OrderCancelRequested,
  OrderCanceled,
  OrderConfirmed,
  OrderExpired,
  OrderFilled,
  OrderMarkedUnknown,
  OrderTriggered,
  OrderRejected,
  OrderReplaceBlocked,
  OrderReplaceRejected,
  OrderReplaceRequested,
  OrderReplaced,
  OrderTerms,
  RiskPolicyPut,
  StrategyCreated,
  StrategyDeployed,
} from './book/event.ts'
export { DEPLOYMENT_DESIRED, ISOLATIONS } from './strategy/terms.ts'
export type {
  DeploymentDesired,
  DeploymentTerms,
  Isolation,
  OrderCause,
  VersionRef,
} from './strategy/terms.ts'
export { requestsInMinute } from './strategy/requests.ts'
export type { DeploymentState, StrategyState } from './strategy/state.ts'
export type { Accepted, Outcome, Refusal, RefusalCode } from './book/outcome.ts'
export {
  QUOTE,
  QUOTE_STRIDE,
  STATUS_CODE,
  applyQuote,
  applyStatus,
  emptyMarket,
  ensureMarketCapacity,
} from './book/market.ts'
export type { Market, QuoteUpdate, StatusUpdate } from './book/market.ts'
export { decide } from './book/decide.ts'
export type { DecisionContext, DecisionContextInput } from './book/context.ts'
export { evolve } from './book/evolve.ts'
export { initialBook } from './book/initial.ts'
export type { BookTerms } from './book/initial.ts'
export { MONEY_SCALE } from './book/book.ts'
export type {
  AccountState,
  AdjustmentState,
  Book,
  CashState,
  Dispute,
  FillState,
  ForeignOrder,
  InstrumentState,
  LedgerAccount,
  LedgerTotal,
  Money,
  OrderState,
  PolicyState,
  PositionState,
  Posting,
  SwitchPhase,
  SwitchState,
} from './book/book.ts'
export { hash, restore, snapshot } from './snapshot/snapshot.ts'
export { sha256Hex } from './digest/sha256.ts'
export { canonicalJson } from './snapshot/canonical.ts'
export { entityId } from './identity/entity-id.ts'
export { lastingDifference } from './instrument/decide.ts'
export { formatPrice, formatQuantity, instrumentPrice, instrumentQuantity } from './instrument/increments.ts'
export type { PriceInTicks, QuantityInLots } from './instrument/increments.ts'
export { averagePrice } from './number/notional.ts'
export { isFinal } from './order/status.ts'
export { openLots, usedLots, workingLots } from './order/open-lots.ts'
export { formatInstant, parseInstant } from './time/instant.ts'
export { divideHalfEven } from './number/rounding.ts'
export { positionMark, sumInCurrency, valueAccount } from './risk/marks.ts'
export type { Equity, PositionMark } from './risk/marks.ts'
export { accountPositions } from './risk/rows.ts'
export { evaluateOrder } from './risk/evaluate.ts'
export type { LiveGate, OrderRequest, RiskEvaluation } from './risk/evaluate.ts'
export { explainOrder } from './risk/explain.ts'
export { measuredIn, sentenceOfRecord, type Measured } from './risk/sentence.ts'
export { accountEquity, conversionRate } from './risk/marks.ts'
export type { ConversionRate } from './risk/marks.ts'
export { refreshPosition } from './risk/rows.ts'
export { LIVE_GATE_SHUT } from './risk/request.ts'
