/** What both servers of the fan-out benchmark have in common: they say where they listen, and publish when they are told to. */

export interface Publish {
  /** Which message of the run this is. */
  readonly n: number
  /** The bytes that each subscriber is to receive: what the raw server sends as it is. */
  readonly text: string
}

/** Tells the parent the port, then publishes each message that it sends. Ends with the parent's SIGTERM. */
export function announce(port: number, publish: (message: Publish) => Promise<void>): void {
  process.on('message', (message: Publish) => void publish(message))
  process.on('SIGTERM', () => process.exit(0))
  process.send?.({ port })
}
