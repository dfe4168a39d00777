/**
 * Which alerts a person has not looked at yet. What is kept is the id of the newest one seen: ids are stable and say
 * nothing of order, so the list, newest first, is what says how many came since.
 */

/** Returns how many of the ids, newest first, came after the one last seen; all of them where that is not among them. */
export function countUnseen(newestFirst: readonly string[], seen: string | null): number {
  const place = seen === null ? -1 : newestFirst.indexOf(seen)
  return place === -1 ? newestFirst.length : place
}

/** Returns the count for the badge; `more` says that older unseen ones exist beyond the list. */
export function showUnseen(count: number, more: boolean): string {
  return more ? `${count}+` : String(count)
}
