/** How a worker process ends, so that whoever started it knows what to do. docs/backtests.md lists them for operators. */

export const WORKER_EXIT = {
  /** Its supervisor closed standard input: nothing more to do. */
  done: 0,
  /** What it read is no message, or not one that it knows. */
  badMessage: 2,
  /** The strategy's file cannot be loaded, or declares no strategy. */
  noStrategy: 3,
  /** A column file is missing, too short, or cannot be opened. */
  noData: 4,
  /** Nobody reads its results any more. */
  orphaned: 5,
  /** A fault of ours. */
  fault: 70,
} as const

const MEANING: Readonly<Record<number, string>> = {
  [WORKER_EXIT.done]: 'it ended by itself',
  [WORKER_EXIT.badMessage]: 'it could not read its instructions',
  [WORKER_EXIT.noStrategy]: 'it could not load the strategy',
  [WORKER_EXIT.noData]: 'it could not read the market data',
  [WORKER_EXIT.orphaned]: 'nobody read its results',
  [WORKER_EXIT.fault]: 'it met a fault of the program',
  13: 'the strategy awaits something that never comes',
}

/** The end of a worker in words. */
export function exitInWords(code: number | null, signal: string | null): string {
  if (signal === 'SIGABRT') return 'its heap was full (SIGABRT)'
  if (signal !== null) return `it was killed (${signal})`
  const meaning = MEANING[code ?? -1]
  return `exit code ${code}${meaning === undefined ? '' : `: ${meaning}`}`
}
