/** The engine as its tests see it: its face, and what of the SDK they need. */
export {
  applyQuote,
  applyStatus,
  decide,
  emptyMarket,
  evolve,
  hash,
  initialBook,
  restore,
  snapshot,
} from '../src/index.ts'
export type {
  AccountState,
  Actor,
  Book,
  Command,
  DecisionContextInput,
  EngineEvent,
  Market,
  OrderState,
  PositionState,
  Outcome,
  Posting,
  SubmitOrder,
  VenueReport,
} from '../src/index.ts'
export type { Mode } from '@quarterdeck/sdk'
