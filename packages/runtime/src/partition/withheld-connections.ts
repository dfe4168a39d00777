/**
 * Connections of an organization through which nothing is to be begun any more, because they are about to close: no order passes
 * their gate, and no account is bound to them. Asked in the turn of the command, so that what is seen to end has nothing begun after it.
 */
import { LIVE_GATE_SHUT, type LiveGate, type Refusal } from '@quarterdeck/engine'

export class WithheldConnections {
  /** One that is removed stays: its id never comes again. */
  readonly #ids = new Set<string>()

  /** Withholds one from now on; call what it returns to let it be used again. */
  withhold(connectionId: string): () => void {
    this.#ids.add(connectionId)
    return () => void this.#ids.delete(connectionId)
  }

  gate(connectionId: string, gate: (connectionId: string) => LiveGate): LiveGate {
    return this.#ids.has(connectionId) ? LIVE_GATE_SHUT : gate(connectionId)
  }

  /** Refuses in its turn an account that would be bound to one of them. */
  unless({ connectionId }: { readonly connectionId: string | null }): Refusal | null {
    return connectionId !== null && this.#ids.has(connectionId) ? GOING : null
  }
}

const GOING: Refusal = {
  kind: 'REFUSED',
  code: 'CONFLICT',
  field: 'connectionId',
  message: 'connectionId is of a connection that is being closed or was removed: no account is bound to it',
}
