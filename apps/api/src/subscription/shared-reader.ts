/**
 * One subscriber of a shared stream: gets each result as it comes while its socket takes it, and only the newest of each
 * instrument once it falls behind. What waits is bounded by the number of instruments.
 */
import type { ExecutionResult } from 'graphql'
import { type Address, addressOf, type SharedResult, SharedTurn } from './shared-result.ts'

/** What a reader needs of a WebSocket. */
export interface QuoteSocket {
  /** Bytes that were written but not yet taken by the network. */
  readonly waitingBytes: number
  /** Writes whole frames, unless the connection is closing; `taken` is called once the network has them. */
  write(frames: Buffer, taken?: () => void): void
}

/** Bytes that may wait in a socket before its reader counts as behind. */
const BEHIND_BYTES = 65_536

export class SharedReader {
  readonly #socket: QuoteSocket
  readonly #address: Address
  readonly #leave: () => void
  readonly #waiting = new Map<string, SharedResult>()
  #behind = false
  #ended = false
  #finish: (() => void) | null = null

  constructor({ id, socket }: { readonly id: string; readonly socket: QuoteSocket }, leave: () => void) {
    this.#socket = socket
    this.#address = addressOf(id)
    this.#leave = leave
  }

  /** Sends the results of a turn, or keeps each as the newest of its instrument until the socket has room. */
  send(turn: SharedTurn): void {
    if (this.#ended) return
    if (this.#behind) {
      for (const [instrumentId, result] of turn.results) {
        // Last in, last out: an instrument that moves often must not starve the others.
        this.#waiting.delete(instrumentId)
        this.#waiting.set(instrumentId, result)
      }
      return
    }
    const frames = turn.framesFor(this.#address)
    if (this.#socket.waitingBytes < BEHIND_BYTES) return this.#socket.write(frames)
    this.#behind = true
    this.#socket.write(frames, () => this.#catchUp())
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
    for (const [instrumentId, result] of this.#waiting) {
      if (this.#behind) return
      this.#waiting.delete(instrumentId)
      this.send(new SharedTurn(new Map([[instrumentId, result]])))
    }
  }
}
