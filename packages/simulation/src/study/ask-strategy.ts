/** Asks a strategy's file about itself, in a worker: its parameters, what it needs, how a grid of it reads. No code of it runs here. */

import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { GridAxis, StrategyNeeds } from '@quarterdeck/sdk'
import type { StrategyFacts } from '../worker/protocol.ts'
import { faultOfAnswer, faultOfEnd } from './study-fault.ts'
import {
  DEFAULT_WORKER_LIMITS,
  SupervisedWorker,
  WorkerEnded,
  type WorkerLimits,
} from './supervised-worker.ts'

export interface StrategyFile {
  readonly path: string
  readonly limits?: Partial<WorkerLimits>
  /** What it prints. */
  readonly onPrint?: (text: string) => void
}

/** A strategy that answers. Every question throws a `StudyFault` that names what is wrong. */
export interface AskedStrategy {
  readonly facts: StrategyFacts
  /** What it needs with these parameters, and all parameters with their defaults. */
  needs(params: Readonly<Record<string, unknown>>): Promise<{
    readonly needs: StrategyNeeds
    readonly params: Readonly<Record<string, unknown>>
  }>
  /** The axes of a grid, each as `from:to:step`, `a,b,c` or one value. */
  axes(grid: Readonly<Record<string, string>>): Promise<readonly GridAxis[]>
}

/** Loads the file, lets `work` ask, and ends the worker. Throws a `StudyFault` where it cannot be loaded. */
export async function askStrategy<T>(
  file: StrategyFile,
  work: (strategy: AskedStrategy) => Promise<T>,
): Promise<T> {
  const directory = mkdtempSync(join(tmpdir(), 'quarterdeck-ask-'))
  let worker: SupervisedWorker | null = null
  try {
    const begun = await SupervisedWorker.start({
      strategyFile: file.path,
      terms: null,
      directory,
      limits: { ...DEFAULT_WORKER_LIMITS, ...file.limits },
      onPrint: file.onPrint ?? (() => undefined),
    })
    worker = begun.worker
    return await work(asked(begun.worker, begun.strategy))
  } catch (error) {
    throw error instanceof WorkerEnded ? faultOfEnd(error.end) : error
  } finally {
    await worker?.stop()
    rmSync(directory, { recursive: true, force: true })
  }
}

function asked(worker: SupervisedWorker, facts: StrategyFacts): AskedStrategy {
  return {
    facts,
    async needs(params) {
      const answer = await worker.ask({ type: 'NEEDS', params })
      if (answer.type !== 'NEEDS') throw faultOfAnswer(answer)
      return { needs: answer.needs, params: answer.params }
    },
    async axes(grid) {
      const answer = await worker.ask({ type: 'AXES', grid })
      if (answer.type !== 'AXES') throw faultOfAnswer(answer)
      return answer.axes
    },
  }
}
