/** What `strategy dev` and the process that runs the strategy for it say to each other. */

import type { RehearsalNews, RehearsalStanding } from '@quarterdeck/simulation'
import type { RunOptions } from '../../backtest/run-options.ts'
import type { BindOptions } from '../../backtest/bind-market.ts'
import type { BarSource } from '../../backtest/sources.ts'

/** Recorded bars to run over instead of the synthetic market. */
export interface DevTape {
  readonly sources: readonly BarSource[]
  readonly options: RunOptions & BindOptions
}

export interface DevTerms {
  readonly path: string
  readonly seed: number
  readonly cash: string
  /** Seconds of the market's clock in a second; null: a bar of the shortest timeframe each second. */
  readonly speed: number | null
  /** For the parameters that name instruments, in their order. */
  readonly instruments: readonly string[]
  readonly params: Readonly<Record<string, string>>
  readonly tape: DevTape | null
}

/** Stands for the version that plays, where it begins anew. */
export const RESTARTED = 0

export type DevRequest =
  | { readonly type: 'BEGIN'; readonly terms: DevTerms }
  /** Read the file as it is now, beside the one that runs. */
  | { readonly type: 'LOAD'; readonly version: number }
  /** Put what was loaded in the place of the one that runs. */
  | { readonly type: 'PLAY'; readonly version: number }
  | { readonly type: 'PAUSE'; readonly isPaused: boolean }
  /** Begin anew: market, account and state. */
  | { readonly type: 'RESTART' }

export type DevAnswer =
  | { readonly type: 'READY' }
  | { readonly type: 'LOADED'; readonly version: number; readonly name: string; readonly sources: string }
  | { readonly type: 'PLAYING'; readonly version: number; readonly notes: readonly string[] }
  /** It cannot be loaded or begun: the one before goes on. */
  | { readonly type: 'UNFIT'; readonly version: number; readonly message: string }
  | { readonly type: 'NEWS'; readonly news: readonly RehearsalNews[]; readonly leftOut: number }
  | { readonly type: 'STANDING'; readonly standing: DevStanding }

export interface DevStanding extends RehearsalStanding {
  /** How fast the market's clock runs: what was asked for, or what the machine can do. */
  readonly speed: number
  /** Of a tape: rows played, and in all. */
  readonly played: { readonly done: number; readonly total: number } | null
}
