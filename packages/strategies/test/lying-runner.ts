/** A process that says whatever it is told to say: what a runner may have become. Its argument is the JSON of a `Lie`. */

import { writeSync } from 'node:fs'

export interface Lie {
  /** Said one after the other; `PID` in a text is its own. Null: nothing is said. */
  readonly frames: readonly (string | { readonly announced: number })[]
  /** Says the last frame again and again. */
  readonly onAndOn?: boolean
  /** Does not read what it is told. */
  readonly deaf?: boolean
  /** Works on after it has said everything. */
  readonly busy?: boolean
}

const { frames, onAndOn = false, deaf = false, busy = false } = JSON.parse(process.argv[2]!) as Lie

function say(frame: Lie['frames'][number]): void {
  const body = Buffer.from(typeof frame === 'string' ? frame.replaceAll('PID', String(process.pid)) : '')
  const head = Buffer.alloc(4)
  head.writeUInt32LE(typeof frame === 'string' ? body.length : frame.announced)
  const bytes = Buffer.concat([head, body])
  for (let done = 0; done < bytes.length;) done += writeSync(1, bytes, done)
}

for (const frame of frames) say(frame)
while (onAndOn) say(frames.at(-1)!)
for (let n = 0; busy; n++) if (n < 0) break
if (deaf) setInterval(() => undefined, 1_000)
else process.stdin.resume()
