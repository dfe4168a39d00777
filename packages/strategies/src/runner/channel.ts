/**
 * The runner's two pipes, read and written in turn on the one thread: between two inputs nothing else can run here, no timer, no
 * promise job, no callback of the collector.
 *
 * The descriptors are known to this object alone.
 */

import { Buffer } from 'node:buffer'
import { readSync, writeSync } from 'node:fs'
import { FRAME_HEADER_BYTES, FrameReader, messageOf, PARENT_FRAME_BYTES_MAX } from '../protocol/frame.ts'
import type { ParentMessage, RunnerMessage } from '../protocol/messages.ts'

const STDIN = 0
const STDOUT = 1
const READ_BYTES = 65_536
/** Bytes kept for writing; a larger frame gets more. */
const FRAME_BYTES = 65_536

/** The other side of a pipe is gone. */
export class ChannelClosed extends Error {
  override readonly name = 'ChannelClosed'
  readonly side: 'PARENT_WRITES' | 'PARENT_READS'

  constructor(side: ChannelClosed['side']) {
    super(side)
    this.side = side
  }
}

/** A message does not fit into a frame. */
export class MessageTooLarge extends Error {
  override readonly name = 'MessageTooLarge'
}

export class Channel {
  readonly #reader = new FrameReader(PARENT_FRAME_BYTES_MAX)
  readonly #piece = Buffer.allocUnsafeSlow(READ_BYTES)
  #waiting: Buffer[] = []
  #next = 0
  #frame: Buffer = Buffer.allocUnsafeSlow(FRAME_BYTES)

  /** Whether a message is here already: `receive` then does not wait. */
  get hasNext(): boolean {
    return this.#next < this.#waiting.length
  }

  /** The next message; waits for it. Throws a `ChannelClosed` at the end, a `FrameFault` for what is none. */
  receive(): ParentMessage {
    while (!this.hasNext) {
      const read = readSync(STDIN, this.#piece, 0, READ_BYTES, null)
      if (read === 0) throw new ChannelClosed('PARENT_WRITES')
      // A copy: bodies that are not complete are kept while the buffer is read into again.
      this.#waiting = this.#reader.push(Buffer.from(this.#piece.subarray(0, read)))
      this.#next = 0
    }
    return messageOf(this.#waiting[this.#next++]!) as ParentMessage
  }

  /**
   * Writes a message at once: what comes next may be code that never returns. Waits where the parent does not read. Throws a
   * `MessageTooLarge` where it is larger than a frame. Returns its bytes.
   */
  send(message: RunnerMessage, bytesMax: number): number {
    const text = JSON.stringify(message)
    const bytes = Buffer.byteLength(text)
    if (bytes > bytesMax)
      throw new MessageTooLarge(`an answer has ${bytes} bytes, at most ${bytesMax} are allowed`)
    const length = FRAME_HEADER_BYTES + bytes
    if (length > this.#frame.length) this.#frame = Buffer.allocUnsafeSlow(length)
    this.#frame.writeUInt32LE(bytes)
    this.#frame.write(text, FRAME_HEADER_BYTES)
    this.#write(length)
    return length
  }

  #write(length: number): void {
    try {
      for (let done = 0; done < length;) done += writeSync(STDOUT, this.#frame, done, length - done)
    } catch {
      // The pipe is closed: the parent is gone, and nobody else can be told.
      throw new ChannelClosed('PARENT_READS')
    }
  }
}
