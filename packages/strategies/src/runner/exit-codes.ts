/** How a runner process ends by itself. docs/orchestrator-protocol.md lists them for operators. */

export const RUNNER_EXIT = {
  /** Its parent closed standard input: nothing more to do. */
  done: 0,
  /** What it read is no message, or not one that it knows. */
  badMessage: 2,
  /** It does not speak the parent's protocol. */
  badProtocol: 3,
  /** Nobody reads its answers any more, or its parent had died before it stood. */
  orphaned: 5,
  /** A fault of ours. */
  fault: 70,
} as const

const MEANING: Readonly<Record<number, string>> = {
  [RUNNER_EXIT.done]: 'it ended by itself',
  [RUNNER_EXIT.badMessage]: 'it could not read its instructions',
  [RUNNER_EXIT.badProtocol]: 'it does not speak the protocol of its parent',
  [RUNNER_EXIT.orphaned]: 'nobody read its answers',
  [RUNNER_EXIT.fault]: 'it met a fault of the program',
}

/** The end of a runner in words. */
export function exitInWords(code: number | null, signal: string | null): string {
  if (signal !== null) return `it was killed (${signal})`
  const meaning = MEANING[code ?? -1]
  return `exit code ${code}${meaning === undefined ? '' : `: ${meaning}`}`
}
