/**
 * `startRunner`: a runner process with its budgets and its watchdog. What it says is read as a stranger's word; what breaks the
 * protocol, a budget or a limit is killed, and its end names the session that was at work.
 */

import type { StrategyInput } from '@quarterdeck/sdk'
import { FrameFault, frameOf, FrameReader, messageOf, PARENT_FRAME_BYTES_MAX } from '../protocol/frame.ts'
import type { ParentMessage, SessionBudgets, Wall } from '../protocol/messages.ts'
import { RateBudget } from '../protocol/rate-budget.ts'
import { MessageFault } from '../protocol/reader.ts'
import { readRunnerMessage } from '../protocol/runner-message.ts'
import { PROTOCOL_VERSION } from '../protocol/version.ts'
import { exitInWords } from '../runner/exit-codes.ts'
import { Conversation } from './conversation.ts'
import type { Verdict } from './judge-time.ts'
import { Flood } from './open-session.ts'
import { ownMemoryBytes, processorFigures } from './process-figures.ts'
import { DEFAULT_RUNNER_LIMITS, type RunnerLimits } from './runner-limits.ts'
import {
  type RunnerEnd,
  RunnerEnded,
  type RunnerProcess,
  type RunnerTerms,
  type RunnerUsage,
  type SessionOrder,
} from './runner-process.ts'
import { type RunnerChild, spawnRunner } from './spawn-runner.ts'
import { Watchdog } from './watchdog.ts'

/** What one process may print before the rest is left out, characters. */
const PRINTED_MAX = 65_536
/** Characters of a bundle and a snapshot together: whatever they are, as JSON they fit into a frame. */
const OPENING_LENGTH_MAX = 40 * 2 ** 20
const STOP_GRACE_MS = 2_000
/** Signals by which the program ends itself when it gets no more memory. */
const OUT_OF_MEMORY: readonly (string | null)[] = ['SIGABRT', 'SIGTRAP', 'SIGILL']

/** Starts a runner. Throws where no process can be started at all. */
export function startRunner(terms: RunnerTerms): RunnerProcess {
  return superviseRunner(terms, spawnRunner)
}

/** As `startRunner`, with any process: whatever it is, it is trusted with nothing. */
export function superviseRunner(
  terms: RunnerTerms,
  start: (limits: RunnerLimits) => RunnerChild,
): RunnerProcess {
  return new OwnedRunner(terms, start)
}

type Ready = { readonly protocol: number; readonly walls: readonly Wall[] }

