/**
 * One subscriber of a shared stream: gets each result as it comes while its socket takes it, and only the newest of each
 * instrument once it falls behind. What waits is bounded by the number of instruments.
 */
import type { ExecutionResult } from 'graphql'

/** What a reader needs of a WebSocket. */
export interface QuoteSocket {
  /** Bytes that were sent but not yet taken by the network. */
  readonly bufferedAmount: number
  send(bytes: Buffer, options: { readonly binary: boolean }, taken?: () => void): void
}

/** Bytes that may wait in a socket before its reader counts as behind. */
const BEHIND_BYTES = 65_536

const TEXT = { binary: false } as const
const CLOSING_BRACE = 0x7d

export class SharedReader {
  readonly #socket: QuoteSocket
  readonly #head: Buffer
  readonly #leave: () => void
  readonly #waiting = new Map<string, Buffer>()
  #behind = false
  #ended = false
  #finish: (() => void) | null = null

  constructor({ id, socket }: { readonly id: string; readonly socket: QuoteSocket }, leave: () => void) {
    this.#socket = socket
    this.#head = Buffer.from(`{"id":${JSON.stringify(id)},"type":"next","payload":`)
    this.#leave = leave
  }

  /** Sends a result, or keeps it as the newest of its instrument until the socket has room. */
  send(instrumentId: string, payload: Buffer): void {
    if (this.#ended) return
    if (this.#behind) {
      // Last in, last out: an instrument that moves often must not starve the others.
      this.#waiting.delete(instrumentId)
      this.#waiting.set(instrumentId, payload)
      return
    }
    const bytes = this.#framed(payload)
    if (this.#socket.bufferedAmount < BEHIND_BYTES) return this.#socket.send(bytes, TEXT)
    this.#behind = true
    this.#socket.send(bytes, TEXT, () => this.#catchUp())
  }

  /** The message: only its head is this reader's own, the payload was encoded once for all. */
  #framed(payload: Buffer): Buffer {
    const head = this.#head
    const bytes = Buffer.allocUnsafe(head.length + payload.length + 1)
    head.copy(bytes, 0)
    payload.copy(bytes, head.length)
    bytes[bytes.length - 1] = CLOSING_BRACE
    return bytes
  }

  /** Ends the subscription from our side. */
  end(): void {
    if (this.#ended) return
    this.#ended = true
    this.#waiting.clear()
    this.#finish?.()
    this.#leave()
  }

  /** For the protocol's library: yields nothing and ends with the subscription. */
  readonly iterator: AsyncGenerator<ExecutionResult, void, void> = this.#iterate()

  #iterate(): AsyncGenerator<ExecutionResult, void, void> {
    const done = { done: true, value: undefined } as const
    const leave = () => {
      this.end()
      return Promise.resolve(done)
    }
    const iterator: AsyncGenerator<ExecutionResult, void, void> = {
      next: () =>
        new Promise((resolve) => {
          if (this.#ended) resolve(done)
          else this.#finish = () => resolve(done)
        }),
      return: leave,
      throw: leave,
      [Symbol.asyncIterator]: () => iterator,
      [Symbol.asyncDispose]: async () => {
        await leave()
      },
    }
    return iterator
  }

  #catchUp(): void {
    this.#behind = false
    for (const [instrumentId, payload] of this.#waiting) {
      if (this.#behind) return
      this.#waiting.delete(instrumentId)
      this.send(instrumentId, payload)
    }
  }
}
