/**
 * One writer of a store at a time, in this process and in others.
 *
 * Between processes it is the operating system's own lock, held through an SQLite file: it ends with its process however that
 * ends, so a crash leaves nothing to clear away. Within the process writers queue.
 */
import { join } from 'node:path'
import type { DatabaseSync } from 'node:sqlite'
import { setTimeout as after } from 'node:timers/promises'
import { MarketDataError } from '../market-data-error.ts'

const LOCK_FILE = 'writer.lock'
const SQLITE_BUSY = 5
const RETRY_MS = 20

/** Runs `work` while nobody else writes the store in `directory`. Fails with `BUSY` when another process does so for `waitMs`. */
export type WriteLock = <T>(work: () => Promise<T>) => Promise<T>

export function createWriteLock(directory: string, waitMs: number): WriteLock {
  let last: Promise<unknown> = Promise.resolve()
  return (work) => {
    const mine = last.then(async () => {
      const lock = await take(join(directory, LOCK_FILE), waitMs)
      try {
        return await work()
      } finally {
        lock.close()
      }
    })
    // The queue goes on after a writer that failed; the failure itself is its caller's.
    last = mine.catch(() => undefined)
    return mine
  }
}

/** Loads SQLite with the first write: a process that only reads may run without it. */
async function take(path: string, waitMs: number): Promise<DatabaseSync> {
  const sqlite = await import('node:sqlite')
  for (let waited = 0; ; waited += RETRY_MS) {
    const file = new sqlite.DatabaseSync(path, { timeout: 0 })
    try {
      file.exec('BEGIN EXCLUSIVE')
      return file
    } catch (error) {
      file.close()
      if ((error as { errcode?: number }).errcode !== SQLITE_BUSY) throw error
      if (waited >= waitMs) {
        throw new MarketDataError('BUSY', 'another process is writing this store; try again when it is done')
      }
      await after(RETRY_MS)
    }
  }
}
