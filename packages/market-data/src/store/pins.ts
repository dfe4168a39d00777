/**
 * What a reader, such as a backtest, has read: the hashes of its rows, kept so that a later change of history can name it.
 *
 * A pin covers the rows of its range at the time; rows added after its end do not touch it.
 */
import { createHash } from 'node:crypto'
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import type { SeriesKey } from '../series/series-key.ts'
import { isSameSeries } from '../series/series-key.ts'
import { writeDurably, UNFINISHED } from './durable-file.ts'

/** The rows of one period that were read. */
export interface PinnedSlice {
  readonly period: string
  readonly rows: number
  readonly sha256: string
}

export interface PinnedSeries {
  readonly key: SeriesKey
  /** The range that was asked for, its open ends closed at what was there: microseconds UTC, `to` not included. */
  readonly from: number
  readonly to: number
  readonly slices: readonly PinnedSlice[]
  /** Hash of the splits and dividends with an ex-date within the range; absent: there were none. */
  readonly actionsSha256?: string
}

export interface Pin {
  /** Who read: an id that the caller gives meaning, such as that of a backtest. */
  readonly reader: string
  readonly series: readonly PinnedSeries[]
}

/** Writes a reader's pin, in place of an earlier one of the same reader. */
export function writePin(directory: string, pin: Pin): void {
  mkdirSync(join(directory, 'pins'), { recursive: true })
  writeDurably(pinPath(directory, pin.reader), [`${JSON.stringify(pin)}\n`])
}

/** The pin of one reader. */
export function readPin(directory: string, reader: string): Pin | undefined {
  const path = pinPath(directory, reader)
  return existsSync(path) ? (JSON.parse(readFileSync(path, 'utf8')) as Pin) : undefined
}

/** Forgets a reader's pin; whether there was one. */
export function removePin(directory: string, reader: string): boolean {
  const path = pinPath(directory, reader)
  if (!existsSync(path)) return false
  rmSync(path)
  return true
}

/** Every pin, in order of its reader's id. */
export function readPins(directory: string): readonly Pin[] {
  const root = join(directory, 'pins')
  if (!existsSync(root)) return []
  return readdirSync(root)
    .filter((name) => !name.endsWith(UNFINISHED))
    .map((name) => JSON.parse(readFileSync(join(root, name), 'utf8')) as Pin)
    .sort((a, b) => (a.reader < b.reader ? -1 : 1))
}

/** Follows a write and collects the readers whose range it touches. */
export interface PinWatch {
  touched(time: number): void
  /** Ids of the readers whose rows changed, in order. */
  readers(): readonly string[]
}

export function watchPins(pins: readonly Pin[], key: SeriesKey): PinWatch {
  const open = pins.flatMap((pin) =>
    pin.series
      .filter((series) => isSameSeries(series.key, key))
      .map(({ from, to }) => ({ reader: pin.reader, from, to })),
  )
  const hit = new Set<string>()
  return {
    touched(time) {
      for (let index = open.length - 1; index >= 0; index -= 1) {
        const { reader, from, to } = open[index]!
        if (time < from || time >= to) continue
        hit.add(reader)
        // A reader is named once: its other rows need no more comparing.
        open.splice(index, 1)
      }
    },
    readers: () => [...hit].sort(),
  }
}

function pinPath(directory: string, reader: string): string {
  return join(directory, 'pins', `${createHash('sha256').update(reader).digest('hex').slice(0, 32)}.json`)
}