class OwnedRunner implements RunnerProcess {
  readonly organizationId: string
  readonly pid: number
  readonly ready: Promise<Ready>
  readonly #terms: RunnerTerms
  readonly #limits: RunnerLimits
  readonly #child: RunnerChild
  readonly #reader: FrameReader
  readonly #conversation: Conversation
  readonly #watchdog: Watchdog
  readonly #messages: RateBudget
  readonly #bytes: RateBudget
  readonly #ended: Promise<RunnerEnd>
  readonly #settle = {
    ready: (_ready: Ready): void => undefined,
    failed: (_reason: RunnerEnded): void => undefined,
    ended: (_end: RunnerEnd): void => undefined,
  }
  #isReady = false
  #diesWithParent = false
  #verdict: Verdict | null = null
  #end: RunnerEnd | null = null
  #printed = 0
  #isCorked = false
  /** The session whose message is being read, or was the one that broke the rules. */
  #speaker: string | null = null

  constructor(terms: RunnerTerms, start: (limits: RunnerLimits) => RunnerChild) {
    this.#terms = terms
    this.organizationId = terms.organizationId
    this.#limits = { ...DEFAULT_RUNNER_LIMITS, ...terms.limits }
    const now = performance.now()
    this.#messages = new RateBudget(this.#limits.messagesPerSecond, now)
    this.#bytes = new RateBudget(this.#limits.bytesPerSecond, now)
    this.#reader = new FrameReader(this.#limits.frameBytesMax)
    this.#conversation = new Conversation(this.#limits, terms)
    this.ready = new Promise((resolve, reject) => {
      this.#settle.ready = resolve
      this.#settle.failed = reject
    })
    // Whoever does not wait for it hears of the end by `onEnd`.
    this.ready.catch(() => undefined)
    this.#ended = new Promise((resolve) => (this.#settle.ended = resolve))
    this.#child = start(this.#limits)
    // Where it could not be started at all there is nobody to tell: this constructor throws.
    this.#child.on('error', (error) => this.#condemn({ kind: 'EXITED', message: error.message }))
    if (this.#child.pid === undefined) throw new Error('a runner process could not be started')
    this.pid = this.#child.pid
    this.#watchdog = this.#watch()
    this.#listen()
    this.#write({ type: 'hello', protocol: PROTOCOL_VERSION, budgets: budgetsOf(this.#limits) })
  }

  open(order: SessionOrder): void {
    if (this.#isOver()) return
    if (order.organizationId !== this.organizationId)
      throw new Error('Invariant: a runner holds sessions of one organization')
    const { session, digest, bundle, options, resume } = order
    if (bundle.length + (resume?.length ?? 0) > OPENING_LENGTH_MAX)
      throw new Error(
        `session ${session}: bundle and snapshot have more than ${OPENING_LENGTH_MAX} characters`,
      )
    const { isKnownBundle } = this.#conversation.opening(order)
    const known = isKnownBundle ? null : bundle
    this.#ask('open', 0, { type: 'open', session, digest, bundle: known, options, resume })
  }

  input(session: string, n: number, input: StrategyInput): void {
    this.#ask('input', n, { type: 'input', session, n, input })
  }

  replay(session: string, n: number, input: StrategyInput): void {
    this.#ask('input', n, { type: 'replay', session, n, input })
  }

  snapshot(session: string): void {
    this.#ask('snapshot', 0, { type: 'snapshot', session })
  }

  close(session: string): void {
    this.#ask('close', 0, { type: 'close', session })
  }

  room(): number {
    return this.#isOver() ? 0 : this.#conversation.room()
  }

  usage(): RunnerUsage {
    const { count, bytes, oldest } = this.#conversation.unanswered
    const isOver = this.#end !== null
    const figures = isOver ? null : processorFigures(this.pid)
    return {
      memoryBytes: isOver ? null : ownMemoryBytes(this.pid),
      cpuMs: figures?.usedMs ?? null,
      waitedMs: figures?.waitedMs ?? null,
      unanswered: count,
      unansweredBytes: bytes,
      unansweredMs: oldest === null ? null : performance.now() - oldest.at,
    }
  }

  async stop(graceMs = STOP_GRACE_MS): Promise<RunnerEnd> {
    if (this.#end !== null) return this.#end
    this.resume()
    this.#child.stdin.end()
    const timer = setTimeout(
      () => this.#condemn({ kind: 'STOPPED', message: 'it was stopped, and did not finish in time' }),
      graceMs,
    )
    const end = await this.#ended
    clearTimeout(timer)
    return end
  }

  kill(reason: string): void {
    this.#condemn({ kind: 'KILLED', message: reason })
  }

  suspend(): void {
    // One that stands still when this process dies must die as well: the system sees to that behind this wall alone.
    if (this.#isOver() || !this.#diesWithParent || this.#watchdog.isHeld) return
    this.#watchdog.hold()
    this.#child.kill('SIGSTOP')
  }

  resume(): void {
    if (!this.#watchdog.isHeld) return
    this.#watchdog.release()
    this.#child.kill('SIGCONT')
  }

  #watch(): Watchdog {
    return new Watchdog(
      {
        pid: this.pid,
        isAsked: () => this.#conversation.unanswered.count > 0,
        isReady: () => this.#isReady,
        condemn: (verdict) => this.#condemn(verdict),
      },
      this.#limits,
    )
  }

  #listen(): void {
    const child = this.#child
    child.stdout.on('data', (piece: Buffer) => this.#hear(piece))
    child.stderr.on('data', (piece: Buffer) => this.#print(piece))
    // A runner that is gone cannot be written to; its end is told by `close`.
    child.stdin.on('error', () => undefined)
    child.on('close', (code, signal) => this.#close(code, signal))
  }

  #isOver(): boolean {
    return this.#end !== null || this.#verdict !== null || this.#child.stdin.writableEnded
  }

  #ask(
    kind: 'open' | 'input' | 'snapshot' | 'close',
    n: number,
    message: ParentMessage & { session: string },
  ): void {
    if (this.#isOver()) return
    const { unanswered } = this.#conversation
    const { session } = message
    if (kind !== 'open' && !this.#conversation.isOpen(session)) return
    if (unanswered.count === 0) this.#watchdog.noteProgress()
    const bytes = this.#write(message)
    unanswered.add({ kind, session, n, bytes, at: performance.now() })
    const { unansweredMax, unansweredBytesMax } = this.#limits
    if (unanswered.count > unansweredMax || unanswered.bytes > unansweredBytesMax)
      this.#condemn({
        kind: 'STALLED',
        message: `it fell behind: ${unanswered.count} messages are unanswered`,
      })
  }

  /** Messages of one turn go out in one write. Returns their bytes. */
  #write(message: ParentMessage): number {
    const { stdin } = this.#child
    if (!this.#isCorked) {
      this.#isCorked = true
      stdin.cork()
      process.nextTick(() => {
        this.#isCorked = false
        stdin.uncork()
      })
    }
    const frame = frameOf(JSON.stringify(message), PARENT_FRAME_BYTES_MAX)
    stdin.write(frame)
    return frame.length
  }

  #hear(piece: Buffer): void {
    if (this.#verdict !== null) return
    this.#watchdog.noteProgress()
    try {
      const now = performance.now()
      if (this.#bytes.take(piece.length, now) < piece.length)
        throw new Flood('it said more bytes than its budget')
      for (const body of this.#reader.push(piece)) this.#take(body, now)
    } catch (error) {
      if (error instanceof Flood) this.#condemn({ kind: 'FLOOD', message: error.message })
      else if (error instanceof MessageFault || error instanceof FrameFault)
        this.#condemn({ kind: 'PROTOCOL', message: `it said what is no answer: ${error.message}` })
      else throw error
    }
  }

  #take(body: Buffer, now: number): void {
    // One that is condemned says nothing more: not even what came in the same piece.
    if (this.#verdict !== null) return
    if (this.#messages.take(1, now) === 0) throw new Flood('it said more messages than its budget')
    const message = readRunnerMessage(messageOf(body))
    if (message.type !== 'ready') {
      if (!this.#isReady) throw new MessageFault('its first message must be ready')
      this.#speaker = message.session
      this.#conversation.take(message, now)
      this.#speaker = null
      return
    }
    if (this.#isReady || message.protocol > PROTOCOL_VERSION || message.pid !== this.pid)
      throw new MessageFault('it said ready twice, of another process, or in a protocol that was not offered')
    this.#isReady = true
    this.#diesWithParent = message.walls.includes('DIES_WITH_PARENT')
    this.#settle.ready({ protocol: message.protocol, walls: message.walls })
  }

  #print(piece: Buffer): void {
    if (this.#printed > PRINTED_MAX) return
    this.#printed += piece.length
    const text = piece.toString('utf8')
    this.#terms.onPrint?.(this.#printed > PRINTED_MAX ? '... (more was printed, and is left out)\n' : text)
  }

  #condemn(verdict: Verdict): void {
    if (this.#end !== null) return
    this.#verdict ??= verdict
    this.#child.kill('SIGKILL')
  }

  #close(code: number | null, signal: NodeJS.Signals | null): void {
    this.#watchdog.stop()
    const isAsked = this.#child.stdin.writableEnded && code === 0
    const verdict =
      this.#verdict ??
      (isAsked
        ? ({ kind: 'STOPPED', message: 'it was stopped' } as const)
        : ending(code, signal, this.#limits))
    const { unanswered } = this.#conversation
    const asked = this.#speaker === null ? unanswered.oldest : unanswered.nextOf(this.#speaker)
    const session = this.#speaker ?? asked?.session ?? null
    const end: RunnerEnd = { ...verdict, session, n: asked?.kind === 'input' ? asked.n : null }
    this.#end = end
    this.#settle.failed(new RunnerEnded(end))
    this.#settle.ended(end)
    this.#terms.onEnd(end)
  }
}

function budgetsOf(limits: RunnerLimits): SessionBudgets {
  const { frameBytesMax, snapshotBytesMax, intentsPerSecond, logsPerSecond, logBytes } = limits
  const { sessionBytesPerSecond } = limits
  return { frameBytesMax, snapshotBytesMax, intentsPerSecond, logsPerSecond, logBytes, sessionBytesPerSecond }
}

function ending(
  code: number | null,
  signal: NodeJS.Signals | null,
  { heapMiB, memoryMiB }: RunnerLimits,
): Verdict {
  if (OUT_OF_MEMORY.includes(signal) || code === 134 || code === 133)
    return {
      kind: 'MEMORY',
      message: `it took more than ${heapMiB} MiB of heap or ${memoryMiB} MiB of memory`,
    }
  return { kind: signal === null ? 'EXITED' : 'KILLED', message: exitInWords(code, signal) }
}
