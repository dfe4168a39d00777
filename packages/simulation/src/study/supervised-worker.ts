/**
 * A worker process under supervision: asked one thing at a time, and killed when it does not come back, takes too much memory, or
 * breaks the protocol. What it was doing is then read from its whereabouts.
 */

import { spawn, type ChildProcessByStdio } from 'node:child_process'
import { rmSync } from 'node:fs'
import { dirname, join } from 'node:path'
import type { Readable, Writable } from 'node:stream'
import { exitInWords } from '../worker/exit-codes.ts'
import { encodeFrame, FrameReader } from '../worker/frame.ts'
import type { StrategyFacts, StudyTerms, WorkerAnswer, WorkerRequest } from '../worker/protocol.ts'
import { createWhereabouts, readWhereabouts, type Whereabouts } from '../worker/whereabouts.ts'
import { ownMemoryBytes, processorMs } from './process-figures.ts'

/** What a worker may use. */
export interface WorkerLimits {
  /**
   * Most processor time that a step of a run, and so a callback, may take, milliseconds. As wall-clock time it may take six times
   * that: on a busy machine a worker waits for its turn.
   */
  readonly stallMs: number
  /** Heap of the strategy's objects, MiB. */
  readonly heapMiB: number
  /** Memory of its own, buffers included and market data not, MiB. Watched where the system shows it (Linux). */
  readonly memoryMiB: number
}

export const DEFAULT_WORKER_LIMITS: WorkerLimits = { stallMs: 10_000, heapMiB: 1_024, memoryMiB: 2_048 }

export interface WorkerOptions {
  readonly strategyFile: string
  /** Null: it is only asked about the strategy. */
  readonly terms: StudyTerms | null
  /** Folder for its whereabouts; made by the caller, who also removes it. */
  readonly directory: string
  readonly limits: WorkerLimits
  /** A piece of what the strategy, or the worker itself, printed. */
  readonly onPrint: (text: string) => void
}

/** Why a worker is no more. */
export interface WorkerEnd {
  /** REFUSED: its strategy or data cannot be loaded. KILLED: from outside. EXITED: by itself. FAULT: of ours. */
  readonly kind: 'STALLED' | 'MEMORY' | 'KILLED' | 'EXITED' | 'REFUSED' | 'FAULT'
  readonly message: string
  readonly where: Whereabouts
}

/** A worker ended while something was asked of it. */
export class WorkerEnded extends Error {
  override readonly name = 'WorkerEnded'
  readonly end: WorkerEnd

  constructor(end: WorkerEnd) {
    super(end.message)
    this.end = end
  }
}

const REPOSITORY = join(import.meta.dirname, '..', '..', '..', '..')
const MAIN = join(import.meta.dirname, '..', 'worker', 'main.ts')
const WATCH_MS = 100
/** Wall-clock time for a stall, in its processor time. */
const WAIT_FACTOR = 6
/** Until a process is up, milliseconds: reading our own code is no fault of the strategy, however busy the machine. */
const START_MS = 300_000
/** What one worker may print before the rest is left out. */
const PRINTED_MAX = 1_000_000

type Final = Exclude<WorkerAnswer, { readonly type: 'AWAKE' | 'BEAT' | 'UNFIT' }>
type Beat = Extract<WorkerAnswer, { readonly type: 'BEAT' }>

interface Asked {
  readonly resolve: (answer: Final) => void
  readonly reject: (error: WorkerEnded) => void
  readonly onBeat: (beat: Beat) => void
}

let started = 0

export class SupervisedWorker {
  private readonly child: ChildProcessByStdio<Writable, Readable, Readable>
  private readonly options: WorkerOptions
  private readonly whereabouts: string
  private readonly reader = new FrameReader()
  private readonly watch: NodeJS.Timeout
  private asked: Asked | null = null
  private isAwake = false
  private heardAt = performance.now()
  /** Its processor time at the first look after it was heard last: a look is cheap, and one for each message is not. */
  private heardCpuMs = 0
  private wasHeard = true
  private watchedAt = performance.now()
  private printed = 0
  /** Why it was killed by us, or refused to start. */
  private verdict: Pick<WorkerEnd, 'kind' | 'message'> | null = null
  private ended: WorkerEnd | null = null

