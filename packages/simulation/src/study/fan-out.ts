/**
 * Runs spread over the workers of one machine: each takes the next shard, plays its runs one after the other, and hands each in as
 * it is done.
 *
 * A run whose worker has to be stopped (it loops, it takes all memory, it ends its process) fails alone: the rest of its shard goes on
 * in a new worker. A worker that is killed from outside leaves its shard to be run again, once; the runs that were handed in stay.
 * Results depend on the orders alone, not on how they were spread.
 */

import {
  failedRun,
  type MeasuredRun,
  type RunFault,
  type RunOrder,
  type StrategyFacts,
  type StudyTerms,
} from '../worker/protocol.ts'
import type { StrategyFile } from './ask-strategy.ts'
import { faultOfEnd, StudyFault } from './study-fault.ts'
import { DEFAULT_WORKER_LIMITS, SupervisedWorker, WorkerEnded, type WorkerEnd } from './supervised-worker.ts'

export interface FanOutOptions {
  readonly file: StrategyFile
  readonly terms: StudyTerms
  /** Folder for the workers' own files. */
  readonly directory: string
  /** Processes at work at once. */
  readonly workers: number
}

/** Told of every run as it is handed in, in the order in which they end. */
export type OnRun = (order: RunOrder, measured: MeasuredRun) => void

/** How often a shard is begun anew after its worker was killed. */
const SHARD_REPEATS = 1

/** The workers of a study. They stay until it is closed: starting one costs more than many a shard. */
export class FanOut {
  private readonly options: FanOutOptions
  private readonly idle: SupervisedWorker[] = []
  private readonly all = new Set<SupervisedWorker>()
  private readonly starting: Promise<SupervisedWorker>[] = []
  private strategy: StrategyFacts | null = null

  constructor(options: FanOutOptions) {
    this.options = options
  }

  /** Processes that live, for those who watch them. */
  get pids(): readonly number[] {
    return [...this.all].flatMap(({ pid }) => (pid === undefined ? [] : [pid]))
  }

  /** The strategy, as the first worker loaded it. Throws a `StudyFault` where it cannot be loaded. */
  async facts(): Promise<StrategyFacts> {
    if (this.strategy === null) this.idle.push(await this.take())
    return this.strategy!
  }

  /** Starts workers ahead of their first shard, up to so many. A start that fails is told when a shard needs it. */
  warm(count: number): void {
    while (this.all.size + this.starting.length < Math.min(count, this.options.workers)) {
      const coming = this.start()
      coming.catch(() => undefined)
      this.starting.push(coming)
    }
  }

  /** Plays shards of runs. Throws a `StudyFault` only where no worker can be had at all. */
  async run(
    shards: readonly (readonly RunOrder[])[],
    onRun: OnRun,
    workers: number = this.options.workers,
  ): Promise<void> {
    let next = 0
    let isLost = false
    const lane = async (): Promise<void> => {
      try {
        while (next < shards.length && !isLost) await this.playShard(shards[next++]!, onRun)
      } catch (error) {
        isLost = true
        throw error
      }
    }
    const lanes = Math.min(workers, this.options.workers, shards.length)
    const ends = await Promise.allSettled(Array.from({ length: lanes }, lane))
    const failed = ends.find((end) => end.status === 'rejected')
    if (failed !== undefined) throw failed.reason
  }

  /** Ends every worker. */
  async close(): Promise<void> {
    await Promise.allSettled(this.starting)
    await Promise.all([...this.all].map((worker) => worker.stop()))
    this.all.clear()
    this.idle.length = 0
  }

  private async playShard(shard: readonly RunOrder[], onRun: OnRun): Promise<void> {
    let repeats = 0
    let worker = await this.take()
    for (let place = 0; place < shard.length;) {
      const order = shard[place]!
      try {
        onRun(order, await playOne(worker, order))
        place += 1
      } catch (error) {
        if (!(error instanceof WorkerEnded)) throw error
        this.all.delete(worker)
        const { end } = error
        if (isOfStrategy(end) || repeats === SHARD_REPEATS) {
          onRun(order, failedRun(faultOfRun(end)))
          place += 1
          repeats = 0
        } else repeats += 1
        // Nothing is left for a new worker where the last run was the one that failed.
        if (place === shard.length) return
        worker = await this.take()
      }
    }
    this.idle.push(worker)
  }

  private async take(): Promise<SupervisedWorker> {
    return this.idle.pop() ?? this.starting.shift() ?? this.start()
  }

  private async start(): Promise<SupervisedWorker> {
    const { file, terms, directory } = this.options
    for (let attempt = 0; ; attempt += 1) {
      try {
        const { worker, strategy } = await SupervisedWorker.start({
          strategyFile: file.path,
          terms,
          directory,
          limits: { ...DEFAULT_WORKER_LIMITS, ...file.limits },
          onPrint: file.onPrint ?? (() => undefined),
        })
        if (this.strategy !== null && sourcesOf(strategy) !== sourcesOf(this.strategy)) {
          await worker.stop()
          throw new StudyFault('STRATEGY', "the strategy's file changed while the study ran: start it again")
        }
        this.strategy = strategy
        this.all.add(worker)
        return worker
      } catch (error) {
        if (!(error instanceof WorkerEnded)) throw error
        if (error.end.kind !== 'KILLED' || attempt === SHARD_REPEATS) throw faultOfEnd(error.end)
      }
    }
  }
}

function sourcesOf({ sources }: StrategyFacts): string {
  return sources.map(({ path, sha256 }) => `${path} ${sha256}`).join('\n')
}

async function playOne(worker: SupervisedWorker, order: RunOrder): Promise<MeasuredRun> {
  const answer = await worker.ask({ type: 'RUN', keep: 'MEASURED', ...order })
  if (answer.type === 'MEASURED') return answer.measured
  if (answer.type === 'FAILED') return failedRun(answer.fault)
  if (answer.type === 'REFUSED')
    return failedRun({
      kind: 'PARAMETERS',
      callback: null,
      at: null,
      input: '',
      message: answer.messages.join('; '),
    })
  throw new Error(`Invariant: a run is answered by its measures, not by ${answer.type}`)
}

/** Whether a worker's end is the strategy's own doing, so that running it again would end the same. */
function isOfStrategy({ kind }: WorkerEnd): boolean {
  return kind === 'STALLED' || kind === 'MEMORY' || kind === 'EXITED'
}

function faultOfRun({ kind, message, where }: WorkerEnd): RunFault {
  const said = kind === 'STALLED' || kind === 'MEMORY' || kind === 'EXITED' ? kind : 'KILLED'
  return { kind: said, callback: where.callback, at: where.at, input: where.inWords, message }
}
