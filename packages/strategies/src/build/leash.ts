/** The child's end of its leash: takes the one message it is given, and ends when its parent is gone. */

import { createInterface } from 'node:readline'

/** Gives the message. From then on the process ends as soon as its input does. */
export function takeMessage(onEnd: () => void): Promise<unknown> {
  return new Promise((resolve) => {
    const lines = createInterface({ input: process.stdin })
    lines.once('line', (line) => resolve(JSON.parse(line)))
    lines.once('close', () => {
      onEnd()
      process.exit(1)
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
