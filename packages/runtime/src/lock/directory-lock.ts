/**
 * One process per data directory: a second one on the same files would destroy them without an error.
 *
 * The lock is the operating system's own, held through an SQLite file that stays locked for the life of the process:
 * it vanishes with the process however that ends, needs no clean-up after a crash, and cannot be fooled by a pid that
 * was given to somebody else. The note beside it only serves the message.
 */
import { readFileSync, writeFileSync } from 'node:fs'
import { hostname } from 'node:os'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'

export interface DirectoryLock {
  /** Gives the directory free. Safe to call twice. */
  release(): void
}

/** Another process has the data directory open. */
export class DirectoryLocked extends Error {
  override readonly name = 'DirectoryLocked'
}

const LOCK_FILE = 'quarterdeck.lock'
const NOTE_FILE = 'quarterdeck.lock.owner'
const SQLITE_BUSY = 5

/** Keeps what is locked reachable: a connection that is collected as garbage closes, and its lock goes with it. */
const held = new Set<DatabaseSync>()

/** Takes the lock of `directory`, or throws `DirectoryLocked` naming the directory and the process that holds it. */
export function lockDirectory(directory: string): DirectoryLock {
  const file = new DatabaseSync(join(directory, LOCK_FILE), { timeout: 0 })
  try {
    file.exec('BEGIN EXCLUSIVE')
  } catch (error) {
    file.close()
    if ((error as { errcode?: number }).errcode !== SQLITE_BUSY) throw error
    throw new DirectoryLocked(
      `QUARTERDECK_DATA_DIR: ${directory} is in use by ${holder(directory)}; stop it, or choose another directory`,
    )
  }
  writeFileSync(join(directory, NOTE_FILE), `process ${process.pid} on ${hostname()}`, { mode: 0o600 })
  held.add(file)
  return {
    release() {
      if (held.delete(file)) file.close()
    },
  }
}

function holder(directory: string): string {
  try {
    return readFileSync(join(directory, NOTE_FILE), 'utf8')
  } catch (error) {
    // The holder is between taking the lock and writing its note.
    return `another process (${(error as NodeJS.ErrnoException).code ?? 'unnamed'})`
  }
}
