/** The face of the venues: the adapter contract, and the simulated venue with its matching core. */
export type {
  MarketDriven,
  VenueListener,
  VenueOrder,
  VenueReader,
  VenueRequest,
  VenueWriter,
} from './adapter.ts'
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
export { SimulatedVenue } from './simulated/venue.ts'
export type { RestoredOrder } from './simulated/venue.ts'
export { symbolMap } from './symbols.ts'
export type { SymbolMap } from './symbols.ts'
