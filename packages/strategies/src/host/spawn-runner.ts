/**
 * Starts the process of a runner under Node's permission model: it may read the program's own files until it stands, and call the
 * C library to put up its walls; both it gives up before it reads a stranger's code.
 */

import { spawn, type ChildProcessByStdio } from 'node:child_process'
import { dirname, join } from 'node:path'
import { type Readable, Writable } from 'node:stream'
import { fileURLToPath } from 'node:url'
import type { RunnerLimits } from './runner-limits.ts'
import { preparedProgram, RUNNER_MAIN } from './runner-program.ts'

export type RunnerChild = ChildProcessByStdio<Writable, Readable, Readable>

const SOURCE = join(import.meta.dirname, '..')
const BOOT = join(SOURCE, 'runner', 'boot.mjs')

/** What a runner reads of the host's files when it starts from its sources: its own folders and the compartments' library. */
const SOURCES: readonly string[] = [
  ...['protocol', 'runner', 'sandbox'].map((folder) => join(SOURCE, folder)),
  join(SOURCE, '..', 'package.json'),
  ...modulesOf('ses'),
]

/** Its own figure of memory, from which its limit is counted. */
const FIGURES = '/proc/self/statm'

/** Nothing of the host's environment; a clock that knows no place. */
const SURROUNDINGS = { env: { TZ: 'UTC' }, cwd: '/' } as const

/** The folder of a package, and of those that it imports beside it. */
function modulesOf(name: string): readonly string[] {
  const folder = dirname(dirname(fileURLToPath(import.meta.resolve(`${name}/package.json`))))
  return [join(folder, name), join(folder, '@endo'), join(folder, '..', 'package.json')]
}

/** Starts a runner: from its bundled program where that is there, else from its sources. */
export function spawnRunner(limits: RunnerLimits): RunnerChild {
  const program = preparedProgram()
  if (program === null) return spawnSources(limits, RUNNER_MAIN)
  const child = spawn(process.execPath, argumentsOf(limits, BOOT, [BOOT]), {
    ...SURROUNDINGS,
    stdio: ['pipe', 'pipe', 'pipe', 'pipe'],
  })
  const [, , , handover] = child.stdio
  // A runner that is gone takes nothing over; its end is told by `close`.
  handover?.on('error', () => undefined)
  if (handover instanceof Writable) handover.end(program)
  return child
}

/** Starts a main beside the runner's, with the same flags. `more` are arguments of its own. */
export function spawnSources(limits: RunnerLimits, main: string, ...more: readonly string[]): RunnerChild {
  return spawn(process.execPath, [...argumentsOf(limits, main, SOURCES), ...more], {
    ...SURROUNDINGS,
    stdio: ['pipe', 'pipe', 'pipe'],
  })
}

function argumentsOf(limits: RunnerLimits, main: string, readable: readonly string[]): string[] {
  return [...flagsOf(limits, readable), main, String(process.pid), String(limits.memoryMiB)]
}

function flagsOf({ heapMiB }: RunnerLimits, readable: readonly string[]): string[] {
  return [
    '--permission',
    ...[...readable, FIGURES].map((path) => `--allow-fs-read=${path}`),
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
