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
export { slippageFault } from './simulated/slippage.ts'
export type { SlippageModel } from './simulated/slippage.ts'
export { SimulatedVenue } from './simulated/venue.ts'
export type { RestoredOrder, VenueState } from './simulated/venue.ts'
export type { Listing, QuoteMove } from './simulated/listing.ts'
export { symbolMap } from './symbols.ts'
export type { SymbolMap } from './symbols.ts'
