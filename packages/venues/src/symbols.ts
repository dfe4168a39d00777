/** Translates between canonical instrument ids and a venue's own symbols. */

import type { Instrument, InstrumentId } from '@quarterdeck/sdk'

export interface SymbolMap {
  /** The venue's symbol of an instrument; undefined: not listed. */
  venueSymbol(id: InstrumentId): string | undefined
  /** The instrument behind a venue's symbol; undefined: not listed. */
  instrumentId(venueSymbol: string): InstrumentId | undefined
}

/** Builds the map. Throws, naming both, where two instruments claim one id or one venue symbol. */
export function symbolMap(instruments: readonly Instrument[]): SymbolMap {
  const symbols = new Map<InstrumentId, string>()
  const ids = new Map<string, InstrumentId>()
  for (const { id, venueSymbol } of instruments) {
    if (symbols.has(id)) throw new Error(`Two instruments have the id ${id}: list each once`)
    const other = ids.get(venueSymbol)
    if (other !== undefined)
      throw new Error(`${other} and ${id} both have the venue symbol "${venueSymbol}": each needs its own`)
    symbols.set(id, venueSymbol)
    ids.set(venueSymbol, id)
  }
  return {
    venueSymbol: (id) => symbols.get(id),
    instrumentId: (venueSymbol) => ids.get(venueSymbol),
  }
}
