/** What every command brings: its own time, id and actor. */

/** UTC microseconds since 1970; exact in a double until the year 2255. */
export type Micros = number

/** Who asked: shown in the audit log and matched by USER scopes. */
export interface Actor {
  readonly kind: 'USER' | 'API_KEY' | 'STRATEGY' | 'SYSTEM' | 'VENUE'
  /** Stable id: user id, API key id, deployment id (in a backtest, strategy id), or the name of the system part. */
  readonly id: string
  readonly name: string
  /** The person accountable for it: the user, or the owner of the key; null for the system and venues. */
  readonly userId: string | null
}

export interface CommandBase {
  readonly at: Micros
  /** Unique id of this request: every event names the command that caused it. */
  readonly commandId: string
  readonly actor: Actor
}
