/** Where `strategy dev` plays a strategy: the synthetic market or a tape. */

import type { ParamDescription, Strategy, StrategyNeeds } from '@quarterdeck/sdk'
import type { StrategySource } from '@quarterdeck/simulation'
import type { DevStanding } from './messages.ts'

/** One state of the author's code, with the parameters it is to have. */
export interface StageVersion {
  readonly strategy: Strategy
  readonly sources: readonly StrategySource[]
  readonly described: readonly ParamDescription[]
  readonly given: Readonly<Record<string, string>>
  readonly params: Readonly<Record<string, unknown>>
  readonly needs: StrategyNeeds
}

export interface Stage {
  /** Puts a version in the place of the one that plays. Throws, and leaves that one, where it cannot begin. Notes in words. */
  play(version: StageVersion): Promise<readonly string[]>
  /** Forgets everything; the next `play` begins anew. */
  restart(): void
  /** Goes on after a pause. */
  resume(): void
  /** Plays what is due by now; true: something may be due again soon. */
  advance(): boolean
  standing(): DevStanding | null
}
