/** The peer of a round trip: a process that gives back each frame as it came, and does nothing else. */

import { readSync, writeSync } from 'node:fs'

const bytes = Buffer.alloc(65_536)
for (;;) {
  const read = readSync(0, bytes, 0, bytes.length, null)
  if (read === 0) process.exit(0)
  for (let done = 0; done < read;) done += writeSync(1, bytes, done, read - done)
}
