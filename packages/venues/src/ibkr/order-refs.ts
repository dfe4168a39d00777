/**
 * Which order has which id of its client: told when it is placed, in lists and by the stream, and left out elsewhere. Orders of
 * earlier connections are learned from the lists.
 */

const KNOWN_MAX = 50_000

export class OrderRefs {
  private readonly refs = new Map<string, string>()
  private readonly ids = new Map<string, string>()

  learn(venueOrderId: string, clientOrderId: string | null): void {
    if (clientOrderId === null || this.refs.has(venueOrderId)) return
    this.refs.set(venueOrderId, clientOrderId)
    this.ids.set(clientOrderId, venueOrderId)
    if (this.refs.size <= KNOWN_MAX) return
    const [oldest] = this.refs
    if (oldest === undefined) return
    this.refs.delete(oldest[0])
    if (this.ids.get(oldest[1]) === oldest[0]) this.ids.delete(oldest[1])
  }

  refOf(venueOrderId: string): string | null {
    return this.refs.get(venueOrderId) ?? null
  }

  idOf(clientOrderId: string): string | null {
    return this.ids.get(clientOrderId) ?? null
  }
}
