/**
 * The program of a runner as one script, bundled once in the life of a host. Until it is there, runners start from their sources,
 * which takes more than twice as long.
 */

import { Buffer } from 'node:buffer'
import { join } from 'node:path'

export const RUNNER_MAIN: string = join(import.meta.dirname, '..', 'runner', 'main.ts')

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

async function bundle(): Promise<void> {
  try {
    const { build, stop } = await import('esbuild')
    const { outputFiles } = await build({
      entryPoints: [RUNNER_MAIN],
      bundle: true,
      write: false,
      format: 'esm',
      platform: 'node',
      target: 'es2024',
      minify: true,
      legalComments: 'none',
      logLevel: 'silent',
    })
    await stop()
    program = Buffer.from(outputFiles[0]?.contents ?? [])
  } catch {
    // Where there is no bundler for this machine, the sources do as well.
    program = null
  }
}