  private constructor(options: WorkerOptions) {
    this.options = options
    started += 1
    this.whereabouts = join(options.directory, `worker-${process.pid}-${started}.where`)
    createWhereabouts(this.whereabouts)
    this.child = spawn(process.execPath, [...flagsOf(options, this.whereabouts), MAIN], {
      stdio: ['pipe', 'pipe', 'pipe'],
      env: { TZ: 'UTC' },
    })
    this.child.stdout.on('data', (piece: Buffer) => this.hear(piece))
    this.child.stderr.on('data', (piece: Buffer) => this.print(piece))
    // A worker that is gone cannot be written to; its end is told by `close`.
    this.child.stdin.on('error', () => undefined)
    this.child.on('close', (code, signal) => this.close(code, signal))
    this.child.on('error', (error) => {
      this.verdict ??= { kind: 'FAULT', message: `a worker could not be started: ${error.message}` }
    })
    this.watch = setInterval(() => this.look(), WATCH_MS)
  }

  /** Starts a worker and waits until it has its strategy and its data. Throws a `WorkerEnded` where it cannot have them. */
  static async start(
    options: WorkerOptions,
  ): Promise<{ readonly worker: SupervisedWorker; readonly strategy: StrategyFacts }> {
    const worker = new SupervisedWorker(options)
    const { strategyFile, terms } = options
    const ready = await worker.exchange(
      { strategyFile, terms, whereabouts: worker.whereabouts },
      () => undefined,
    )
    if (ready.type !== 'READY') throw new Error('Invariant: a worker answers its setup with READY')
    return { worker, strategy: ready.strategy }
  }

  get pid(): number | undefined {
    return this.child.pid
  }

  /** Asks for something; `onBeat` hears how far a run is. Throws a `WorkerEnded` if the worker ends before it answers. */
  ask(request: WorkerRequest, onBeat: (beat: Beat) => void = () => undefined): Promise<Final> {
    return this.exchange(request, onBeat)
  }

  /** Ends it. Safe to call twice. */
  async stop(): Promise<void> {
    if (this.ended !== null) return
    const closed = new Promise((resolve) => this.child.once('close', resolve))
    this.verdict ??= { kind: 'KILLED', message: 'it was stopped' }
    this.child.kill('SIGKILL')
    await closed
  }

  private exchange(message: unknown, onBeat: (beat: Beat) => void): Promise<Final> {
    if (this.ended !== null) return Promise.reject(new WorkerEnded(this.ended))
    if (this.asked !== null) throw new Error('Invariant: a worker is asked one thing at a time')
    const answered = new Promise<Final>((resolve, reject) => {
      this.asked = { resolve, reject, onBeat }
    })
    this.heard()
    this.child.stdin.write(encodeFrame(message))
    return answered
  }

  private hear(piece: Buffer): void {
    this.heard()
    try {
      for (const message of this.reader.push(piece)) this.take(message as WorkerAnswer)
    } catch (error) {
      this.kill('FAULT', `it answered what is no answer (${(error as Error).message})`)
    }
  }

  private heard(): void {
    this.heardAt = performance.now()
    this.wasHeard = true
  }

  private take(answer: WorkerAnswer): void {
    const { asked } = this
    if (answer.type === 'UNFIT') this.verdict = { kind: 'REFUSED', message: answer.message }
    else if (answer.type === 'AWAKE') this.isAwake = true
    else if (asked === null) this.kill('FAULT', 'it answered without being asked')
    else if (answer.type === 'BEAT') asked.onBeat(answer)
    else {
      this.asked = null
      asked.resolve(answer)
    }
  }

