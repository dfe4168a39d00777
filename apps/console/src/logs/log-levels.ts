/** The levels of a strategy's log, quietest first, in word and colour, and which lines a reader asks for. */

export const logLevels = ['DEBUG', 'INFO', 'WARN', 'ERROR'] as const
export type LogLevelName = (typeof logLevels)[number]

export const levelLook: Readonly<Record<LogLevelName, { readonly word: string; readonly look: string }>> = {
  DEBUG: { word: 'debug', look: 'text-ink-3' },
  INFO: { word: 'info', look: 'text-ink-2' },
  WARN: { word: 'warn', look: 'text-warn font-semibold' },
  ERROR: { word: 'error', look: 'text-bad font-semibold' },
}

/** Returns the levels from this one up: what a reader who asks for warnings wants to see. */
export function levelsFrom(least: LogLevelName): readonly LogLevelName[] {
  return logLevels.slice(logLevels.indexOf(least))
}

export interface LogFilter {
  readonly least: LogLevelName
  /** Found in the message, whatever its case; empty: all. */
  readonly text: string
  /** Only of this run; null: of all. */
  readonly run: number | null
}

export interface FilteredLine {
  readonly level: LogLevelName
  readonly message: string
  readonly run: number
}

/** Returns whether a line that comes is one that the reader asked for: by the rule by which the server finds them. */
export function isWanted({ level, message, run }: FilteredLine, filter: LogFilter): boolean {
  return (
    levelsFrom(filter.least).includes(level) &&
    (filter.run === null || run === filter.run) &&
    message.toLowerCase().includes(filter.text.toLowerCase())
  )
}
