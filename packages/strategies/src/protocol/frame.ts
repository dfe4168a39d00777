/**
 * Frames: a message as JSON with its length in front, so that a reader knows where one ends whatever is in it.
 *
 * A reader is told how long a frame may be and keeps no more than that: what is announced longer is refused before its body is
 * read.
 */

import { Buffer } from 'node:buffer'

/** Bytes in front of each message: its length, least significant first. */
export const FRAME_HEADER_BYTES = 4

/** Longest frame from the parent, in bytes: a bundle and a snapshot are the largest that it holds. */
export const PARENT_FRAME_BYTES_MAX: number = 256 * 2 ** 20

/** What was read is no frame of the other side. */
export class FrameFault extends Error {
  override readonly name = 'FrameFault'
}

/** A text of JSON as a frame. Throws a `FrameFault` where it is longer than `bytesMax`. */
export function frameOf(text: string, bytesMax: number): Buffer {
  const length = Buffer.byteLength(text)
  if (length > bytesMax)
    throw new FrameFault(`a message has ${length} bytes, at most ${bytesMax} are allowed`)
  const frame = Buffer.allocUnsafe(FRAME_HEADER_BYTES + length)
  frame.writeUInt32LE(length)
  frame.write(text, FRAME_HEADER_BYTES)
  return frame
}

/** The message of a body. Throws a `FrameFault` for what is no JSON. */
export function messageOf(body: Buffer): unknown {
  try {
    return JSON.parse(body.toString('utf8'))
  } catch (error) {
    throw new FrameFault(`a message is no JSON: ${error instanceof Error ? error.message.slice(0, 200) : ''}`)
  }
}

/** Puts frames together from the pieces in which they arrive. */
export class FrameReader {
  readonly #bytesMax: number
  #pieces: Buffer[] = []
  #bytes = 0

  constructor(bytesMax: number) {
    this.#bytesMax = bytesMax
  }

  /** Takes a piece; gives the bodies of the frames that it completes. Throws a `FrameFault` for one that is too long. */
  push(piece: Buffer): Buffer[] {
    this.#pieces.push(piece)
    this.#bytes += piece.length
    const bodies: Buffer[] = []
    for (let length = this.#nextLength(); length !== null; length = this.#nextLength()) {
      if (this.#bytes < FRAME_HEADER_BYTES + length) break
      bodies.push(this.#take(FRAME_HEADER_BYTES + length).subarray(FRAME_HEADER_BYTES))
    }
    return bodies
  }

  /** Whether a frame has begun and not ended. */
  get isWithin(): boolean {
    return this.#bytes > 0
  }

  #nextLength(): number | null {
    if (this.#bytes < FRAME_HEADER_BYTES) return null
    const [first] = this.#pieces
    const head = first!.length >= FRAME_HEADER_BYTES ? first! : this.#joined()
    const length = head.readUInt32LE()
    if (length > this.#bytesMax)
      throw new FrameFault(`a message of ${length} bytes is announced, at most ${this.#bytesMax} are allowed`)
    return length
  }

  #take(count: number): Buffer {
    const all = this.#joined()
    this.#bytes -= count
    this.#pieces = this.#bytes === 0 ? [] : [all.subarray(count)]
    return all.subarray(0, count)
  }

  #joined(): Buffer {
    if (this.#pieces.length > 1) this.#pieces = [Buffer.concat(this.#pieces)]
    return this.#pieces[0]!
  }
}
