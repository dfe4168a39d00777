/** The levels of a strategy's log, quietest first, in word and colour. */

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
