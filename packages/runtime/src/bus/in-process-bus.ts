/** The bus of a single process: calls each listener in turn. A listener that throws is reported and harms no other. */
import type { CommittedBatch } from '../runtime.ts'
import type { EventBus } from './event-bus.ts'

type Listener = (batch: CommittedBatch) => void

export function createInProcessBus(onListenerError: (error: unknown) => void): EventBus {
  const listenersOf = new Map<string, Set<Listener>>()
  return {
    publish(batch) {
      for (const listener of listenersOf.get(batch.organizationId) ?? []) {
        try {
          listener(batch)
        } catch (error) {
          onListenerError(error)
        }
      }
    },
    subscribe(organizationId, listener) {
      const listeners = listenersOf.get(organizationId) ?? new Set()
      listenersOf.set(organizationId, listeners)
      listeners.add(listener)
      return () => {
        listeners.delete(listener)
        if (listeners.size === 0) listenersOf.delete(organizationId)
      }
    },
    unhealthyBecause: () => null,
  }
}
