/** Tells whoever waits that something of an organization changed. Changes that come while nobody waits are one. */
export class ChangeSignal {
  readonly #waiting = new Map<string, Set<() => void>>()

  raise(organizationId: string): void {
    const waiting = this.#waiting.get(organizationId)
    this.#waiting.delete(organizationId)
    for (const wake of waiting ?? []) wake()
  }

  /** Resolves with the next change, or when the signal aborts. */
  next(organizationId: string, signal: AbortSignal): Promise<void> {
    return new Promise((resolve) => {
      if (signal.aborted) return resolve()
      const waiting = this.#waiting.get(organizationId) ?? new Set()
      this.#waiting.set(organizationId, waiting)
      const wake = () => {
        signal.removeEventListener('abort', wake)
        waiting.delete(wake)
        resolve()
      }
      waiting.add(wake)
      signal.addEventListener('abort', wake, { once: true })
    })
  }
}
