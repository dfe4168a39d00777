/**
 * A child process under limits: it is given one message, tells what it has in lines of JSON, and is killed with all it
 * started when it takes too long, too much memory, or says too much. It also ends with this process: its input is a leash.
 */

import { spawn, type ChildProcessByStdio } from 'node:child_process'
import type { Readable, Writable } from 'node:stream'
import { treeMemoryBytes, killGroup } from '../submission/process-group.ts'

export interface ChildTerms {
  /** The file that the child runs. */
  readonly main: string
  /** Node's own flags. */
  readonly flags: readonly string[]
  readonly args?: readonly string[]
  /** Sent as one line; the input stays open after it. */
  readonly message: unknown
  readonly wallMs: number
  /** Resident memory of the child and all it started. */
  readonly memoryMiB: number
  readonly outputBytesMax: number
  readonly signal?: AbortSignal | undefined
  readonly onLine: (line: unknown) => void
}

/**
 * How it ended. CRASHED: by a fault of the machine's, such as a stack that was too small. FAILED: by itself, in a way that it
 * should not; the message is in words, with the end of what it printed.
 */
export type ChildEnd =
  | { readonly kind: 'ENDED' }
  | {
      readonly kind: 'TIME' | 'MEMORY' | 'OUTPUT' | 'CANCELLED' | 'CRASHED' | 'FAILED'
      readonly message: string
    }

const WATCH_MS = 100
/** Of what it printed for people, how much is kept for the message of a failure. */
const PRINTED_MAX = 4_000

const CRASHES: ReadonlySet<NodeJS.Signals> = new Set(['SIGSEGV', 'SIGBUS', 'SIGILL', 'SIGFPE', 'SIGTRAP'])

type Child = ChildProcessByStdio<Writable, Readable, Readable>

/** Runs it to its end. Never rejects for what the child does. */
export function runChild(terms: ChildTerms): Promise<ChildEnd> {
  const { main, flags, args = [], message, signal } = terms
  if (signal?.aborted === true) return Promise.resolve({ kind: 'CANCELLED', message: 'it was cancelled' })
  const child = spawn(process.execPath, [...flags, main, ...args], {
    stdio: ['pipe', 'pipe', 'pipe'],
    env: { TZ: 'UTC' },
    // A group of its own, so that what it started can be ended and measured with it.
    detached: true,
  })
  const watched = new WatchedChild(child, terms)
  child.stdin.on('error', () => undefined)
  child.stdin.write(`${JSON.stringify(message)}\n`)
  return watched.end
}

class WatchedChild {
  readonly end: Promise<ChildEnd>
  readonly #child: Child
  readonly #terms: ChildTerms
  readonly #startedAt = performance.now()
  readonly #lines = new Lines()
  #verdict: ChildEnd | null = null
  #heardBytes = 0
  #printed = ''

  constructor(child: Child, terms: ChildTerms) {
    this.#child = child
    this.#terms = terms
    child.stdout.on('data', (piece: Buffer) => this.#hear(piece))
    child.stderr.on('data', (piece: Buffer) => {
      this.#printed = (this.#printed + piece.toString('utf8')).slice(-PRINTED_MAX)
    })
    const watch = setInterval(() => this.#look(), WATCH_MS)
    const cancel = (): void => this.#kill({ kind: 'CANCELLED', message: 'it was cancelled' })
    terms.signal?.addEventListener('abort', cancel, { once: true })
    this.end = new Promise((resolve) => {
      const settle = (end: ChildEnd): void => {
        clearInterval(watch)
        terms.signal?.removeEventListener('abort', cancel)
        killGroup(child.pid)
        resolve(this.#verdict ?? end)
      }
      child.on('error', ({ message }) => settle({ kind: 'FAILED', message }))
      child.on('close', (code, killed) => settle(this.#ending(code, killed)))
    })
  }

  #hear(piece: Buffer): void {
    this.#heardBytes += piece.length
    if (this.#verdict !== null) return
    const { outputBytesMax } = this.#terms
    if (this.#heardBytes > outputBytesMax) {
      this.#kill({ kind: 'OUTPUT', message: `it said more than ${outputBytesMax} bytes` })
      return
    }
    try {
      for (const line of this.#lines.push(piece)) this.#terms.onLine(JSON.parse(line))
    } catch (error) {
      this.#kill({ kind: 'FAILED', message: `it said what is no message: ${(error as Error).message}` })
    }
  }

  #look(): void {
    const { wallMs, memoryMiB } = this.#terms
    if (performance.now() - this.#startedAt > wallMs) {
      this.#kill({ kind: 'TIME', message: `it took longer than ${wallMs / 1_000} s` })
      return
    }
    const bytes = treeMemoryBytes(this.#child.pid)
    if (bytes !== null && bytes > memoryMiB * 2 ** 20) {
      this.#kill({ kind: 'MEMORY', message: `it took more than ${memoryMiB} MiB of memory` })
    }
  }

  #kill(verdict: ChildEnd): void {
    this.#verdict ??= verdict
    killGroup(this.#child.pid)
  }

  #ending(code: number | null, killed: NodeJS.Signals | null): ChildEnd {
    if (code === 0) return { kind: 'ENDED' }
    // V8 gives up so when its heap is full.
    if (killed === 'SIGABRT' || code === 134) {
      return { kind: 'MEMORY', message: 'it took more memory than its heap may have' }
    }
    if (killed !== null && CRASHES.has(killed)) return { kind: 'CRASHED', message: `it crashed (${killed})` }
    const words = killed === null ? `it ended with code ${code}` : `it was ended by ${killed}`
    const said = this.#printed.trim()
    return { kind: 'FAILED', message: said === '' ? words : `${words}: ${said}` }
  }
}

/** Puts lines together from the pieces in which they arrive. */
class Lines {
  readonly #pieces: Buffer[] = []

  push(piece: Buffer): readonly string[] {
    const lines: string[] = []
    let rest = piece
    for (let at = rest.indexOf(10); at >= 0; at = rest.indexOf(10)) {
      this.#pieces.push(rest.subarray(0, at))
      lines.push(Buffer.concat(this.#pieces).toString('utf8'))
      this.#pieces.length = 0
      rest = rest.subarray(at + 1)
    }
    if (rest.length > 0) this.#pieces.push(rest)
    return lines
  }
}
