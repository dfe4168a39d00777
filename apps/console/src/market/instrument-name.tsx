/**
 * What an instrument is called. Two venues may list the same symbol, so that of a real venue is said with it; the simulated
 * venue needs no mention.
 */

interface Named {
  /** Canonical: VENUE:SYMBOL. */
  readonly id: string
  readonly symbol: string
}

const SIMULATED = 'SIM'

/** Returns the venue that has to be said with the symbol; null: it is the simulated one. */
function saidVenue({ id }: Pick<Named, 'id'>): string | null {
  const venueId = id.slice(0, id.indexOf(':'))
  return venueId === SIMULATED ? null : venueId
}

/** Returns the name in a line of text, such as `BTC-USD on COINBASE`. */
export function instrumentText(instrument: Named): string {
  const venue = saidVenue(instrument)
  return venue === null ? instrument.symbol : `${instrument.symbol} on ${venue}`
}

export function InstrumentName({ instrument }: { readonly instrument: Named }) {
  const venue = saidVenue(instrument)
  return (
    <>
      {instrument.symbol}
      {venue === null ? null : <span className="font-normal text-ink-2"> {venue}</span>}
    </>
  )
}
