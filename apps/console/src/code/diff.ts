/**
 * Compares two texts line by line with the shortest script of removed and added lines (Myers, 1986). Texts that differ in more
 * lines than `EDITS_MAX` are shown as replaced: nobody reads such a difference, and looking for it takes long.
 */

export type DiffRow =
  | { readonly kind: 'same'; readonly left: number; readonly right: number; readonly text: string }
  | { readonly kind: 'removed'; readonly left: number; readonly text: string }
  | { readonly kind: 'added'; readonly right: number; readonly text: string }

/** A run of equal lines that is left out of sight. */
export interface Fold {
  readonly kind: 'fold'
  readonly rows: readonly DiffRow[]
}

const EDITS_MAX = 1_000
/** Equal lines that stay in sight on either side of a change. */
const CONTEXT_LINES = 3

type Lines = readonly string[]

/** Returns the furthest points of each round, or null when more than `EDITS_MAX` edits are needed. */
function rounds(before: Lines, after: Lines): readonly Int32Array[] | null {
  const reach = Math.min(EDITS_MAX, before.length + after.length)
  const furthest = new Int32Array(2 * reach + 3)
  const kept: Int32Array[] = []
  for (let edits = 0; edits <= reach; edits++) {
    kept.push(furthest.slice(reach + 1 - edits - 1, reach + 1 + edits + 2))
    for (let diagonal = -edits; diagonal <= edits; diagonal += 2) {
      const at = reach + 1 + diagonal
      const fromAbove = furthest[at + 1] ?? 0
      const fromLeft = furthest[at - 1] ?? 0
      let x = diagonal === -edits || (diagonal !== edits && fromLeft < fromAbove) ? fromAbove : fromLeft + 1
      let y = x - diagonal
      while (x < before.length && y < after.length && before[x] === after[y]) {
        x++
        y++
      }
      furthest[at] = x
      if (x >= before.length && y >= after.length) return kept
    }
  }
  return null
}

interface Step {
  readonly kind: 'removed' | 'added' | 'same'
}

/** Walks the rounds back from the end; the steps in the order of the text. */
function stepsOf(before: Lines, after: Lines, kept: readonly Int32Array[]): readonly Step[] {
  const steps: Step[] = []
  let [x, y] = [before.length, after.length]
  for (let edits = kept.length - 1; edits >= 0; edits--) {
    const furthest = kept[edits]
    if (!furthest) break
    const at = (diagonal: number) => furthest[edits + 1 + diagonal] ?? 0
    const diagonal = x - y
    const down = diagonal === -edits || (diagonal !== edits && at(diagonal - 1) < at(diagonal + 1))
    const fromX = edits === 0 ? 0 : down ? at(diagonal + 1) : at(diagonal - 1)
    const fromY = edits === 0 ? 0 : fromX - (down ? diagonal + 1 : diagonal - 1)
    while (x > fromX && y > fromY) {
      steps.push({ kind: 'same' })
      x--
      y--
    }
    if (edits > 0) steps.push({ kind: down ? 'added' : 'removed' })
    x = fromX
    y = fromY
  }
  return steps.reverse()
}

function replaced(before: Lines, after: Lines): readonly Step[] {
  return [...before.map((): Step => ({ kind: 'removed' })), ...after.map((): Step => ({ kind: 'added' }))]
}

/** Returns every line of both texts in order, each once. Line numbers count from 1. */
export function diffLines(before: Lines, after: Lines): readonly DiffRow[] {
  const shorter = Math.min(before.length, after.length)
  let head = 0
  while (head < shorter && before[head] === after[head]) head++
  let tail = 0
  while (tail < shorter - head && before[before.length - 1 - tail] === after[after.length - 1 - tail]) tail++
  const [inner, other] = [before.slice(head, before.length - tail), after.slice(head, after.length - tail)]
  const kept = rounds(inner, other)
  const same = (count: number) => Array.from({ length: count }, (): Step => ({ kind: 'same' }))
  const steps = [
    ...same(head),
    ...(kept ? stepsOf(inner, other, kept) : replaced(inner, other)),
    ...same(tail),
  ]
  let [left, right] = [0, 0]
  return steps.map(({ kind }): DiffRow => {
    if (kind === 'removed') return { kind, left: ++left, text: before[left - 1] ?? '' }
    if (kind === 'added') return { kind, right: ++right, text: after[right - 1] ?? '' }
    return { kind, left: ++left, right: ++right, text: before[left - 1] ?? '' }
  })
}

/** Returns the rows with every long run of equal lines folded, but for a few lines around each change. */
export function folded(rows: readonly DiffRow[]): readonly (DiffRow | Fold)[] {
  const near = new Set<number>()
  for (const [index, { kind }] of rows.entries()) {
    if (kind === 'same') continue
    for (let by = -CONTEXT_LINES; by <= CONTEXT_LINES; by++) near.add(index + by)
  }
  const shown: (DiffRow | Fold)[] = []
  let hidden: DiffRow[] = []
  const flush = () => {
    // A fold of one line takes the room of the line.
    if (hidden.length > 1) shown.push({ kind: 'fold', rows: hidden })
    else shown.push(...hidden)
    hidden = []
  }
  for (const [index, row] of rows.entries()) {
    if (near.has(index)) {
      flush()
      shown.push(row)
    } else hidden.push(row)
  }
  flush()
  return shown
}

export interface ChangeCount {
  readonly added: number
  readonly removed: number
}

export function countChanges(rows: readonly DiffRow[]): ChangeCount {
  const count = (wanted: DiffRow['kind']) => rows.filter(({ kind }) => kind === wanted).length
  return { added: count('added'), removed: count('removed') }
}
