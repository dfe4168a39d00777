/** Sends frames of a stream as a venue does that misbehaves: lost, doubled, swapped, garbled, changed, cut, or not at all. */

import type { WebSocket } from 'ws'
import type { FaultSwitches } from './faults.ts'

export interface FrameSenderOptions {
  readonly socket: WebSocket
  readonly faults: FaultSwitches
  /** The channel that goes on while `faults.heartbeatsOnly`. */
  readonly beatChannel: string
  /** Sends the text in binary frames. */
  readonly binary?: boolean
  /** Writes a text as the venue does where it is not sent as it is. */
  readonly encode?: (text: string) => Buffer
}

export class FrameSender {
  /** When something was last sent, UTC milliseconds. */
  sentAtMs = Date.now()
  private readonly options: FrameSenderOptions
  private heldBack: string | null = null

  constructor(options: FrameSenderOptions) {
    this.options = options
  }

  /** Sends what `frame` makes; it is not called for what is lost without a trace, so that it takes no number of a count. */
  send(channel: string, frame: () => string): void {
    const { faults, socket, beatChannel } = this.options
    if (faults.silent || (faults.heartbeatsOnly && channel !== beatChannel)) return
    const fault = faults.takeStream(channel)
    if (fault?.kind === 'DROP_SILENTLY') return
    const text = frame()
    this.sentAtMs = Date.now()
    switch (fault?.kind) {
      case 'DROP':
        return
      case 'DUPLICATE':
        this.put(text)
        this.put(text)
        return
      case 'HOLD_BACK':
        this.heldBack = text
        return
      case 'MALFORMED':
        this.put(text.slice(0, -5))
        return
      case 'CLOSE':
        socket.terminate()
        return
      case 'CHANGED':
        this.put(fault.change(text))
        return
      default:
        this.put(text)
        if (this.heldBack === null) return
        // The one that was held back comes after its successor.
        this.put(this.heldBack)
        this.heldBack = null
    }
  }

  private put(text: string): void {
    const { socket, encode, binary = false } = this.options
    if (encode === undefined) socket.send(text, { binary })
    else socket.send(encode(text))
  }
}
