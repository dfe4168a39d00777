/**
 * The shortest way from one list of lines to another: Myers' greedy algorithm between the common start and the common end. Where
 * texts differ so much that it would take long, the middle counts as replaced whole.
 */

/** Lines kept, taken out or put in, in order. */
export interface Edit {
  readonly kind: 'KEEP' | 'REMOVE' | 'ADD'
  readonly line: string
}

/** Steps of the search that are worth their time: some tens of milliseconds. */
const STEPS_MAX = 4_000_000
/** Lines taken out and put in that are searched for: the search remembers the square of it. */
const EDITS_MAX = 1_500

/** The edits that make `after` of `before`: what is kept and taken out is `before`, what is kept and put in is `after`. */
export function editScript(before: readonly string[], after: readonly string[]): Edit[] {
  let start = 0
  while (start < before.length && start < after.length && before[start] === after[start]) start++
  let end = 0
  const shortest = Math.min(before.length, after.length) - start
  while (end < shortest && before.at(-1 - end) === after.at(-1 - end)) end++
  const old = before.slice(start, before.length - end)
  const now = after.slice(start, after.length - end)
  const middle = searched(old, now) ?? [...old.map(removed), ...now.map(added)]
  return [...before.slice(0, start).map(kept), ...middle, ...before.slice(before.length - end).map(kept)]
}

const kept = (line: string): Edit => ({ kind: 'KEEP', line })
const removed = (line: string): Edit => ({ kind: 'REMOVE', line })
const added = (line: string): Edit => ({ kind: 'ADD', line })

/** Null: the texts differ too much. */
function searched(old: readonly string[], now: readonly string[]): Edit[] | null {
  const most = Math.min(
    old.length + now.length,
    EDITS_MAX,
    Math.floor(STEPS_MAX / (old.length + now.length + 1)),
  )
  /** How far into `old` one gets on each diagonal with so many edits; kept for each number of edits, to walk back. */
  const reached: Int32Array[] = []
  const row = new Int32Array(2 * most + 3)
  for (let edits = 0; edits <= most; edits++) {
    reached.push(row.slice())
    for (let diagonal = -edits; diagonal <= edits; diagonal += 2) {
      let x = fromAbove(row, diagonal, edits, most)
        ? at(row, diagonal + 1, most)
        : at(row, diagonal - 1, most) + 1
      let y = x - diagonal
      while (x < old.length && y < now.length && old[x] === now[y]) {
        x++
        y++
      }
      row[diagonal + most + 1] = x
      if (x >= old.length && y >= now.length) return walkedBack(old, now, reached, most)
    }
  }
  return null
}

function at(row: Int32Array, diagonal: number, most: number): number {
  return row[diagonal + most + 1] ?? 0
}

/** Whether a diagonal is best come to by putting a line in, not by taking one out. */
function fromAbove(row: Int32Array, diagonal: number, edits: number, most: number): boolean {
  if (diagonal === -edits) return true
  return diagonal !== edits && at(row, diagonal - 1, most) < at(row, diagonal + 1, most)
}

function walkedBack(
  old: readonly string[],
  now: readonly string[],
  reached: readonly Int32Array[],
  most: number,
): Edit[] {
  const back: Edit[] = []
  let [x, y] = [old.length, now.length]
  for (let edits = reached.length - 1; edits > 0; edits--) {
    const row = reached[edits] as Int32Array
    const isAddition = fromAbove(row, x - y, edits, most)
    const diagonal = x - y + (isAddition ? 1 : -1)
    const cameFrom = at(row, diagonal, most)
    while (x > (isAddition ? cameFrom : cameFrom + 1)) {
      back.push(kept(old[--x] as string))
      y--
    }
    if (isAddition) back.push(added(now[--y] as string))
    else back.push(removed(old[--x] as string))
  }
  while (x > 0) back.push(kept(old[--x] as string))
  return back.reverse()
}
