/**
 * Starts the process of a runner under Node's permission model: it may read the program's own files until it stands, and call the
 * C library to put up its walls; both it gives up before it reads a stranger's code.
 */

import { spawn, type ChildProcessByStdio } from 'node:child_process'
import { dirname, join } from 'node:path'
import type { Readable, Writable } from 'node:stream'
import { fileURLToPath } from 'node:url'
import type { RunnerLimits } from './runner-limits.ts'

export type RunnerChild = ChildProcessByStdio<Writable, Readable, Readable>

const SOURCE = join(import.meta.dirname, '..')
const MAIN = join(SOURCE, 'runner', 'main.ts')

/** What it reads: its own folders and the compartments' library. Everything else of the host is closed from the start. */
const READABLE: readonly string[] = [
  ...['protocol', 'runner', 'sandbox'].map((folder) => join(SOURCE, folder)),
  join(SOURCE, '..', 'package.json'),
  ...modulesOf('ses'),
  // Its own figure of memory, from which its limit is counted.
  '/proc/self/statm',
]

/** The folder of a package, and of those that it imports beside it. */
function modulesOf(name: string): readonly string[] {
  const folder = dirname(dirname(fileURLToPath(import.meta.resolve(`${name}/package.json`))))
  return [join(folder, name), join(folder, '@endo'), join(folder, '..', 'package.json')]
}

/** `more` are arguments that a main of the tests takes. */
export function spawnRunner(
  limits: RunnerLimits,
  main: string = MAIN,
  ...more: readonly string[]
): RunnerChild {
  const own = [main, String(process.pid), String(limits.memoryMiB), ...more]
  return spawn(process.execPath, [...flagsOf(limits), ...own], {
    stdio: ['pipe', 'pipe', 'pipe'],

    // Nothing of the host's environment; a clock that knows no place.
    env: { TZ: 'UTC' },
    cwd: '/',
  })
}

function flagsOf({ heapMiB }: RunnerLimits): string[] {
  return [
    '--permission',
    ...READABLE.map((path) => `--allow-fs-read=${path}`),
    '--allow-ffi',
    // Under the permission model it would write files outside of every allowed folder (26.10).
    '--no-experimental-sqlite',
    '--no-addons',
    '--disable-proto=delete',
    '--disable-sigusr1',
    `--max-old-space-size=${heapMiB}`,
    '--max-semi-space-size=4',
    // A processor each: threads beside it would take another runner's.
    '--single-threaded-gc',
    '--v8-pool-size=1',
    '--disable-warning=ExperimentalWarning',
    // That it may call the C library is meant.
    '--disable-warning=SecurityWarning',
  ]
}
