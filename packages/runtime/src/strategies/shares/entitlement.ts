/**
 * Who may use how much of the processors when there is not enough for all: pure, in milliseconds of processor time of one window.
 *
 * What was used is divided by weight, and what one does not want is divided among the others. Whoever used more than its part while
 * somebody else went short of theirs is in debt, and is held until the debt is worked off. Where nobody goes short there is no debt,
 * and one alone may use the whole machine.
 */

export interface Claimant {
  /** Greater than 0; twice the weight is entitled to twice as much. */
  readonly weight: number
  readonly usedMs: number
  /** Ready to run, while others ran. */
  readonly waitedMs: number
  /** Of the window, in which it was held; what it would have used then is not known. */
  readonly heldMs: number
  /** From the windows before. */
  readonly debtMs: number
}

export interface Settlement {
  readonly entitledMs: number
  readonly debtMs: number
  /** Of the next window, in which it is to be held. */
  readonly holdMs: number
}

/** Nobody is held longer than this part of a window: what is held altogether would look dead. */
const HELD_MAX = 0.9
/** Part of a window that somebody must lack before others are held for it: less is chance. */
const LACK_MIN = 0.05
/** What is left of a debt after a window in which nobody lacked anything. */
const DEBT_KEPT = 0.8
/** Debts of so many windows are remembered. */
const DEBT_WINDOWS_MAX = 4

export function settle(claimants: readonly Claimant[], windowMs: number): readonly Settlement[] {
  const entitled = entitlements(
    claimants.map(({ weight, usedMs, waitedMs, heldMs }) => ({
      weight,
      wantedMs: heldMs > 0 ? Number.POSITIVE_INFINITY : usedMs + waitedMs,
    })),
    claimants.reduce((sum, { usedMs }) => sum + usedMs, 0),
  )
  // One that is held lacks what it lacks by its own doing.
  const lacking = claimants.some(
    ({ usedMs, heldMs }, index) => heldMs === 0 && entitled[index]! - usedMs > windowMs * LACK_MIN,
  )
  return claimants.map(({ usedMs, heldMs, debtMs }, index) => {
    const entitledMs = entitled[index]!
    // Nobody lacks anything, perhaps because it is held: what is owed is forgiven bit by bit, or at once where no other is there.
    const isAlone = claimants.every((other, place) => place === index || other.usedMs + other.waitedMs < 1)
    const kept = isAlone ? 0 : debtMs * DEBT_KEPT
    const owed = lacking ? debtMs + usedMs - entitledMs : kept
    const debt = owed < 1 ? 0 : Math.min(owed, DEBT_WINDOWS_MAX * windowMs)
    const usesPerMs = Math.max(usedMs / Math.max(1, windowMs - heldMs), 0.1)
    return { entitledMs, debtMs: debt, holdMs: Math.round(Math.min(windowMs * HELD_MAX, debt / usesPerMs)) }
  })
}

/** Divides `totalMs` by weight, nobody getting more than is wanted; what is left over then is divided again. */
export function entitlements(
  wants: readonly { readonly weight: number; readonly wantedMs: number }[],
  totalMs: number,
): readonly number[] {
  const got = wants.map(() => 0)
  let open = wants.map((_, index) => index)
  let left = totalMs
  while (open.length > 0 && left > 0) {
    const weights = open.reduce((sum, index) => sum + wants[index]!.weight, 0)
    const perWeight = left / weights
    const sated = open.filter((index) => wants[index]!.wantedMs <= perWeight * wants[index]!.weight)
    if (sated.length === 0) {
      for (const index of open) got[index] = perWeight * wants[index]!.weight
      break
    }
    for (const index of sated) {
      got[index] = wants[index]!.wantedMs
      left -= got[index]
    }
    open = open.filter((index) => !sated.includes(index))
  }
  return got
}
