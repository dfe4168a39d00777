/** The process that plays the strategy, as its parent sees it: asked, heard, and ended when it does not come back. */

import { fork, type ChildProcess } from 'node:child_process'
import { dirname, join } from 'node:path'
import { processorMs } from '@quarterdeck/simulation'
import type { DevAnswer, DevRequest, DevTerms } from './messages.ts'

export interface StageProcessTerms {
  readonly terms: DevTerms
  /** Seconds of processor time that it may stay silent: a callback that takes longer counts as one that never returns. */
  readonly stall: number
  readonly memoryMiB: number
  readonly onAnswer: (answer: DevAnswer) => void
  /** What the strategy printed. */
  readonly onPrint: (text: string) => void
  /** It is gone, and why. Not called when it was ended by `end`. */
  readonly onEnd: (why: string) => void
}

const REPOSITORY = join(import.meta.dirname, '..', '..', '..', '..', '..', '..')
const MAIN = join(import.meta.dirname, 'stage-main.ts')
const WATCH_MS = 250
/** Wall-clock time for a stall, in its processor time. */
const WAIT_FACTOR = 6

export class StageProcess {
  private readonly child: ChildProcess
  private readonly terms: StageProcessTerms
  private readonly watch: NodeJS.Timeout
  private silentMs = 0
  /** Its processor time when it was heard last, at the first look after that. */
  private heardCpuMs = 0
  private isReady = false
  private verdict: string | null = null
  private hasEnded = false

  constructor(terms: StageProcessTerms) {
    this.terms = terms
    this.child = fork(MAIN, [], {
      execArgv: flagsOf(terms),
      stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
      serialization: 'advanced',
      env: { TZ: 'UTC' },
    })
    this.child.on('message', (answer: DevAnswer) => this.hear(answer))
    this.child.stdout?.setEncoding('utf8').on('data', terms.onPrint)
    this.child.stderr?.setEncoding('utf8').on('data', terms.onPrint)
    this.child.on('error', (error) => (this.verdict ??= error.message))
    this.child.on('close', (code, signal) => this.close(code, signal))
    this.watch = setInterval(() => this.look(), WATCH_MS)
    this.ask({ type: 'BEGIN', terms: terms.terms })
  }

  get pid(): number | undefined {
    return this.child.pid
  }

  ask(request: DevRequest): void {
    if (this.child.connected) this.child.send(request)
  }

  /** Ends it, whatever it does. */
  end(): void {
    this.hasEnded = true
    clearInterval(this.watch)
    this.child.kill('SIGKILL')
  }

  private hear(answer: DevAnswer): void {
    this.silentMs = 0
    if (answer.type === 'READY') this.isReady = true
    this.terms.onAnswer(answer)
  }

  /** Counts looks, not the clock: while this process itself is held up, nobody is silent. */
  private look(): void {
    if (!this.isReady) return
    if (this.silentMs === 0) this.heardCpuMs = processorMs(this.child.pid) ?? 0
    this.silentMs += WATCH_MS
    if (!this.isStalled()) return
    this.verdict ??= `the code did not return within ${this.terms.stall} s: it was stopped`
    this.child.kill('SIGKILL')
  }

  /** On a busy machine it waits for its turn: then the wall's clock alone says little. */
  private isStalled(): boolean {
    const stallMs = this.terms.stall * 1_000
    if (this.silentMs <= stallMs) return false
    const cpuMs = processorMs(this.child.pid)
    return this.silentMs > stallMs * WAIT_FACTOR || (cpuMs !== null && cpuMs - this.heardCpuMs > stallMs)
  }

  private close(code: number | null, signal: NodeJS.Signals | null): void {
    clearInterval(this.watch)
    if (this.hasEnded) return
    this.hasEnded = true
    const isMemory = signal === 'SIGABRT' || code === 134
    this.terms.onEnd(
      this.verdict ??
        (isMemory
          ? `the code took more than ${this.terms.memoryMiB} MiB of memory: it was stopped`
          : `its process ended (${signal ?? `code ${String(code)}`})`),
    )
  }
}

function flagsOf({ terms, memoryMiB }: StageProcessTerms): string[] {
  return [
    '--permission',
    ...[REPOSITORY, dirname(terms.path)].map((path) => `--allow-fs-read=${path}`),
    '--allow-ffi',
    `--max-old-space-size=${memoryMiB}`,
    '--disable-warning=ExperimentalWarning',
    // That it may call the C library is meant: it gives that up before the author's code is read.
    '--disable-warning=SecurityWarning',
  ]
}
