/** The strategy that a verb names: a file, with the limits under which its code runs and where its prints go. */

import { existsSync, statSync } from 'node:fs'
import { resolve } from 'node:path'
import type { StrategyFile } from '@quarterdeck/simulation'
import { WrongUsage } from '../../exit.ts'

export interface LimitOptions {
  /** Seconds of processor time that a callback may take. */
  readonly stall: number
  /** MiB that a worker may have beside the data. */
  readonly memory: number
}

export function strategyFileOf(path: string, { stall, memory }: LimitOptions): StrategyFile {
  if (!existsSync(path)) throw new WrongUsage(`STRATEGY: there is no file ${path}`)
  if (!statSync(path).isFile()) throw new WrongUsage(`STRATEGY: ${path} is no file`)
  return {
    path: resolve(path),
    limits: { stallMs: stall * 1_000, memoryMiB: memory, heapMiB: memory },
    onPrint: (text) => void process.stderr.write(text),
  }
}
