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
export { defineStrategy } from './strategy/define.ts'
export { param, PARAM_KINDS } from './strategy/param.ts'
export type {
  Param,
  ParamDefault,
  ParamDescription,
  ParamKind,
  ParamSchema,
  ParamValues,
} from './strategy/param.ts'
export type { ParamFault } from './strategy/param-value.ts'
export { describeParams, GRID_VALUES_MAX, ParamsError, parseGrid, parseParams } from './strategy/params.ts'
export type { GridAxis, ParsedGrid, ParsedParams } from './strategy/params.ts'
export { OrderTermsError, StateError, StrategyDefinitionError, TimerError } from './strategy/terms-error.ts'
export type { StateTerms, Strategy, StrategyDefinition } from './strategy/definition.ts'
export { LOG_LEVELS } from './strategy/context.ts'
export type {
  Amount,
  Attachable,
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
  StrategyCorporateAction,
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
export { isoInstant, isTimeframe, timeframeMicros } from './strategy/time.ts'
export type { Micros, Timeframe } from './strategy/time.ts'
export { createStrategySession } from './session/create.ts'
export { SessionInputError, SessionOptionsError } from './session/session-error.ts'
export { strategyNeeds } from './session/subscriptions.ts'
export type { StrategyNeeds } from './session/subscriptions.ts'
export type { BarColumns, QuoteColumns, TradeColumns } from './session/columns.ts'
export { WIRE_VERSION } from './session/input.ts'
export type {
  AccountInput,
  AccountPosition,
  BarInput,
  CorporateActionInput,
  FillInput,
  OrderUpdateInput,
  QuoteInput,
  RestatedOrder,
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
export { defineSignal, SIGNAL_FEATURES_MAX, SIGNAL_HORIZON_BARS_MAX, withModel } from './signals/define.ts'
export type {
  Prediction,
  SignalDefinition,
  SignalModel,
  SignalTerms,
  TrainedSignal,
} from './signals/define.ts'
export { feature } from './signals/feature.ts'
export type { Feature, FeatureBar } from './signals/feature.ts'
export { featuresOver, signalsOver } from './signals/history.ts'
export type { FeatureColumns, SignalColumns } from './signals/history.ts'
export { logisticModel } from './signals/logistic-model.ts'
export type { LogisticModelFile } from './signals/model-file.ts'
export { ModelFileError, SignalDefinitionError } from './signals/signal-error.ts'
export type { Signal, SignalDirection, SignalProvenance, TrainingWindow } from './signals/signal.ts'
export { signalStream } from './signals/stream.ts'
export type { SignalSeries, SignalSnapshot, SignalStream } from './signals/stream.ts'

// Indicators, one file a family; each has a streaming class and an array function.
export {
  Accumulation,
  AccumulationOscillator,
  accumulation,
  accumulationOscillator,
} from './indicators/accumulation.ts'
export type { AccumulationOscillatorOptions } from './indicators/accumulation.ts'
export { Alma, alma } from './indicators/alma.ts'
export type { AlmaOptions } from './indicators/alma.ts'
export { Aroon, aroon } from './indicators/aroon.ts'
export type { AroonColumns } from './indicators/aroon.ts'
export { Atr, Natr, atr, natr } from './indicators/atr.ts'
export type { AtrOptions } from './indicators/atr.ts'
export { AVERAGE_KINDS } from './indicators/average.ts'
export type { AverageKind } from './indicators/average.ts'
export { AwesomeOscillator, awesomeOscillator } from './indicators/awesome-oscillator.ts'
export type { AwesomeOptions } from './indicators/awesome-oscillator.ts'
export { Bollinger, bandwidth, bollinger, percentB } from './indicators/bollinger.ts'
export type { BollingerColumns, BollingerOptions } from './indicators/bollinger.ts'
export { Cci, cci } from './indicators/cci.ts'
export { ChaikinMoneyFlow, chaikinMoneyFlow } from './indicators/chaikin-money-flow.ts'
export { ChaikinVolatility, chaikinVolatility } from './indicators/chaikin-volatility.ts'
export type { ChaikinVolatilityOptions } from './indicators/chaikin-volatility.ts'
export { Cmo, cmo } from './indicators/cmo.ts'
export type { CmoOptions } from './indicators/cmo.ts'
export type { BarOf, ColumnsOf } from './indicators/column.ts'
export { Beta, Correlation, beta, correlation } from './indicators/correlation.ts'
export { Crossover, crossover } from './indicators/crossover.ts'
export { Dema, dema } from './indicators/dema.ts'
export {
  StandardDeviation,
  Variance,
  ZScore,
  standardDeviation,
  variance,
  zScore,
} from './indicators/deviation.ts'
export type { DeviationOptions } from './indicators/deviation.ts'
export { Directional, directional } from './indicators/directional.ts'
export type { DirectionalColumns, DirectionalOptions } from './indicators/directional.ts'
export { Donchian, donchian } from './indicators/donchian.ts'
export type { DonchianColumns, DonchianOptions } from './indicators/donchian.ts'
export { Dpo, dpo } from './indicators/dpo.ts'
export { EaseOfMovement, easeOfMovement } from './indicators/ease-of-movement.ts'
export type { EaseOfMovementOptions } from './indicators/ease-of-movement.ts'
export { Ema, ema } from './indicators/ema.ts'
export type { EmaOptions } from './indicators/ema.ts'
export type { Seed } from './indicators/exponential.ts'
export {
  Highest,
  Lowest,
  MidPoint,
  MidPrice,
  highest,
  lowest,
  midPoint,
  midPrice,
} from './indicators/extremes.ts'
export { ForceIndex, forceIndex } from './indicators/force-index.ts'
export { ForecastOscillator, forecastOscillator } from './indicators/forecast-oscillator.ts'
export { HeikinAshi, heikinAshi } from './indicators/heikin-ashi.ts'
export { Hma, hma } from './indicators/hma.ts'
export { Ichimoku, ichimoku } from './indicators/ichimoku.ts'
export type { IchimokuColumns, IchimokuOptions } from './indicators/ichimoku.ts'
export type { Indicator, IndicatorOf, IndicatorSnapshot } from './indicators/indicator.ts'
export { Kama, kama } from './indicators/kama.ts'
export type { KamaOptions } from './indicators/kama.ts'
export { Keltner, keltner } from './indicators/keltner.ts'
export type { KeltnerColumns, KeltnerOptions } from './indicators/keltner.ts'
export { Klinger, klinger } from './indicators/klinger.ts'
export type { KlingerOptions } from './indicators/klinger.ts'
export { Kst, kst } from './indicators/kst.ts'
export type { FourPeriods, KstColumns, KstOptions } from './indicators/kst.ts'
export { LinearRegression, linearRegression } from './indicators/linear-regression.ts'
export type { LinearRegressionColumns } from './indicators/linear-regression.ts'
export { Macd, macd } from './indicators/macd.ts'
export type { MacdColumns, MacdOptions } from './indicators/macd.ts'
export { MassIndex, massIndex } from './indicators/mass-index.ts'
export type { MassIndexOptions } from './indicators/mass-index.ts'
export { MoneyFlowIndex, moneyFlowIndex } from './indicators/money-flow-index.ts'
export { Obv, obv } from './indicators/obv.ts'
export type { ObvOptions } from './indicators/obv.ts'
export { INDICATOR_PERIOD_MAX, IndicatorParameterError } from './indicators/parameter.ts'
export { PercentRank, percentRank } from './indicators/percent-rank.ts'
export { PivotPoints, pivotPoints } from './indicators/pivot-points.ts'
export type { PivotColumns, PivotMethod, PivotOptions } from './indicators/pivot-points.ts'
export { Apo, Ppo, apo, ppo } from './indicators/price-oscillator.ts'
export type { ApoOptions, PpoColumns, PpoOptions } from './indicators/price-oscillator.ts'
export { PriceVolumeTrend, priceVolumeTrend } from './indicators/price-volume-trend.ts'
export {
  AveragePrice,
  MedianPrice,
  TypicalPrice,
  WeightedClose,
  averagePrice,
  medianPrice,
  typicalPrice,
  weightedClose,
} from './indicators/price.ts'
export { Psar, psar } from './indicators/psar.ts'
export type { PsarOptions } from './indicators/psar.ts'
export { Qstick, qstick } from './indicators/qstick.ts'
export { Rma, rma } from './indicators/rma.ts'
export type { RmaOptions } from './indicators/rma.ts'
export {
  LogReturn,
  Momentum,
  Roc,
  Rocp,
  Rocr,
  logReturn,
  momentum,
  roc,
  rocp,
  rocr,
} from './indicators/roc.ts'
export { RollingSharpe, rollingSharpe } from './indicators/rolling-sharpe.ts'
export type { RollingSharpeOptions } from './indicators/rolling-sharpe.ts'
export { RollingSum, rollingSum } from './indicators/rolling-sum.ts'
export { Rsi, rsi } from './indicators/rsi.ts'
export type { RsiOptions } from './indicators/rsi.ts'
export { Sma, sma } from './indicators/sma.ts'
export { StochRsi, stochRsi } from './indicators/stoch-rsi.ts'
export type { StochRsiColumns, StochRsiOptions } from './indicators/stoch-rsi.ts'
export { Stochastic, stochastic } from './indicators/stochastic.ts'
export type { StochasticColumns, StochasticOptions } from './indicators/stochastic.ts'
export { SuperTrend, superTrend } from './indicators/super-trend.ts'
export type { SuperTrendColumns, SuperTrendOptions } from './indicators/super-trend.ts'
export { T3, t3 } from './indicators/t3.ts'
export type { T3Options } from './indicators/t3.ts'
export { Tema, tema } from './indicators/tema.ts'
export { Trima, trima } from './indicators/trima.ts'
export { Trix, trix } from './indicators/trix.ts'
export { TrueRange, trueRange } from './indicators/true-range.ts'
export type { TrueRangeOptions } from './indicators/true-range.ts'
export { Tsi, tsi } from './indicators/tsi.ts'
export type { TsiOptions } from './indicators/tsi.ts'
export { UlcerIndex, ulcerIndex } from './indicators/ulcer-index.ts'
export { UltimateOscillator, ultimateOscillator } from './indicators/ultimate-oscillator.ts'
export type { UltimateOptions } from './indicators/ultimate-oscillator.ts'
export {
  VerticalHorizontalFilter,
  verticalHorizontalFilter,
} from './indicators/vertical-horizontal-filter.ts'
export {
  NegativeVolumeIndex,
  PositiveVolumeIndex,
  negativeVolumeIndex,
  positiveVolumeIndex,
} from './indicators/volume-index.ts'
export { VolumeOscillator, volumeOscillator } from './indicators/volume-oscillator.ts'
export type { VolumeOscillatorOptions } from './indicators/volume-oscillator.ts'
export { Vortex, vortex } from './indicators/vortex.ts'
export type { VortexColumns } from './indicators/vortex.ts'
export { RollingVwap, SessionVwap, rollingVwap, sessionVwap } from './indicators/vwap.ts'
export { Vwma, vwma } from './indicators/vwma.ts'
export { WilliamsAccumulation, williamsAccumulation } from './indicators/williams-accumulation.ts'
export { WilliamsR, williamsR } from './indicators/williams-r.ts'
export { Wma, wma } from './indicators/wma.ts'
export { Zlema, zlema } from './indicators/zlema.ts'
