/** What market data refuses, with the place of the fault: a file, a row and a column where there is one. */

export const MARKET_DATA_FAULTS = [
  'BAD_SERIES',
  'BAD_OPTION',
  'BAD_FILE',
  'BAD_ROW',
  'BAD_ORDER',
  'AMBIGUOUS',
  'NOT_FOUND',
  'BUSY',
  'DAMAGED',
] as const

/**
 * `BAD_*` is the caller's input, `AMBIGUOUS` asks for a choice that only the caller can make, `NOT_FOUND` a series or range
 * that is not kept, `BUSY` another writer at work (try again later), `DAMAGED` a store whose bytes are not what was written.
 */
export type MarketDataFault = (typeof MARKET_DATA_FAULTS)[number]

export interface FaultPlace {
  /** Name of the file, as the caller gave it. */
  readonly file?: string
  /** Line of the file, the first being 1. */
  readonly row?: number
  /** Name of the column, or its number from 1 where it has no name. */
  readonly column?: string
  /** The option or part of a key that is wrong. */
  readonly field?: string
}

export class MarketDataError extends Error {
  override readonly name = 'MarketDataError'
  readonly code: MarketDataFault
  readonly place: FaultPlace

  constructor(code: MarketDataFault, message: string, place: FaultPlace = {}) {
    super(placed(message, place))
    this.code = code
    this.place = place
  }
}

function placed(message: string, { file, row, column }: FaultPlace): string {
  const where = [
    file,
    row === undefined ? undefined : `row ${row}`,
    column === undefined ? undefined : `column ${column}`,
  ].filter((part) => part !== undefined)
  return where.length === 0 ? message : `${where.join(', ')}: ${message}`
}
