/** Run as a process of its own: takes the lock of the directory in argv[2], says so, and holds it until it is killed. */
import { lockDirectory } from '../lock/directory-lock.ts'

const directory = process.argv[2]
if (directory === undefined) throw new Error('usage: hold-directory.ts DIRECTORY')
try {
  lockDirectory(directory)
  // The lock is held by the process, not by whoever keeps what was returned.
  globalThis.gc?.()
  console.log('held')
  setInterval(() => undefined, 60_000)
} catch (error) {
  console.log((error as Error).message)
}
