/** Files that are either the old one or the new one, whatever happens in between: written aside, flushed, then renamed. */
import { closeSync, fsyncSync, openSync, renameSync, writeSync } from 'node:fs'
import { dirname } from 'node:path'
import { threadId } from 'node:worker_threads'

/** Ending of a file that is being written. Whatever bears it at the start of a write is left from a crash. */
export const UNFINISHED = '.unfinished'

let written = 0

/** A name beside `path` for writing it aside; no other thread or process uses the same. */
export function asidePath(path: string): string {
  written += 1
  return `${path}.${process.pid}-${threadId}-${written}${UNFINISHED}`
}

/** Flushes a finished temporary file and gives it its name; the name is durable when this returns. */
export function publishFile(temporary: string, path: string): void {
  flush(temporary)
  renameSync(temporary, path)
  // Windows keeps names by itself and lets nobody open a directory.
  if (process.platform !== 'win32') flush(dirname(path))
}

/** Writes pieces to `path` so that a reader sees all of them or the file that was there before. */
export function writeDurably(path: string, pieces: readonly (Uint8Array | string)[]): void {
  const temporary = asidePath(path)
  const file = openSync(temporary, 'w', 0o600)
  try {
    for (const piece of pieces) writeAll(file, typeof piece === 'string' ? Buffer.from(piece) : piece)
  } finally {
    closeSync(file)
  }
  publishFile(temporary, path)
}

function writeAll(file: number, bytes: Uint8Array): void {
  let done = 0
  while (done < bytes.length) done += writeSync(file, bytes, done, bytes.length - done)
}

function flush(path: string): void {
  const file = openSync(path, 'r')
  try {
    fsyncSync(file)
  } finally {
    closeSync(file)
  }
}
