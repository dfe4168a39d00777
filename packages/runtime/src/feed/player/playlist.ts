/**
 * A playlist: a JSON file that says which recordings are played to which instruments and how fast, so that a server can
 * be started on real market data without code.
 */

import { readFile } from 'node:fs/promises'
import { dirname, resolve } from 'node:path'
import type { Instrument } from '@quarterdeck/sdk'
import { z } from 'zod'
import type { PlayerPace } from './player-feed.ts'
import type { Track } from './tape-player.ts'
import { isZone } from '../calendar/zone.ts'
import { openTape } from './tape-source.ts'
import { TIME_FORMATS } from './time-format.ts'

const Zone = z.string().refine(isZone, 'must be an IANA time zone such as America/New_York')
const Column = z.union([z.string().min(1), z.int().nonnegative()])
const Csv = z.strictObject({
  delimiter: z.string().length(1).exactOptional(),
  header: z.boolean().exactOptional(),
  time: z.enum(TIME_FORMATS),
  zone: Zone.exactOptional(),
})
const CsvFormatShape = z.discriminatedUnion('rows', [
  Csv.extend({
    rows: z.literal('QUOTES'),
    columns: z.strictObject({
      time: Column,
      bid: Column,
      ask: Column,
      bidSize: Column.exactOptional(),
      askSize: Column.exactOptional(),
    }),
  }),
  Csv.extend({
    rows: z.literal('TRADES'),
    spreadTicks: z.int().positive().exactOptional(),
    columns: z.strictObject({ time: Column, price: Column, size: Column, side: Column.exactOptional() }),
  }),
  Csv.extend({
    rows: z.literal('BARS'),
    columns: z.strictObject({ time: Column, open: Column, high: Column, low: Column, close: Column }),
    barSeconds: z.number().positive(),
    spreadTicks: z.int().positive(),
  }),
])
const Recording = z.strictObject({
  instrument: z.string(),
  /** Relative to the playlist. */
  path: z.string().min(1),
  badRows: z.enum(['STOP', 'SKIP']).default('STOP'),
  offTick: z.enum(['REFUSE', 'ROUND']).default('REFUSE'),
})
const TrackShape = z.discriminatedUnion('kind', [
  Recording.extend({ kind: z.literal('CSV'), format: CsvFormatShape }),
  Recording.extend({
    kind: z.literal('LEAN'),
    spreadTicks: z.int().positive().exactOptional(),
    zone: Zone.exactOptional(),
  }),
  Recording.extend({ kind: z.literal('BINANCE'), symbol: z.string().exactOptional() }),
])
const PlaylistShape = z.strictObject({
  /** 1 is the recording's own pace. */
  speed: z.number().positive().max(1_000_000).default(1),
  times: z.enum(['ORIGINAL', 'SHIFTED']).default('SHIFTED'),
  alwaysOpen: z.boolean().default(true),
  tracks: z.array(TrackShape).min(1).max(1000),
})

export interface Playlist {
  readonly tracks: readonly Track[]
  readonly pace: PlayerPace
  readonly alwaysOpen: boolean
}

/** Reads a playlist for the instruments that are listed. Throws an error that names the file, the field and what is allowed. */
export async function readPlaylist(path: string, listed: readonly Instrument[]): Promise<Playlist> {
  const parsed = PlaylistShape.safeParse(parseJson(path, await readFile(path, 'utf8')))
  if (!parsed.success) throw new Error(`${path}: ${z.prettifyError(parsed.error)}`)
  const { tracks, speed, times, alwaysOpen } = parsed.data
  const byId = new Map(listed.map((instrument) => [instrument.id, instrument]))
  return {
    alwaysOpen,
    pace: { kind: 'SPEED', speed, times },
    tracks: tracks.map((track, index) => {
      const instrument = byId.get(track.instrument)
      if (instrument === undefined) {
        throw new Error(
          `${path}: tracks[${index}].instrument: "${track.instrument}" is not listed; allowed: ${[...byId.keys()].join(', ')}`,
        )
      }
      return {
        instrument,
        tape: openTape({ ...track, path: resolve(dirname(path), track.path) }, instrument),
      }
    }),
  }
}

function parseJson(path: string, text: string): unknown {
  try {
    return JSON.parse(text)
  } catch (error) {
    throw new Error(`${path}: must be JSON`, { cause: error })
  }
}
