/** Tells whoever follows an organization's connections how they stand: each whenever it changed, at most once a second. */
import type { Clock } from '../clock/clock.ts'
import { ChangeSignal } from '../strategies/change-signal.ts'
import type { ConnectionStanding, ConnectionView } from './connections.ts'

export interface StandingChangesOptions {
  readonly clock: Clock
  readonly list: (organizationId: string) => Promise<readonly ConnectionView[]>
  readonly standing: (connectionId: string) => ConnectionStanding | null
}

const AT_MOST_EVERY_MS = 1_000
/** The age of data and the use of the budget change without anybody saying so. */
const AT_LEAST_EVERY_MS = 5_000

export class StandingChanges {
  readonly #options: StandingChangesOptions
  readonly #changes = new ChangeSignal()

  constructor(options: StandingChangesOptions) {
    this.#options = options
  }

  raise(organizationId: string): void {
    this.#changes.raise(organizationId)
  }

  /** Each connection as it stands first, and then those that changed. */
  async *follow(organizationId: string, signal: AbortSignal): AsyncIterable<ConnectionView> {
    const { list, standing } = this.#options
    const told = new Map<string, string>()
    while (!signal.aborted) {
      const listened = new AbortController()
      const changed = this.#changes.next(organizationId, AbortSignal.any([signal, listened.signal]))
      for (const view of await list(organizationId)) {
        const now = JSON.stringify([view, standing(view.id)])
        if (told.get(view.id) === now) continue
        told.set(view.id, now)
        yield view
      }
      await this.#pause(AT_MOST_EVERY_MS, signal)
      await Promise.race([changed, this.#pause(AT_LEAST_EVERY_MS - AT_MOST_EVERY_MS, signal)])
      listened.abort()
    }
  }

  #pause(ms: number, signal: AbortSignal): Promise<void> {
    return new Promise((resolve) => {
      if (signal.aborted) return resolve()
      const end = () => {
        timer.cancel()
        signal.removeEventListener('abort', end)
        resolve()
      }
      const timer = this.#options.clock.after(ms, end)
      signal.addEventListener('abort', end, { once: true })
    })
  }
}
