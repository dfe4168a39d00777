/** The difference of two texts in the unified form that `patch` and people read. */
import { type Edit, editScript } from './edit-script.ts'

const CONTEXT = 3
const MARKS = { KEEP: ' ', REMOVE: '-', ADD: '+' } as const
const NO_NEWLINE = '\\ No newline at end of file\n'

/** Null: the file is not there before, or not after. Empty where the texts are the same. */
export function unifiedDiff(path: string, before: string | null, after: string | null): string {
  const edits = editScript(linesOf(before ?? ''), linesOf(after ?? ''))
  const hunks = hunksOf(edits)
  if (hunks.length === 0) return ''
  const head = `--- ${before === null ? '/dev/null' : `a/${path}`}\n+++ ${after === null ? '/dev/null' : `b/${path}`}\n`
  return head + hunks.map((hunk) => written(hunk, edits)).join('')
}

/** Lines with their ends, so that a missing last end is a difference. */
function linesOf(text: string): string[] {
  return text.match(/[^\n]*\n|[^\n]+$/g) ?? []
}

interface Hunk {
  readonly from: number
  readonly to: number
}

/** Stretches of edits with their context; those whose contexts touch are one. */
function hunksOf(edits: readonly Edit[]): Hunk[] {
  const hunks: Hunk[] = []
  edits.forEach(({ kind }, place) => {
    if (kind === 'KEEP') return
    const [from, to] = [Math.max(0, place - CONTEXT), Math.min(edits.length, place + CONTEXT + 1)]
    const last = hunks.at(-1)
    if (last !== undefined && from <= last.to) hunks[hunks.length - 1] = { from: last.from, to }
    else hunks.push({ from, to })
  })
  return hunks
}

function written({ from, to }: Hunk, edits: readonly Edit[]): string {
  const inside = edits.slice(from, to)
  const count = (kind: Edit['kind'], among = inside) => among.filter((edit) => edit.kind !== kind).length
  const earlier = edits.slice(0, from)
  const range = (without: Edit['kind']) => {
    const length = count(without)
    // A range without lines names the line before it.
    const first = count(without, earlier) + (length === 0 ? 0 : 1)
    return length === 1 ? String(first) : `${first},${length}`
  }
  const lines = inside.map(
    ({ kind, line }) => `${MARKS[kind]}${line}${line.endsWith('\n') ? '' : `\n${NO_NEWLINE}`}`,
  )
  return `@@ -${range('ADD')} +${range('REMOVE')} @@\n${lines.join('')}`
}
