/** What a run is: which deployment, which artifact, on what terms. Fixed from its first moment, and kept with its tape. */
import type { Actor } from '@quarterdeck/engine'
import type { Instrument, PersistedState } from '@quarterdeck/sdk'
import type { AccountFacts } from './account-facts.ts'

/** Everything that a session is made with but its bundle: with the tape it is the whole run. */
export interface RunOpening {
  /** Revision of the deployment's terms. */
  readonly revision: number
  readonly params: Readonly<Record<string, unknown>>
  readonly instruments: readonly Instrument[]
  readonly seed: number
  readonly orderIdPrefix: string
  readonly account: AccountFacts
  /** The author's state as an earlier run left it; null: none did. */
  readonly state: PersistedState | null
}

export interface RunFacts {
  readonly organizationId: string
  readonly deploymentId: string
  readonly strategyId: string
  readonly accountId: string
  /** Counts from 1 within the deployment. */
  readonly run: number
  /** Of its artifact. */
  readonly digest: string
  readonly opening: RunOpening
  /** In whose name it orders. */
  readonly actor: Actor
}

/** Options of the session, as the protocol carries them. */
export function sessionOptions({ opening }: Pick<RunFacts, 'opening'>) {
  const { params, instruments, seed, orderIdPrefix, account, state } = opening
  return { params, instruments, seed, orderIdPrefix, account, ...(state === null ? {} : { state }) }
}
