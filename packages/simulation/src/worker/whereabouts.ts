/**
 * Where a run stands, kept in a few bytes that its supervisor can read at any time: which callback of the strategy is at work, and
 * on what.
 *
 * A callback that never returns, or takes all memory, cannot say so itself; the process is killed, and this is what is left.
 */

import { closeSync, openSync, readSync, writeFileSync } from 'node:fs'
import { CALLBACKS, isoInstant } from '@quarterdeck/sdk'
import type { Callback, Micros } from '@quarterdeck/sdk'

/** Cells of the file, doubles. */
export const WHEREABOUTS = { run: 0, callback: 1, at: 2 } as const
export const WHEREABOUTS_BYTES: number = 3 * Float64Array.BYTES_PER_ELEMENT

/** Codes of what is at work that is no callback. */
export const LOADING = -1
export const BETWEEN = -2

export interface Whereabouts {
  /** Number of the run, as its order gives it; null: none yet. */
  readonly run: number | null
  /** The callback at work; null: the file is being loaded, or the platform is at work. */
  readonly callback: Callback | null
  /** Opening of the bar, or time of the event, that it was called with. */
  readonly at: Micros | null
  readonly inWords: string
}

/** Makes the file that one worker writes and its supervisor reads. */
export function createWhereabouts(path: string): void {
  writeFileSync(path, new Uint8Array(new Float64Array([-1, LOADING, 0]).buffer), { mode: 0o600 })
}

/** Reads where the worker of a file stands. */
export function readWhereabouts(path: string): Whereabouts {
  const cells = new Float64Array(WHEREABOUTS_BYTES / Float64Array.BYTES_PER_ELEMENT)
  const file = openSync(path, 'r')
  try {
    readSync(file, new Uint8Array(cells.buffer), 0, WHEREABOUTS_BYTES, 0)
  } finally {
    closeSync(file)
  }
  const run = cells[WHEREABOUTS.run]!
  const code = cells[WHEREABOUTS.callback]!
  const callback = CALLBACKS[code] ?? null
  const at = cells[WHEREABOUTS.at] === 0 ? null : cells[WHEREABOUTS.at]!
  return { run: run < 0 ? null : run, callback, at, inWords: inWords(code, callback, at) }
}

function inWords(code: number, callback: Callback | null, at: Micros | null): string {
  if (callback !== null) return at === null ? callback : `${callback} at ${isoInstant(at)}`
  if (code === LOADING) return 'the loading of its file'
  return at === null
    ? 'the time before its first callback'
    : `the time after its callback at ${isoInstant(at)}`
}