  /** Looks after it: whether it was heard lately, and how much memory it has. */
  private look(): void {
    const now = performance.now()
    const late = now - this.watchedAt - WATCH_MS
    this.watchedAt = now
    // When this process itself was held up, whatever the worker said in the meantime is still to be read.
    if (late > this.options.limits.stallMs / 4) {
      this.heardAt += late
      return
    }
    if (this.wasHeard) {
      this.wasHeard = false
      this.heardCpuMs = processorMs(this.child.pid) ?? 0
    }
    const { stallMs, memoryMiB } = this.options.limits
    if (this.asked !== null && this.isStalled(now)) {
      this.kill('STALLED', `it did not return within ${stallMs / 1_000} s of processor time`)
      return
    }
    const bytes = ownMemoryBytes(this.child.pid)
    if (bytes !== null && bytes > memoryMiB * 2 ** 20)
      this.kill('MEMORY', `it took more than ${memoryMiB} MiB of memory`)
  }

  private isStalled(now: number): boolean {
    const { stallMs } = this.options.limits
    if (!this.isAwake) return now - this.heardAt > START_MS
    if (now - this.heardAt > stallMs * WAIT_FACTOR) return true
    if (now - this.heardAt < stallMs) return false
    const cpuMs = processorMs(this.child.pid)
    return cpuMs !== null && cpuMs - this.heardCpuMs > stallMs
  }

  private kill(kind: WorkerEnd['kind'], message: string): void {
    this.verdict ??= { kind, message }
    this.child.kill('SIGKILL')
  }

  private print(piece: Buffer): void {
    if (this.printed > PRINTED_MAX) return
    this.printed += piece.length
    this.options.onPrint(
      this.printed > PRINTED_MAX ? '... (more was printed, and is left out)\n' : piece.toString('utf8'),
    )
  }

  private close(code: number | null, signal: NodeJS.Signals | null): void {
    clearInterval(this.watch)
    const where = readWhereabouts(this.whereabouts)
    rmSync(this.whereabouts, { force: true })
    this.ended = { ...(this.verdict ?? ending(code, signal, this.options.limits)), where }
    this.asked?.reject(new WorkerEnded(this.ended))
    this.asked = null
  }
}

function ending(
  code: number | null,
  signal: NodeJS.Signals | null,
  { heapMiB }: WorkerLimits,
): Pick<WorkerEnd, 'kind' | 'message'> {
  const message = exitInWords(code, signal)
  if (signal === 'SIGABRT' || code === 134)
    return { kind: 'MEMORY', message: `it took more than ${heapMiB} MiB of heap` }
  if (signal !== null) return { kind: 'KILLED', message }
  return { kind: code === 70 ? 'FAULT' : 'EXITED', message }
}

function flagsOf({ strategyFile, terms, limits }: WorkerOptions, whereabouts: string): string[] {
  const readable = [
    REPOSITORY,
    dirname(strategyFile),
    whereabouts,
    ...new Set((terms?.series ?? []).flatMap(filesOf).map((path) => dirname(path))),
  ]
  return [
    '--permission',
    ...readable.map((path) => `--allow-fs-read=${path}`),
    `--allow-fs-write=${whereabouts}`,
    '--allow-ffi',
    `--max-old-space-size=${limits.heapMiB}`,
    // A core each: a second thread that collects garbage would take another worker's.
    '--single-threaded-gc',
    '--disable-warning=ExperimentalWarning',
    // That it may call the C library is meant: it gives that up before the strategy's file is run.
    '--disable-warning=SecurityWarning',
  ]
}

function filesOf(series: StudyTerms['series'][number]): readonly string[] {
  switch (series.kind) {
    case 'BARS':
      return [series.bars.path]
    case 'QUOTE_BARS':
      return [series.bid.path, series.ask.path]
    case 'QUOTES':
      return [series.quotes.path]
    case 'TRADES':
      return [series.trades.path]
    case 'DEPTH':
      return [series.depth.path]
  }
}
