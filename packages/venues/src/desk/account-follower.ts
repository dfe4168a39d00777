/**
 * Keeps a desk in step with an account at its venue: listens to the order stream, reads what it may have missed, and says when
 * orders may go out.
 *
 * It reads after every connect and whenever the stream says so; and every so often all the same, because a stream can lose a
 * message and go on beating. Orders may go out from the first reading that left nothing open after the stream came up, until the
 * stream breaks or the venue cannot be read. A fill that is told before it is listed is waited for, but holds nobody up.
 */

import type { ReadFailure } from '../contract/answer.ts'
import type { VenueReads } from '../contract/reads.ts'
import type { FillCursor } from '../contract/records.ts'
import type { OrderStreamEvent, VenueStream } from '../contract/streams.ts'
import type { Timekeeper } from '../transport/timekeeper.ts'
import type { OrderDesk } from './order-desk.ts'
import { readFills, reconcile } from './reconcile.ts'

export interface AccountFollowerOptions {
  readonly reads: VenueReads
  readonly desk: OrderDesk
  readonly time: Timekeeper
  /** Fills before it are in our books; null: those of the last day are read. */
  readonly cursor: FillCursor | null
  /** A lost message is found within this time. */
  readonly auditEveryMs: number
  /** First wait before what was left open is read again; it doubles up to `auditEveryMs`. */
  readonly retryMs: number
  readonly onReady: (ready: boolean, message: string) => void
  /** The cursor to be kept for the next start. */
  readonly onCursor: (cursor: FillCursor) => void
}

/** Readings in a row that left something open, after which fills are read from further back. */
const DEEP_AFTER = 4

/** What a reading reads: fills are all that is missing where the stream told of more than we have. */
type Scope = 'FILLS' | 'ALL'

export class AccountFollower {
  private readonly options: AccountFollowerOptions
  private readonly stream: VenueStream
  private cursor: FillCursor | null
  private streamReady = false
  /** A reading since the last break left nothing open. */
  private inStep = false
  private ready = false
  private reading = false
  /** Something came while a reading was under way: another is needed. */
  private again: Scope | null = null
  private closed = false
  /** Readings in a row that left something open. */
  private leftOpen = 0
  private stopAudit: (() => void) | null = null
  private stopRetry: (() => void) | null = null

  constructor(options: AccountFollowerOptions) {
    this.options = options
    this.cursor = options.cursor
    this.stream = options.reads.openOrderStream((event) => this.told(event))
    this.auditLater()
  }

  /** Whether orders may go out now. */
  isReady(): boolean {
    return this.ready
  }

  /** Reads everything now; a reading under way is followed by another. */
  read(): void {
    this.readSoon('ALL')
  }

  async close(): Promise<void> {
    this.closed = true
    this.stopAudit?.()
    this.stopRetry?.()
    await this.stream.close()
  }

  private told(event: OrderStreamEvent): void {
    const { desk } = this.options
    switch (event.kind) {
      case 'STATE':
        this.streamReady = event.state === 'READY'
        // What was read before it broke off says nothing of what happens meanwhile.
        if (!this.streamReady) this.inStep = false
        this.judge(event.message)
        return
      case 'RESYNC':
        // Nothing is known to be lost: it is looked whether it is, as at every audit, and orders go on.
        if (event.because === 'SILENCE') {
          this.read()
          return
        }
        this.inStep = false
        this.judge(event.message)
        this.read()
        return
      case 'ORDER':
        desk.onRecord(event.order, null)
        if (desk.needsFills()) this.readSoon('FILLS')
        return
      case 'FILL':
        desk.onFill(event.fill)
    }
  }

  private readSoon(scope: Scope): void {
    if (this.closed) return
    if (!this.reading) void this.readOnce(scope)
    else if (this.again !== 'ALL') this.again = scope
  }

  private async readOnce(scope: Scope): Promise<void> {
    const { reads, desk, time } = this.options
    this.reading = true
    this.again = null
    // What is read before the stream tells everything may change before it does.
    const streamed = this.streamReady
    // Fills that stay missing may be older than the cursor: one of an order whose id was not known then.
    const deep = this.leftOpen >= DEEP_AFTER
    const asked = { reads, desk, cursor: deep ? null : this.cursor, nowMs: () => time.nowMs() }
    const answer = scope === 'ALL' ? await reconcile(asked) : await readFills(asked)
    this.reading = false
    if (this.closed) return
    const open = !answer.ok || !answer.value.complete || answer.value.unknown > 0
    if (answer.ok) {
      if (!deep) {
        this.cursor = answer.value.cursor
        this.options.onCursor(answer.value.cursor)
      }
      // Said to be needed again meanwhile: what broke then is not in this reading.
      if (scope === 'ALL' && streamed && answer.value.complete && this.again !== 'ALL') this.inStep = true
      this.judge(this.inStep ? 'in step with the venue' : 'something is open at the venue')
    } else {
      this.inStep = false
      this.judge(failureText(answer.failure))
    }
    this.leftOpen = open ? this.leftOpen + 1 : 0
    if (this.again !== null) this.readSoon(this.again)
    else if (open || !this.inStep) this.retryLater()
  }

  private judge(message: string): void {
    const ready = this.streamReady && this.inStep
    if (ready === this.ready) return
    this.ready = ready
    this.options.onReady(ready, message)
  }

  private retryLater(): void {
    this.stopRetry?.()
    const { retryMs, auditEveryMs, time, desk } = this.options
    const waitMs = Math.min(auditEveryMs, retryMs * 2 ** Math.min(Math.max(0, this.leftOpen - 1), 20))
    // In step, only fills can be late: the venue tells them before it lists them.
    const scope = this.inStep && desk.needsFills() ? 'FILLS' : 'ALL'
    this.stopRetry = time.after(waitMs, () => this.readSoon(scope))
  }

  private auditLater(): void {
    this.stopAudit = this.options.time.after(this.options.auditEveryMs, () => {
      this.read()
      this.auditLater()
    })
  }
}

function failureText({ kind, message }: ReadFailure): string {
  return `the venue could not be read: ${kind} ${message}`
}
