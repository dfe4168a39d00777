/**
 * The lines of a log as a reader holds them: bounded, in the order in which the server has them, each once.
 *
 * While the reader follows, new lines come in below and the oldest are let go. While the reader looks at something, new lines wait
 * and are counted, so that nothing moves under the eye.
 */

export interface LogEntry {
  /** Where it stands among the lines; opaque, unique. */
  readonly cursor: string
}

export interface LogBuffer<Line extends LogEntry> {
  /** In sight, the oldest first. */
  readonly lines: readonly Line[]
  /** Come while the reader was looking. */
  readonly waiting: readonly Line[]
  readonly following: boolean
  /** Whether there may be lines before the first. */
  readonly older: boolean
}

/** Lines that are held at most, on either side of the reader's eye. */
export const LOG_LINES_MAX = 5_000

export type LogChange<Line extends LogEntry> =
  | { readonly type: 'opened'; readonly lines: readonly Line[]; readonly older: boolean }
  | { readonly type: 'arrived'; readonly lines: readonly Line[] }
  | { readonly type: 'looked-back'; readonly lines: readonly Line[]; readonly older: boolean }
  | { readonly type: 'followed' }
  | { readonly type: 'paused' }

export function emptyLog<Line extends LogEntry>(): LogBuffer<Line> {
  return { lines: [], waiting: [], following: true, older: false }
}

/** Returns both, each line once. Batches may overlap: the tail begins where the reading of the log ended. */
function joined<Line extends LogEntry>(before: readonly Line[], after: readonly Line[]): readonly Line[] {
  const known = new Set(before.map(({ cursor }) => cursor))
  return [...before, ...after.filter(({ cursor }) => !known.has(cursor))]
}

export function evolveLog<Line extends LogEntry>(
  log: LogBuffer<Line>,
  change: LogChange<Line>,
): LogBuffer<Line> {
  switch (change.type) {
    case 'opened':
      return {
        lines: change.lines.slice(-LOG_LINES_MAX),
        waiting: [],
        following: true,
        older: change.older || change.lines.length > LOG_LINES_MAX,
      }
    case 'arrived':
      if (change.lines.length === 0) return log
      return log.following
        ? kept({ ...log, lines: joined(log.lines, change.lines) })
        : { ...log, waiting: joined(log.waiting, change.lines).slice(-LOG_LINES_MAX) }
    case 'looked-back': {
      const lines = joined(change.lines, log.lines)
      // Full: what is older is found by searching, so that a long scroll does not fill the memory.
      const full = lines.length >= LOG_LINES_MAX
      return { ...log, following: false, lines: lines.slice(-LOG_LINES_MAX), older: change.older && !full }
    }
    case 'followed':
      return kept({ ...log, following: true, waiting: [], lines: joined(log.lines, log.waiting) })
    case 'paused':
      return log.following ? { ...log, following: false } : log
  }
}

function kept<Line extends LogEntry>(log: LogBuffer<Line>): LogBuffer<Line> {
  if (log.lines.length <= LOG_LINES_MAX) return log
  return { ...log, lines: log.lines.slice(-LOG_LINES_MAX), older: true }
}
