/** The face of the SDK: the domain's words and exact numbers. Zero dependencies, no I/O. */
export {
  DECIMAL_FRACTION_DIGITS_MAX,
  DECIMAL_INTEGER_DIGITS_MAX,
  decimalScale,
  decimalUnits,
  formatDecimal,
  parseDecimal,
  powerOfTen,
} from './decimal.ts'
export type { Decimal, DecimalFault, ParsedDecimal } from './decimal.ts'
export type { Instrument, InstrumentId } from './instrument.ts'
export {
  ASSET_CLASSES,
  FUNDING_STYLES,
  LIQUIDITIES,
  MODES,
  OPTION_RIGHTS,
  ORDER_STATUSES,
  ORDER_TYPES,
  SIDES,
  TIMES_IN_FORCE,
  TRADING_STATUSES,
} from './vocabulary.ts'
export type {
  AssetClass,
  FundingStyle,
  Liquidity,
  Mode,
  OptionRight,
  OrderStatus,
  OrderType,
  Side,
  TimeInForce,
  TradingStatus,
} from './vocabulary.ts'
export { param, PARAM_KINDS } from './strategy/param.ts'
export type {
  Param,
  ParamDefault,
  ParamDescription,
  ParamKind,
  ParamSchema,
  ParamValues,
} from './strategy/param.ts'
export type { StateTerms, Strategy, StrategyDefinition } from './strategy/definition.ts'
export { LOG_LEVELS } from './strategy/context.ts'
export type {
  Amount,
  Bracket,
  BracketRequest,
  Clock,
  LimitOrder,
  Log,
  LogLevel,
  MarketOrder,
  OrderRequest,
  Orders,
  Portfolio,
  Position,
  Random,
  ReplaceRequest,
  RoundingDirection,
  SessionSchedule,
  Setup,
  StopLimitOrder,
  StopOrder,
  StrategyContext,
  StrategyFill,
  StrategyOrder,
  StrategyOrderUpdate,
  StrategyTimer,
  TargetOptions,
  Timers,
} from './strategy/context.ts'
export type { JsonValue } from './strategy/json.ts'
export type { Bar, BarWindow, Column, Quote, Trade } from './strategy/market.ts'
export { HISTORY_DEFAULT, HISTORY_MAX, SUBSCRIPTIONS_MAX } from './strategy/subscription.ts'
export type {
  BarSubscription,
  QuoteSubscription,
  Subscription,
  TradeSubscription,
} from './strategy/subscription.ts'
export type { Micros, Timeframe } from './strategy/time.ts'
export type { BarColumns, QuoteColumns, TradeColumns } from './session/columns.ts'
export { WIRE_VERSION } from './session/input.ts'
export type {
  AccountInput,
  AccountPosition,
  BarInput,
  FillInput,
  OrderUpdateInput,
  QuoteInput,
  StartInput,
  StopInput,
  StrategyInput,
  TimerInput,
  TradeInput,
} from './session/input.ts'
export type {
  CancelOrderIntent,
  CancelTimerIntent,
  LogIntent,
  ReplaceOrderIntent,
  SetTimerIntent,
  StrategyIntent,
  SubmitOrderIntent,
  TimerSchedule,
} from './session/intent.ts'
export type {
  Feed,
  PersistedState,
  SessionOptions,
  SessionStatus,
  StrategySession,
} from './session/session.ts'
export { CALLBACKS, StrategyFault } from './session/fault.ts'
export type { Callback, StrategyFaultReport } from './session/fault.ts'
export type { SessionSnapshot } from './session/snapshot.ts'
