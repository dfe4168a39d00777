/** A session at rest, as plain JSON: enough to continue it in another process with the same decisions. */

import type { JsonValue } from '../strategy/json.ts'

/** Opaque to hosts, but for its version: it must equal `WIRE_VERSION` of the session that continues it. */
export interface SessionSnapshot {
  readonly version: number
  readonly strategy: string
  readonly position: number
  readonly body: JsonValue
}
