/** Whether the engine lists an instrument as a venue tells it. */

import { decide, emptyMarket, initialBook } from '@quarterdeck/engine'
import type { Instrument } from '@quarterdeck/sdk'

/** Why the engine does not list it; null: it does. */
export function listingFault(instrument: Instrument): string | null {
  const book = initialBook({ organizationId: 'conformance', baseCurrency: 'USD' })
  const outcome = decide(book, emptyMarket(), {
    type: 'ListInstrument',
    commandId: 'list',
    at: 1,
    actor: { kind: 'SYSTEM', id: 'conformance', name: 'conformance', userId: null },
    instrument,
  })
  return outcome.kind === 'REFUSED' ? `${instrument.id}: ${outcome.message}` : null
}
