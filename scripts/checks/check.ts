/** What a check is: something that looks at a tree of files and says, line by line, what is as it should be. */

/** One line of the result. A check that wraps a test runner counts that runner's tests. */
export interface Verdict {
  readonly name: string
  readonly passed: number
  readonly failed: number
  /** Shown when something failed, or when there is something to know. */
  readonly detail?: string
}

export interface Check {
  /** How it is called on the command line: `npm run check -- <name>`. */
  readonly name: string
  /** Looks at the workspace in `root` and never changes it. A throw counts as one failure. */
  run(root: string): Promise<readonly Verdict[]>
}

/** One verdict from a list of faults: passed when there is none. */
export function verdict(name: string, faults: readonly string[], note?: string): Verdict {
  if (faults.length > 0) return { name, passed: 0, failed: 1, detail: faults.join('\n') }
  return { name, passed: 1, failed: 0, ...(note === undefined ? {} : { detail: note }) }
}
