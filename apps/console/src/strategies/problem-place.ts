/** Where in the author's files a fault of a build is, in words and for the viewer. */
import type { LineMark } from '../code/code-viewer.tsx'

export interface BuildProblem {
  readonly rule: string
  readonly file?: string | null
  readonly line?: number | null
  readonly column?: number | null
  readonly message: string
}

/** Returns `file:line:column` as far as it is known, such as `src/index.ts:12:5`. */
export function placeText({ file, line, column }: BuildProblem): string {
  if (file == null) return 'the whole submission'
  return [file, line, line == null ? null : column].filter((part) => part != null).join(':')
}

/** Returns what to mark in a file; several faults of a line are said together. */
export function marksIn(path: string, problems: readonly BuildProblem[]): readonly LineMark[] {
  const byLine = new Map<number, string>()
  for (const { file, line, rule, message } of problems) {
    if (file !== path || line == null) continue
    const said = byLine.get(line)
    byLine.set(line, said === undefined ? `${rule}: ${message}` : `${said}\n${rule}: ${message}`)
  }
  return [...byLine].map(([line, message]) => ({ line, message }))
}

/** Returns the line that a fault is about, or null where the text has no such line. */
export function lineAt(text: string, line: number | null | undefined): string | null {
  return line == null ? null : (text.split(/\r\n|\r|\n/)[line - 1] ?? null)
}
