/**
 * Asks for the quotes that a stream does not begin with: until the first change of a quiet market nothing would be known of it.
 */
import { capabilitiesFor, type ListedInstrument, type QuoteRecord } from '@quarterdeck/venues'
import type { Connector } from './connector.ts'

/** One after the other, so that they leave room for what is more urgent. What cannot be read is told by the stream in time. */
export async function askFirstQuotes(
  { reads, capabilities }: Pick<Connector, 'reads' | 'capabilities'>,
  listed: readonly ListedInstrument[],
  tell: (quote: QuoteRecord) => void,
): Promise<void> {
  for (const { instrument } of listed) {
    const { quotes, depth } = capabilitiesFor(capabilities, instrument.assetClass).streams
    if (quotes.snapshot || (depth.ability.kind !== 'REFUSED' && depth.snapshot)) continue
    const { venueSymbol } = instrument
    const answer = await reads.quote(venueSymbol)
    if (answer.ok) tell({ ...answer.value, venueSymbol })
  }
}
