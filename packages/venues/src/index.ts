/** The face of the venues: the adapter contract, and the simulated venue with its matching core. */
export type {
  MarketDriven,
  VenueListener,
  VenueOrder,
  VenueQuote,
  VenueReader,
  VenueRequest,
  VenueWriter,
} from './adapter.ts'
export {
  INTRABAR_RULES,
  intrabarOrder,
  PATH_POINTS,
  pathInstant,
  pathPoint,
  sidesAround,
} from './bars/bar-path.ts'
export type { IntrabarRule, PathPoint } from './bars/bar-path.ts'
export type { BarPoint, BarTicks, BarTimes, DeclaredSpread } from './bars/bar-path.ts'
export { QuoteWay } from './bars/quote-way.ts'
export { NamedBook } from './simulated/matching/named-book.ts'
export type {
  BookLevel,
  BookOptions,
  BookOrder,
  BookReason,
  BookResult,
  BookStatus,
  BookTrade,
} from './simulated/matching/named-book.ts'
export { MatchingBook } from './simulated/matching/book.ts'
export { BUY, NONE, NO_OWNER, OUTCOME, RULE, SELL } from './simulated/matching/codes.ts'
export type { IncomingOrder } from './simulated/matching/codes.ts'
export { SIMULATED_CALENDARS, SIMULATED_INSTRUMENTS, SIMULATED_VENUE_ID } from './simulated/instruments.ts'
export { DEFAULT_SIMULATION, DISPLAYED_ONLY, MARKET_PROTECTION_PERCENT } from './simulated/options.ts'
export type { DepthModel, LatencyModel, SimulationOptions } from './simulated/options.ts'
export type { CommissionBounds, CommissionModel } from './simulated/commission.ts'
export { SeededRandom } from './simulated/random.ts'
export type { RecordedMarket } from './simulated/recorded-market.ts'
export { slippageFault } from './simulated/slippage.ts'
export type { SlippageModel } from './simulated/slippage.ts'
export { SimulatedVenue } from './simulated/venue.ts'
export type { RestoredOrder, VenueState } from './simulated/venue.ts'
export type { Listing, QuoteMove } from './simulated/listing.ts'
export { symbolMap } from './symbols.ts'
export type { SymbolMap } from './symbols.ts'
export { answered, failed, READ_FAILURES } from './contract/answer.ts'
export type { Answer, ReadFailure, ReadFailureKind } from './contract/answer.ts'
export type { AlertSink, VenueAlert } from './contract/alerts.ts'
export { capabilitiesFor, emulated, EMULATIONS, NATIVE, native, refused } from './contract/capabilities.ts'
export type {
  Ability,
  Capabilities,
  ClassCapabilities,
  Emulation,
  Idempotency,
  SequenceScope,
  StreamAbility,
} from './contract/capabilities.ts'
export { notSent, reason, REJECT_CODES, rejected, unknown } from './contract/outcome.ts'
export type {
  CancelAllOutcome,
  CancelOutcome,
  DeadManOutcome,
  Evidence,
  MappedReason,
  NotSent,
  PlaceOutcome,
  Rejected,
  RejectCode,
  ReplaceOutcome,
  Unknown,
  WriteOutcome,
} from './contract/outcome.ts'
export { plan } from './contract/plan.ts'
export type { Plan } from './contract/plan.ts'
export type { CandleQuery, OrderLookup, VenueReads } from './contract/reads.ts'
export type {
  AccountRecord,
  BalanceRecord,
  CandleRecord,
  ChargeRecord,
  ContractEvent,
  DepthLevel,
  DepthRecord,
  FeeSchedule,
  FillCursor,
  FillRecord,
  FillsPage,
  ListedInstrument,
  OrderRecord,
  PositionRecord,
  QuoteRecord,
  SettlementRecord,
  TradeRecord,
  VenueHealth,
  VenueTime,
} from './contract/records.ts'
export { NO_TOPICS } from './contract/streams.ts'
export type {
  MarketStreamEvent,
  MarketStreamListener,
  MarketTopics,
  OrderStreamEvent,
  OrderStreamListener,
  Resync,
  StreamState,
  VenueStream,
} from './contract/streams.ts'
export {
  CANDLE_SECONDS,
  isFinalRecord,
  RECORD_STATUSES,
  VENUE_ORDER_TYPES,
  VENUE_TIMES_IN_FORCE,
} from './contract/words.ts'
export type { CandleLength, RecordStatus, VenueOrderType, VenueTimeInForce } from './contract/words.ts'
export type { CancelOrder, OrderTerms, PlaceOrder, ReplaceOrder, VenueWrites } from './contract/writes.ts'
export { IncrementCounter } from './book/decimal-count.ts'
export { OrderBook } from './book/order-book.ts'
export type { BookState, BookView, TickLevel } from './book/order-book.ts'
export { URGENCIES } from './budget/limits.ts'
export type { BudgetUsage, LimitUsage, RateLimit, Urgency, Weight } from './budget/limits.ts'
export { DataAgeWatch } from './connection/data-age.ts'
export type { AgeLimits, AgeVerdict } from './connection/data-age.ts'
export { afterEvent, CONNECTION_EVENTS, CONNECTION_STATES } from './connection/health.ts'
export type { ConnectionEvent, ConnectionState } from './connection/health.ts'
export { LatencySample } from './connection/latency.ts'
export { COINBASE_CAPABILITIES } from './coinbase/capabilities.ts'
export { coinbaseAddressBudget, coinbaseBudget, openCoinbase, openCoinbaseReader } from './coinbase/open.ts'
export { readCredential as readCoinbaseCredential } from './coinbase/credential.ts'
export type { CoinbaseCredential } from './coinbase/credential.ts'
export { COINBASE_PRODUCTION, COINBASE_VENUE_ID } from './coinbase/settings.ts'
export type { CoinbaseEnvironment, CoinbaseSettings } from './coinbase/settings.ts'
export { KALSHI_CAPABILITIES } from './kalshi/capabilities.ts'
export { kalshiBudget, openKalshi, openKalshiReader } from './kalshi/open.ts'
export { readCredential as readKalshiCredential } from './kalshi/credential.ts'
export type { KalshiCredential } from './kalshi/credential.ts'
export {
  KALSHI_DEMO,
  KALSHI_PRODUCTION,
  KALSHI_TIERS,
  KALSHI_VENUE_ID,
  kalshiLimits,
} from './kalshi/settings.ts'
export type { KalshiEnvironment, KalshiSettings, KalshiTier } from './kalshi/settings.ts'
export { ALPACA_CAPABILITIES } from './alpaca/capabilities.ts'
export { alpacaBudget, openAlpaca, openAlpacaReader } from './alpaca/open.ts'
export { readCredential as readAlpacaCredential } from './alpaca/credential.ts'
export type { AlpacaCredential } from './alpaca/credential.ts'
export { ALPACA_LIMITS, ALPACA_PAPER, ALPACA_PRODUCTION, ALPACA_VENUE_ID } from './alpaca/settings.ts'
export type { AlpacaEnvironment, AlpacaSettings } from './alpaca/settings.ts'
export type { AdapterEnvironment } from './contract/environment.ts'
export { BudgetGate } from './transport/budget-gate.ts'
export { MACHINE_TIME } from './transport/timekeeper.ts'
export type { Timekeeper } from './transport/timekeeper.ts'
export { CONFORMANCE_CASES } from './conformance/suite.ts'
export type { ConformanceVerdict } from './conformance/suite.ts'
export type { ConformanceCase } from './conformance/case.ts'
export type {
  ConformanceMarket,
  ConformanceRig,
  ConformanceStage,
  OpenRig,
  StagedFault,
} from './conformance/rig.ts'
export { lookAround } from './conformance/sandbox/place.ts'
export type { OpenSandbox, SandboxPlace } from './conformance/sandbox/place.ts'
export { runInSandbox } from './conformance/sandbox/run.ts'
export type { SandboxResult } from './conformance/sandbox/run.ts'
export { realAccountBecause, realAddressBecause } from './conformance/sandbox/sandbox.ts'
export type { VenueSandbox } from './conformance/sandbox/sandbox.ts'
export { COINBASE_SANDBOX } from './coinbase/sandbox.ts'
export { KALSHI_SANDBOX } from './kalshi/sandbox.ts'
export { ALPACA_SANDBOX } from './alpaca/sandbox.ts'
export { IBKR_SANDBOX } from './ibkr/sandbox.ts'
export { CoinbaseSimulator, COINBASE_SIMULATED_PRODUCTS } from './simulators/coinbase/simulator.ts'
export type { CoinbaseAddresses, CoinbaseSimulatorOptions } from './simulators/coinbase/simulator.ts'
export { simulatedKey } from './simulators/coinbase/token-check.ts'
export type { SimulatedKey } from './simulators/coinbase/token-check.ts'
export { KalshiSimulator } from './simulators/kalshi/simulator.ts'
export type { KalshiAddresses, KalshiSimulatorOptions } from './simulators/kalshi/simulator.ts'
export { KALSHI_SIMULATED_MARKETS } from './simulators/kalshi/markets.ts'
export type { KalshiSimulatedMarket } from './simulators/kalshi/markets.ts'
export { kalshiSimulatedKey } from './simulators/kalshi/signature-check.ts'
export type { KalshiSimulatedKey } from './simulators/kalshi/signature-check.ts'
export { AlpacaSimulator, ALPACA_SIMULATED_PRODUCTS } from './simulators/alpaca/simulator.ts'
export type { AlpacaAddresses, AlpacaSimulatorOptions } from './simulators/alpaca/simulator.ts'
export type { SimulatedKeyPair as AlpacaSimulatedKey } from './simulators/alpaca/key-check.ts'
export { FaultSwitches } from './simulators/core/faults.ts'
export type { HttpFault, StreamFault } from './simulators/core/faults.ts'
export type { SimulatedProduct } from './simulators/core/product.ts'
export type { DeskIncrements, DeskOrder, DeskPhase, TrackedOrder, WantedTerms } from './desk/desk-order.ts'
export { OrderDesk } from './desk/order-desk.ts'
export type { OrderDeskOptions } from './desk/order-desk.ts'
export { reconcile } from './desk/reconcile.ts'
export type { Reconciled, ReconcileOptions } from './desk/reconcile.ts'
export { AccountFollower } from './desk/account-follower.ts'
export type { AccountFollowerOptions } from './desk/account-follower.ts'
export { LiveVenue } from './live/live-venue.ts'
export type { LiveVenueOptions, RestoredLiveOrder } from './live/live-venue.ts'
export { applyLevel2 as applyCoinbaseLevel2 } from './coinbase/level2.ts'
export type { BookIncrements } from './connection/watched-books.ts'
export { marketEvents as coinbaseMarketEvents } from './coinbase/market-events.ts'
export { readFillRows as readCoinbaseFills } from './coinbase/reads.ts'
export { applyBookFrame as applyKalshiBookFrame } from './kalshi/book-frames.ts'
export { readFrame as readKalshiFrame } from './kalshi/frame.ts'
export { readQuote as readKalshiQuote } from './kalshi/market-records.ts'
export { readStreamFill as readKalshiFill } from './kalshi/order-records.ts'
export {
  applyOrderbook as applyAlpacaOrderbook,
  marketEvent as alpacaMarketEvent,
} from './alpaca/market-messages.ts'
export { decodeMsgpack } from './wire/msgpack.ts'
export { encodeMsgpack } from './wire/msgpack-writer.ts'
export { readFills as readAlpacaFills } from './alpaca/order-records.ts'
export {
  layOver as layOverIbkrQuote,
  readQuote as readIbkrQuote,
  untoldQuote as untoldIbkrQuote,
} from './ibkr/market-records.ts'
export { readExecution as readIbkrExecution } from './ibkr/order-records.ts'
export { IBKR_CAPABILITIES } from './ibkr/capabilities.ts'
export { contractsFault as ibkrContractsFault } from './ibkr/contract-choice.ts'
export { readCredential as readIbkrCredential } from './ibkr/credential.ts'
export type { IbkrCredential, IbkrCredentialReading, IbkrCredentialTexts } from './ibkr/credential.ts'
export { ibkrAddressBudget, ibkrBudget, openIbkr, openIbkrReader } from './ibkr/open.ts'
export { IBKR_GATEWAY, IBKR_PRODUCTION, IBKR_VENUE_ID } from './ibkr/settings.ts'
export type { IbkrContract, IbkrEnvironment, IbkrSettings } from './ibkr/settings.ts'
export { EXCHANGE_REGIONS as IBKR_REGIONS } from './ibkr/zone.ts'
export { IBKR_SIMULATED_CONTRACTS } from './simulators/ibkr/contracts.ts'
export type { SimulatedContract as SimulatedIbkrContract } from './simulators/ibkr/contracts.ts'
export { IbkrSimulator } from './simulators/ibkr/simulator.ts'
export type { IbkrAddresses, IbkrSimulatorOptions } from './simulators/ibkr/simulator.ts'
export { simulatedUser as simulatedIbkrUser } from './simulators/ibkr/user.ts'
export type { SimulatedUser as SimulatedIbkrUser } from './simulators/ibkr/user.ts'
export { advanceScore, beginScore, scoreOrder } from './shadow/score.ts'
export type { Print, ShadowEvent, ShownQuote } from './shadow/market.ts'
export type { ShadowOrder, ShadowPhase, ShadowState } from './shadow/state.ts'
