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
