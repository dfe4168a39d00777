/** Every kind of recording that can be played, by name: what a configuration says, turned into a tape. */

import type { Instrument } from '@quarterdeck/sdk'
import { binanceTape } from './binance-tape.ts'
import { csvTape } from './csv-tape.ts'
import type { CsvFormat } from './csv-tape.ts'
import { leanTape } from './lean-tape.ts'
import type { OffTick } from './row-reader.ts'
import type { BadRows, Tape } from './tape.ts'

export type TapeSource = { readonly path: string; readonly badRows: BadRows; readonly offTick: OffTick } & (
  | { readonly kind: 'CSV'; readonly format: CsvFormat }
  | { readonly kind: 'LEAN'; readonly spreadTicks?: number; readonly zone?: string }
  | { readonly kind: 'BINANCE'; readonly symbol?: string }
)

/** Opens a recording to be played to an instrument. The file itself is opened when events are asked for. */
export function openTape(source: TapeSource, instrument: Instrument): Tape {
  switch (source.kind) {
    case 'CSV':
      return csvTape({ ...source, instrument })
    case 'LEAN':
      return leanTape({ ...source, instrument })
    case 'BINANCE':
      return binanceTape({ ...source, instrument })
  }
}
