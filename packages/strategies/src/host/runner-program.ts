/**
 * The program of a runner as one script, bundled once in the life of a host. Until it is there, runners start from their sources,
 * which takes more than twice as long.
 */

import { execFile } from 'node:child_process'
import { join } from 'node:path'

export const RUNNER_MAIN: string = join(import.meta.dirname, '..', 'runner', 'main.ts')

const BUNDLE_MAIN = join(import.meta.dirname, 'bundle-main.ts')
const PROGRAM_BYTES_MAX = 16 * 2 ** 20
const BUNDLE_MS_MAX = 120_000

let program: Buffer | null = null
let bundling: Promise<void> | undefined

/** Bundles the program, so that runners start in less than half the time. Worth waiting for before many are started at once. */
export function prepareRunners(): Promise<void> {
  bundling ??= bundle()
  return bundling
}

/** The program; null: it is not there yet, and is asked for. */
export function preparedProgram(): Buffer | null {
  if (program === null) void prepareRunners()
  return program
}

/** Never rejects: where there is no bundler for this machine, the sources do as well. */
function bundle(): Promise<void> {
  return new Promise((resolve) => {
    execFile(
      process.execPath,
      ['--disable-warning=ExperimentalWarning', BUNDLE_MAIN],
      { encoding: 'buffer', maxBuffer: PROGRAM_BYTES_MAX, timeout: BUNDLE_MS_MAX, env: {} },
      (error, stdout) => {
        if (error === null) program = stdout
        resolve()
      },
    )
  })
}
