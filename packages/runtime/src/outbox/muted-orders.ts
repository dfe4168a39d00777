/** Requests about orders whose venue a drill has muted: they wait here, in order, until it speaks again. */
import type { OutboxEntry } from './entry.ts'

interface Mute {
  readonly isMuted: (orderId: string) => boolean
  readonly waiting: OutboxEntry[]
}

export class MutedOrders {
  readonly #mutes = new Set<Mute>()

  /** Mutes such orders, until the function that is returned hands on what came meanwhile. Called again it does nothing. */
  mute(isMuted: (orderId: string) => boolean, handOn: (entries: readonly OutboxEntry[]) => void): () => void {
    const mute: Mute = { isMuted, waiting: [] }
    this.#mutes.add(mute)
    return () => {
      if (this.#mutes.delete(mute)) handOn(mute.waiting)
    }
  }

  /** Keeps a request about an order that is muted. */
  takesOver(entry: OutboxEntry): boolean {
    const { orderId } = entry
    if (orderId === null || this.#mutes.size === 0) return false
    for (const { isMuted, waiting } of this.#mutes)
      if (isMuted(orderId)) {
        waiting.push(entry)
        return true
      }
    return false
  }
}
