/**
 * Keeps a desk in step with an account at its venue: listens to the order stream, reads what it may have missed, and says when
 * orders may go out.
 *
 * It reads after every connect and whenever the stream says so; and every so often all the same, because a stream can lose a
 * message and go on beating. Orders may go out while the stream is ready and the last reading left nothing open.
 */

import type { ReadFailure } from '../contract/answer.ts'
import type { VenueReads } from '../contract/reads.ts'
import type { FillCursor } from '../contract/records.ts'
import type { OrderStreamEvent, VenueStream } from '../contract/streams.ts'
import type { Timekeeper } from '../transport/timekeeper.ts'
import type { OrderDesk } from './order-desk.ts'
import { reconcile } from './reconcile.ts'

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

export class AccountFollower {
  private readonly options: AccountFollowerOptions
  private readonly stream: VenueStream
  private cursor: FillCursor | null
  private streamReady = false
  private complete = false
  private ready = false
  private reading = false
  /** Something came while a reading was under way: another is needed. */
  private again = false
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
    if (this.closed) return
    if (this.reading) this.again = true
    else void this.readOnce()
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
        if (!this.streamReady) this.complete = false
        this.judge(event.message)
        return
      case 'RESYNC':
        this.complete = false
        this.judge(event.message)
        this.read()
        return
      case 'ORDER':
        desk.onRecord(event.order, null)
        if (desk.needsFills()) this.read()
        return
      case 'FILL':
        desk.onFill(event.fill)
    }
  }

  private async readOnce(): Promise<void> {
    const { reads, desk, time } = this.options
    this.reading = true
    this.again = false
    const answer = await reconcile({ reads, desk, cursor: this.cursor, nowMs: () => time.nowMs() })
    this.reading = false
    if (this.closed) return
    if (answer.ok) {
      this.cursor = answer.value.cursor
      this.options.onCursor(answer.value.cursor)
      this.complete = answer.value.complete
      this.judge(this.complete ? 'in step with the venue' : 'something is open at the venue')
    } else {
      this.complete = false
      this.judge(failureText(answer.failure))
    }
    const open = !this.complete || (answer.ok && answer.value.unknown > 0)
    this.leftOpen = open ? this.leftOpen + 1 : 0
    if (this.again) this.read()
    else if (open) this.retryLater()
  }

  private judge(message: string): void {
    const ready = this.streamReady && this.complete
    if (ready === this.ready) return
    this.ready = ready
    this.options.onReady(ready, message)
  }

  private retryLater(): void {
    this.stopRetry?.()
    const { retryMs, auditEveryMs, time } = this.options
    const waitMs = Math.min(auditEveryMs, retryMs * 2 ** Math.min(this.leftOpen - 1, 20))
    this.stopRetry = time.after(waitMs, () => this.read())
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
