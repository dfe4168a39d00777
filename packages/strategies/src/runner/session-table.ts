/**
 * The sessions of this process. One that fails is forgotten and its neighbours go on; what is still on its way to it is dropped.
 */

import type {
  CloseMessage,
  InputMessage,
  OpenMessage,
  RefusalCode,
  RefusedMessage,
  ReplayMessage,
  RunnerMessage,
  SessionBudgets,
  SnapshotRequest,
} from '../protocol/messages.ts'
import { KeptBundles } from '../protocol/kept-bundles.ts'
import { GuestFault, GuestSession } from '../sandbox/guest-session.ts'
import { type Channel, MessageTooLarge } from './channel.ts'
import { type Clocks, HostedSession } from './hosted-session.ts'

/** Time after which what is owed is told although more inputs wait, milliseconds: the parent watches for progress. */
const SETTLE_MS = 10

/** Characters that a character of a text may become when it is written as JSON (`\u0000`). */
const ESCAPED_LENGTH_MAX = 6
/** Bytes of a frame beside the text of a piece. */
const PIECE_FRAME_BYTES = 512

const REFUSAL: Readonly<Record<'PARAMS' | 'OPTIONS' | 'INPUT' | 'FAULT' | 'ERROR', RefusalCode>> = {
  PARAMS: 'PARAMS',
  OPTIONS: 'OPTIONS',
  INPUT: 'OPTIONS',
  FAULT: 'STRATEGY',
  ERROR: 'STRATEGY',
}

export class SessionTable {
  readonly #channel: Channel
  readonly #budgets: SessionBudgets
  readonly #clocks: Clocks
  readonly #sessions = new Map<string, HostedSession>()
  readonly #bundles = new KeptBundles<string>()
  /** Failed sessions to which inputs may still be on their way. */
  readonly #fallen = new Set<string>()
  /** The session that owes answers: all others have settled. */
  #debtor: string | null = null
  #settledAt = 0

  constructor(channel: Channel, budgets: SessionBudgets, clocks: Clocks) {
    this.#channel = channel
    this.#budgets = budgets
    this.#clocks = clocks
  }

  open(order: OpenMessage): void {
    const { session, digest } = order
    this.settle()
    // First, whatever comes of it: the parent counts on it with its next opening.
    if (order.bundle !== null) this.#bundles.keep(digest, order.bundle)
    const bundle = this.#bundles.use(digest)
    if (this.#sessions.has(session)) {
      this.#refuse(session, 'SESSION', `session ${session} is open already`)
      return
    }
    // Until it stands: inputs that follow on its heels are for nobody.
    this.#fallen.add(session)
    if (bundle === undefined) {
      this.#refuse(session, 'BUNDLE', `no bundle of digest ${digest} was sent`)
      return
    }
    try {
      this.#opened(order, GuestSession.open(bundle, order, this.#budgets.frameBytesMax))
    } catch (error) {
      this.#refuseOpening(session, error)
    }
  }

