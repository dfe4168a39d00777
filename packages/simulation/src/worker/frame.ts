/**
 * Messages between a supervisor and its workers: JSON with its length in front, so that a reader knows where one ends whatever is
 * in it.
 *
 * JSON lacks typed arrays, whole numbers past 2^53, NaN, infinities and minus zero; each is written as an object with one key.
 */

/** Bytes in front of each message: its length, least significant first. */
const HEADER_BYTES = 4

/** Longest message, in bytes. A longer one is a fault of the sender. */
export const FRAME_BYTES_MAX: number = 512 * 2 ** 20

/** What was read is no message of the other side. */
export class FrameFault extends Error {
  override readonly name = 'FrameFault'
}

/** A message as one line of text. */
export function toText(message: unknown): string {
  return JSON.stringify(message, encodeValue)
}

/** The message of a text. Throws a SyntaxError for what is no JSON. */
export function fromText(text: string): unknown {
  return JSON.parse(text, decodeValue)
}

/** One message as bytes. */
export function encodeFrame(message: unknown): Buffer {
  const body = Buffer.from(toText(message))
  if (body.length > FRAME_BYTES_MAX)
    throw new FrameFault(`a message has ${body.length} bytes, at most ${FRAME_BYTES_MAX} are allowed`)
  const frame = Buffer.allocUnsafe(HEADER_BYTES + body.length)
  frame.writeUInt32LE(body.length)
  body.copy(frame, HEADER_BYTES)
  return frame
}

/** The message of a body. */
export function decodeFrame(body: Uint8Array): unknown {
  try {
    return fromText(Buffer.from(body.buffer, body.byteOffset, body.byteLength).toString('utf8'))
  } catch (error) {
    throw new FrameFault(`a message is no JSON: ${(error as Error).message}`)
  }
}

/** Puts messages together from the pieces in which they arrive. */
export class FrameReader {
  private pieces: Buffer[] = []
  private bytes = 0

  /** Takes a piece; gives the messages that it completes. */
  push(piece: Buffer): unknown[] {
    this.pieces.push(piece)
    this.bytes += piece.length
    const messages: unknown[] = []
    for (let length = this.nextLength(); length !== null; length = this.nextLength()) {
      if (this.bytes < HEADER_BYTES + length) break
      const frame = this.take(HEADER_BYTES + length)
      messages.push(decodeFrame(frame.subarray(HEADER_BYTES)))
    }
    return messages
  }

  /** Whether a message has begun and not ended. */
  get isWithin(): boolean {
    return this.bytes > 0
  }

  private nextLength(): number | null {
    if (this.bytes < HEADER_BYTES) return null
    const [first] = this.pieces
    const head = first!.length >= HEADER_BYTES ? first! : this.joined()
    const length = head.readUInt32LE()
    if (length > FRAME_BYTES_MAX)
      throw new FrameFault(
        `a message of ${length} bytes is announced, at most ${FRAME_BYTES_MAX} are allowed`,
      )
    return length
  }

  private take(count: number): Buffer {
    const all = this.joined()
    this.bytes -= count
    this.pieces = this.bytes === 0 ? [] : [all.subarray(count)]
    return all.subarray(0, count)
  }

  private joined(): Buffer {
    if (this.pieces.length > 1) this.pieces = [Buffer.concat(this.pieces)]
    return this.pieces[0]!
  }
}

function encodeValue(_key: string, value: unknown): unknown {
  if (typeof value === 'number')
    return Number.isFinite(value) && !Object.is(value, -0)
      ? value
      : { $number: Object.is(value, -0) ? '-0' : String(value) }
  if (typeof value === 'bigint') return { $whole: String(value) }
  if (value instanceof Float64Array)
    return { $doubles: Buffer.from(value.buffer, value.byteOffset, value.byteLength).toString('base64') }
  return value
}

function decodeValue(_key: string, value: unknown): unknown {
  if (typeof value !== 'object' || value === null) return value
  if ('$number' in value) return Number(value.$number)
  if ('$whole' in value) return BigInt(String(value.$whole))
  if ('$doubles' in value) return doublesOf(String(value.$doubles))
  return value
}

/** Doubles lie at multiples of eight, and a decoded buffer need not. */
function doublesOf(text: string): Float64Array {
  return new Float64Array(Uint8Array.from(Buffer.from(text, 'base64')).buffer)
}
