/**
 * The exact sums that decisions are explained by and that the kernel takes its doubles from: derived from the book and the
 * market, kept in step by notices of what changed, no part of snapshot or hash.
 */

import { MODES } from '@quarterdeck/sdk'
import type { Money } from '../../book/book.ts'
import { emptyAccountSums, type AccountSums, type PositionLine } from './account-sums.ts'
import { emptyModeSums, type ModeSums } from './mode-sums.ts'
import type { ModeWorth } from './mode-worth.ts'

export interface ExactSums {
  /** By account index. */
  readonly accounts: AccountSums[]
  /** By position index. */
  readonly lines: PositionLine[]
  /** By mode. */
  readonly modes: ModeSums[]
  /** By mode; undefined: to be built when next needed. */
  readonly worths: (ModeWorth | undefined)[]
  /** By position index: lots that are counted in the worth of the mode. */
  readonly counted: number[]
  /** What was last seen of an account, to tell what changed. */
  readonly seen: SeenAccount[]
}

export interface SeenAccount {
  /** By place in the account's list of cash. */
  readonly cash: Money[]
  day: string | null
  start: Money
  high: Money
}

export function emptySums(): ExactSums {
  return {
    accounts: [],
    lines: [],
    modes: MODES.map(emptyModeSums),
    worths: MODES.map(() => undefined),
    counted: [],
    seen: [],
  }
}

/** Room for one more account. */
export function admitAccountSums(sums: ExactSums, mode: number): void {
  sums.accounts.push(emptyAccountSums())
  sums.seen.push({ cash: [], day: null, start: 0n, high: 0n })
  sums.worths[mode] = undefined
}

/** Lets every line be valued anew: after another market. */
export function forgetSums(sums: ExactSums): void {
  for (const account of sums.accounts) account.seen = -1
  for (const mode of sums.modes) mode.seen = -1
  sums.worths.fill(undefined)
}
