/** What a listing changes: the instrument's row, or its restated terms. */

import type { Book } from '../book/book.ts'
import type { InstrumentListed } from '../book/event.ts'
import { refreshInstrument } from '../risk/rows.ts'
import { instrumentState } from './state.ts'

export function evolveInstrumentListed(book: Book, event: InstrumentListed): void {
  const knownIndex = book.instrumentIndexById.get(event.instrument.id)
  const index = knownIndex ?? book.instruments.length
  const known = book.instruments[index]
  book.instruments[index] = instrumentState(index, event.instrument, known?.settled ?? null, known?.actions)
  book.instrumentIndexById.set(event.instrument.id, index)
  refreshInstrument(book, index)
}
