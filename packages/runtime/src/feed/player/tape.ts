/**
 * A tape: recorded quotes and trades of one instrument, in order of time, on the grid of the instrument they are played to.
 */

import type { Micros } from '@quarterdeck/engine'
import type { Side } from '@quarterdeck/sdk'
import type { PathPoint } from '@quarterdeck/venues'

export interface TapeQuote {
  readonly kind: 'QUOTE'
  readonly venueAt: Micros
  readonly receivedAt: Micros
  /** Null: the recording shows no such side. */
  readonly bidTicks: number | null
  readonly askTicks: number | null
  /** Null: the recording does not state the size. */
  readonly bidLots: number | null
  readonly askLots: number | null
  /** Set where it is a point of a recorded bar. */
  readonly barPoint?: PathPoint
}

export interface TapeTrade {
  readonly kind: 'TRADE'
  readonly venueAt: Micros
  readonly receivedAt: Micros
  readonly priceTicks: number
  readonly lots: number
  readonly aggressor: Side | null
}

export type TapeEvent = TapeQuote | TapeTrade

/** What reading has come across so far; complete once the tape has been read to its end. */
export interface TapeReport {
  rows: number
  events: number
  /** Rows that are well formed but of no interest, such as changes of depth. */
  ignored: number
  /** Bad rows that were left out, and the first of their faults. */
  skipped: number
  readonly faults: TapeFault[]
}

export interface Tape {
  readonly path: string
  readonly report: TapeReport
  /** Reads the file once, as it is asked for. Throws `TapeFault` at a bad row unless bad rows are skipped. */
  events(): AsyncGenerator<TapeEvent, void, undefined>
}

/** What a bad row does: end the replay, or be left out and counted. */
export type BadRows = 'STOP' | 'SKIP'

/** Faults kept in a report; the rest are only counted. */
export const FAULTS_KEPT = 20

export interface FaultPlace {
  readonly file: string
  /** From 1. */
  readonly line: number
  readonly column: string
}

/** A row that cannot be played, with its place and what would be allowed there. */
export class TapeFault extends Error {
  override readonly name = 'TapeFault'
  readonly place: FaultPlace
  readonly value: string
  readonly allowed: string

  constructor(place: FaultPlace, fault: { readonly value: string; readonly allowed: string }) {
    const shown = fault.value.length > 60 ? `${fault.value.slice(0, 60)}...` : fault.value
    super(`${place.file}:${place.line}: column ${place.column}: "${shown}" ${fault.allowed}`)
    this.place = place
    this.value = fault.value
    this.allowed = fault.allowed
  }
}

/** Turns rows into events under a policy for bad ones, and refuses a tape whose time goes backwards. */
export async function* playRows<Row extends { readonly line: number }>(
  rows: AsyncIterable<Row>,
  reading: {
    readonly file: string
    readonly report: TapeReport
    readonly badRows: BadRows
    /** Null: the row is of no interest. */
    readonly read: (row: Row) => readonly TapeEvent[] | null
  },
): AsyncGenerator<TapeEvent, void, undefined> {
  const { report } = reading
  let newest = Number.NEGATIVE_INFINITY
  for await (const row of rows) {
    report.rows += 1
    try {
      const events = reading.read(row)
      if (events === null) {
        report.ignored += 1
        continue
      }
      const first = events[0]?.receivedAt ?? newest
      if (first < newest) {
        const before = new Date(newest / 1000).toISOString()
        throw new TapeFault(
          { file: reading.file, line: row.line, column: 'time' },
          {
            value: new Date(first / 1000).toISOString(),
            allowed: `must not be before the row above it, ${before}`,
          },
        )
      }
      for (const event of events) {
        newest = event.receivedAt
        report.events += 1
        yield event
      }
    } catch (fault) {
      if (!(fault instanceof TapeFault)) throw fault
      if (reading.badRows === 'STOP') throw fault
      report.skipped += 1
      if (report.faults.length < FAULTS_KEPT) report.faults.push(fault)
    }
  }
}

export function emptyReport(): TapeReport {
  return { rows: 0, events: 0, ignored: 0, skipped: 0, faults: [] }
}
