/**
 * A result on its way to many subscribers: encoded once, framed once for all who gave their subscription the same id in a row.
 *
 * The frame is whole, so that a socket is written to once, without the copies and the second buffer of a general sender.
 */

/** First byte of a text message in one frame (RFC 6455, section 5.2). */
const WHOLE_TEXT = 0x81
const CLOSING_BRACE = 0x7d

/** Who gets a result: the id that the client gave its subscription, and the start of every message under it. */
export interface Address {
  readonly id: string
  readonly head: Buffer
}

export function addressOf(id: string): Address {
  return { id, head: Buffer.from(`{"id":${JSON.stringify(id)},"type":"next","payload":`) }
}

export class SharedResult {
  readonly #payload: Buffer
  #framedFor: string | null = null
  #frame: Buffer = Buffer.alloc(0)

  /** `json` is the execution result. */
  constructor(json: string) {
    this.#payload = Buffer.from(json)
  }

  /** The WebSocket frame of the message to an address. Many sockets send the same one: never write into it. */
  frameFor({ id, head }: Address): Buffer {
    if (id !== this.#framedFor) {
      this.#framedFor = id
      this.#frame = textFrame(head, this.#payload)
    }
    return this.#frame
  }
}

/** The results of one turn of the event loop, the newest of each instrument: a socket takes them in one write. */
export class SharedTurn {
  readonly results: ReadonlyMap<string, SharedResult>
  #framedFor: string | null = null
  #frames: Buffer = Buffer.alloc(0)

  constructor(results: ReadonlyMap<string, SharedResult>) {
    this.results = results
  }

  /** The frames of all results to an address, one behind the other. Many sockets send the same ones: never write into them. */
  framesFor(address: Address): Buffer {
    if (address.id !== this.#framedFor) {
      this.#framedFor = address.id
      const frames = [...this.results.values()].map((result) => result.frameFor(address))
      this.#frames = frames.length === 1 ? frames[0]! : Buffer.concat(frames)
    }
    return this.#frames
  }
}

/** One unmasked text frame: head, payload and the brace that closes the message. */
function textFrame(head: Buffer, payload: Buffer): Buffer {
  const length = head.length + payload.length + 1
  const start = length < 126 ? 2 : length < 65_536 ? 4 : 10
  const frame = Buffer.allocUnsafe(start + length)
  frame[0] = WHOLE_TEXT
  if (start === 2) frame[1] = length
  else if (start === 4) {
    frame[1] = 126
    frame.writeUInt16BE(length, 2)
  } else {
    frame[1] = 127
    frame.writeBigUInt64BE(BigInt(length), 2)
  }
  head.copy(frame, start)
  payload.copy(frame, start + head.length)
  frame[frame.length - 1] = CLOSING_BRACE
  return frame
}
