/**
 * The tape of a run: every input by its number, and what the strategy wanted when it was told.
 *
 * An entry is kept here until it is durable. Only answered entries are written, in order, so that what is on the tape has been
 * decided: an input whose answer never came was never part of the run.
 */
import type { StrategyInput, StrategyIntent } from '@quarterdeck/sdk'
import type { TapeSegment } from '../tape-segment.ts'

export interface TapeEntry {
  readonly n: number
  readonly input: StrategyInput
  /** What was wanted; log lines and all. Empty in most entries. */
  readonly intents: readonly StrategyIntent[]
}

interface OpenEntry {
  readonly n: number
  readonly input: StrategyInput
  intents: readonly StrategyIntent[]
}

export class Tape {
  readonly #of: { readonly deploymentId: string; readonly run: number }
  /** Not yet durable, in order of their numbers. */
  #entries: OpenEntry[] = []
  #next: number
  #answered: number

  /** `last`: number of the newest durable input; 0: there is none. */
  constructor(of: { readonly deploymentId: string; readonly run: number }, last: number) {
    this.#of = of
    this.#next = last + 1
    this.#answered = last
  }

  /** Number of the newest input that was answered. */
  get answered(): number {
    return this.#answered
  }

  get unanswered(): number {
    return this.#next - 1 - this.#answered
  }

  /** Answered inputs that are not durable yet. */
  get waiting(): number {
    return this.#entries.length - this.unanswered
  }

  /** Takes an input; its number in the run. */
  record(input: StrategyInput): number {
    const n = this.#next
    this.#next += 1
    this.#entries.push({ n, input, intents: [] })
    return n
  }

  /** Everything up to `n` is answered, the last of them with `intents`: the inputs that are. Empty: that cannot be, they come in order. */
  answer(n: number, intents: readonly StrategyIntent[]): readonly StrategyInput[] {
    if (n <= this.#answered || n >= this.#next) return []
    const first = this.#entries[0]!.n
    const answered = this.#entries.slice(this.#answered + 1 - first, n + 1 - first)
    this.#answered = n
    if (intents.length > 0) answered.at(-1)!.intents = intents
    return answered.map(({ input }) => input)
  }

  /** Forgets what was never answered: its numbers are given again. */
  dropUnanswered(): readonly StrategyInput[] {
    const dropped = this.#entries.filter(({ n }) => n > this.#answered)
    this.#entries.length -= dropped.length
    this.#next = this.#answered + 1
    return dropped.map(({ input }) => input)
  }

  /** What is answered and not durable, for a replay in this process. */
  pending(): readonly TapeEntry[] {
    return this.#entries.filter(({ n }) => n <= this.#answered)
  }

  /**
   * What is to be written so that everything up to `n` is durable; null: it is. Its text is made when it is written: a segment goes
   * with every order, of many in one commit the longest is written, and a strategy says how long they are.
   */
  cut(n: number): TapeSegment | null {
    const entries = this.#entries
    const last = Math.min(n, this.#answered)
    const first = entries[0]?.n ?? Number.POSITIVE_INFINITY
    return last < first ? null : segmentOf(this.#of, entries, last + 1 - first)
  }

  /** A segment became durable. */
  written({ lastInput }: TapeSegment): void {
    const first = this.#entries[0]?.n ?? Number.POSITIVE_INFINITY
    // Another list: segments on their way still read from this one.
    if (lastInput >= first) this.#entries = this.#entries.slice(lastInput + 1 - first)
  }
}

/** The first `count` of entries that follow each other, to be written: of a list that may grow, but of which these stay. Null: there are none. */
export function segmentOf(
  { deploymentId, run }: { readonly deploymentId: string; readonly run: number },
  entries: readonly TapeEntry[],
  count = entries.length,
): TapeSegment | null {
  const [first] = entries
  const last = entries[count - 1]
  if (first === undefined || last === undefined) return null
  return {
    deploymentId,
    run,
    firstInput: first.n,
    lastInput: last.n,
    get decisions() {
      return entries.slice(0, count).filter(({ intents }) => isDecision(intents)).length
    },
    get entries() {
      return entries
        .slice(0, count)
        .map((entry) => JSON.stringify(entry))
        .join('\n')
    },
  }
}

/** Whether a strategy wanted more than to say something. */
export function isDecision(intents: readonly StrategyIntent[]): boolean {
  return intents.some(({ type }) => type !== 'Log')
}

/** The entries of a stored segment. */
export function entriesOf(text: string): readonly TapeEntry[] {
  return text.split('\n').map((line) => JSON.parse(line) as TapeEntry)
}