  input({ type, session, n, input }: InputMessage | ReplayMessage): void {
    // What the one before caused is told before another's code runs: if that never returns, it is known whose it was.
    if (this.#debtor !== session) this.settle()
    const hosted = this.#sessions.get(session)
    if (hosted === undefined) {
      if (!this.#fallen.has(session)) this.#refuse(session, 'SESSION', `there is no session ${session}`, n)
      return
    }
    const outcome = hosted.take(n, input, type === 'replay', this.#clocks)
    if (outcome === null) this.#debtor = session
    else this.#tell(session, hosted, outcome)
    if (this.#debtor !== null && this.#clocks.wallMs() - this.#settledAt > SETTLE_MS) this.settle()
  }

  snapshot({ session }: SnapshotRequest): void {
    this.settle()
    const hosted = this.#sessions.get(session)
    if (hosted === undefined) {
      if (!this.#fallen.has(session)) this.#refuse(session, 'SESSION', `there is no session ${session}`)
      return
    }
    try {
      this.#sendPieces(session, hosted.position, hosted.snapshot())
    } catch (error) {
      if (!(error instanceof GuestFault)) throw error
      if (error.code === 'OVERSIZE') this.#refuse(session, 'SNAPSHOT', error.message)
      else this.#fall(session, hosted, hosted.fault(error))
    }
  }

  close({ session }: CloseMessage): void {
    this.settle()
    if (this.#sessions.delete(session)) this.#send({ type: 'closed', session })
    this.#fallen.delete(session)
  }

  /** Tells what is owed. `isIdle`: nothing else waits to be done. */
  settle(isIdle = false): void {
    this.#settledAt = this.#clocks.wallMs()
    const session = this.#debtor
    if (session === null) return
    this.#debtor = null
    const hosted = this.#sessions.get(session)
    if (hosted === undefined) return
    try {
      const owed = hosted.settle(isIdle)
      if (owed !== null) hosted.spend(this.#send(owed), this.#settledAt)
    } catch (error) {
      this.#fallBy(session, hosted, error)
    }
  }

  #opened({ session, options }: OpenMessage, guest: GuestSession): void {
    const facts = guest.facts()
    if (!facts.opened) {
      this.#refuse(session, REFUSAL[facts.code], facts.message)
      return
    }
    const { status, feeds, timers, position, decisions, digest } = facts
    this.#send({ type: 'opened', session, feeds, timers, position, status, decisions, digest })
    const { orderIdPrefix: idPrefix } = options
    this.#fallen.delete(session)
    this.#sessions.set(
      session,
      new HostedSession({
        name: session,
        guest,
        idPrefix,
        position,
        budgets: this.#budgets,
        now: this.#clocks.wallMs(),
      }),
    )
  }

  #refuseOpening(session: string, error: unknown): void {
    if (error instanceof GuestFault)
      this.#refuse(session, error.code === 'OPTIONS' ? 'OPTIONS' : 'BUNDLE', error.message)
    else if (error instanceof MessageTooLarge) this.#refuse(session, 'STRATEGY', error.message)
    else throw error
  }

  #tell(session: string, hosted: HostedSession, outcome: RunnerMessage): void {
    if (this.#debtor === session) this.#debtor = null
    if (outcome.type !== 'answer') {
      this.#fall(session, hosted, outcome)
      return
    }
    try {
      hosted.spend(this.#send(outcome), this.#clocks.wallMs())
    } catch (error) {
      this.#fallBy(session, hosted, error)
    }
  }

  #fallBy(session: string, hosted: HostedSession, error: unknown): void {
    this.#fall(session, hosted, hosted.fault(guestFaultOf(error)))
  }

  #fall(session: string, hosted: HostedSession, message: RunnerMessage): void {
    this.#sessions.delete(session)
    this.#fallen.add(session)
    if (this.#debtor === session) this.#debtor = null
    try {
      this.#send(message)
    } catch (error) {
      // Its last words are too long: that is told instead, and is short.
      this.#send(hosted.fault(guestFaultOf(error)))
    }
  }

  #refuse(session: string, code: RefusalCode, message: string, n = 0): void {
    this.#send({ type: 'refused', session, n, code, message } satisfies RefusedMessage)
  }

  #sendPieces(session: string, n: number, snapshot: string): void {
    const length = Math.floor((this.#budgets.frameBytesMax - PIECE_FRAME_BYTES) / ESCAPED_LENGTH_MAX)
    const parts = Math.max(1, Math.ceil(snapshot.length / length))
    for (let part = 0; part < parts; part++) {
      const text = snapshot.slice(part * length, (part + 1) * length)
      this.#send({ type: 'snapshotPart', session, n, part, parts, text })
    }
  }

  #send(message: RunnerMessage): number {
    return this.#channel.send(message, this.#budgets.frameBytesMax)
  }
}

/** What a session is to blame for; anything else is thrown on. */
function guestFaultOf(error: unknown): GuestFault {
  if (error instanceof GuestFault) return error
  if (error instanceof MessageTooLarge) return new GuestFault('OVERSIZE', error.message)
  throw error
}
