/** The child's end of its leash: takes the one message it is given, and ends, with all it started, when its parent is gone. */

import { createInterface } from 'node:readline'

/** Gives the message. From then on the process ends as soon as its input does. */
export function takeMessage(): Promise<unknown> {
  return new Promise((resolve) => {
    const lines = createInterface({ input: process.stdin })
    lines.once('line', (line) => resolve(JSON.parse(line)))
    // It leads its group, in which are the tools that it started. Where there are no groups it ends alone.
    lines.once('close', () => {
      if (process.platform === 'win32') process.exit(1)
      process.kill(-process.pid, 'SIGKILL')
    })
  })
}

/** Tells the parent one thing. */
export function tell(line: unknown): void {
  process.stdout.write(`${JSON.stringify(line)}\n`)
}

/** Ends well, once all that was told is on its way. */
export function finish(): void {
  process.stdout.write('', () => process.exit(0))
}
