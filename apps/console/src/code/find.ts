/** Finds a text in the lines of a file, whatever its case. */

export interface Finding {
  /** Counts from 0. */
  readonly line: number
  readonly from: number
  readonly to: number
}

/** More than this many are counted as that many. */
export const FINDINGS_MAX = 1_000

/** Returns where the text stands, in order, without overlaps; none for an empty text. */
export function findIn(lines: readonly string[], text: string): readonly Finding[] {
  const wanted = text.toLowerCase()
  const found: Finding[] = []
  if (wanted === '') return found
  for (const [line, content] of lines.entries()) {
    const low = content.toLowerCase()
    // A letter whose small form is longer moves what follows: such a line is searched as it is written.
    const searched = low.length === content.length ? low : content
    for (
      let from = searched.indexOf(wanted);
      from >= 0;
      from = searched.indexOf(wanted, from + wanted.length)
    ) {
      found.push({ line, from, to: from + wanted.length })
      if (found.length >= FINDINGS_MAX) return found
    }
  }
  return found
}

export interface Piece<Kind> {
  readonly kind: Kind
  readonly text: string
  /** Index of the finding that the piece is part of; null: none. */
  readonly finding: number | null
}

/** Cuts the tokens of a line at the findings in it. `findings` are those of the line, with their place in the whole file. */
export function markFindings<Kind>(
  tokens: readonly { readonly kind: Kind; readonly text: string }[],
  findings: readonly (Finding & { readonly index: number })[],
): readonly Piece<Kind>[] {
  const pieces: Piece<Kind>[] = []
  let start = 0
  for (const { kind, text } of tokens) {
    const end = start + text.length
    const cuts = findings.flatMap(({ from, to }) => [from, to]).filter((cut) => cut > start && cut < end)
    const edges = [start, ...new Set(cuts), end]
    for (const [index, edge] of edges.slice(0, -1).entries()) {
      const finding = findings.find(({ from, to }) => from <= edge && edge < to)
      pieces.push({
        kind,
        text: text.slice(edge - start, (edges[index + 1] ?? end) - start),
        finding: finding?.index ?? null,
      })
    }
    start = end
  }
  return pieces
}
