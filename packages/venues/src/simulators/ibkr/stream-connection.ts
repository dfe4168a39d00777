/** One socket of the venue's stream: what it is told of, and what it was told last, so that only changes follow. */

import type { WebSocket } from 'ws'
import type { FaultSwitches } from '../core/faults.ts'
import { FrameSender } from '../core/frame-sender.ts'

type Row = Readonly<Record<string, unknown>>

export class StreamConnection {
  orders = false
  trades = false
  private readonly socket: WebSocket
  private readonly sender: FrameSender
  private readonly rows = new Map<string, Row>()
  private readonly quotes = new Map<string, Readonly<Record<string, string>>>()

  constructor({ socket, faults }: { readonly socket: WebSocket; readonly faults: FaultSwitches }) {
    this.socket = socket
    this.sender = new FrameSender({ socket, faults, beatChannel: 'system' })
  }

  send(topic: string, members: object): void {
    this.sendText(topic, JSON.stringify({ topic, ...members }))
  }

  sendText(topic: string, text: string): void {
    this.sender.send(topic, () => text)
  }

  close(): void {
    this.socket.close()
  }

  watch(conid: string): void {
    this.quotes.set(conid, {})
  }

  forget(conid: string): void {
    this.quotes.delete(conid)
  }

  watched(): readonly string[] {
    return [...this.quotes.keys()]
  }

  /** Fields of a quote that changed since they were last told; null: none. */
  newFields(
    conid: string,
    fields: Readonly<Record<string, string>>,
  ): Readonly<Record<string, string>> | null {
    const before = this.quotes.get(conid) ?? {}
    const changed = Object.entries(fields).filter(([name, value]) => before[name] !== value)
    this.quotes.set(conid, fields)
    return changed.length === 0 ? null : Object.fromEntries(changed)
  }

  /** A row whole when it is new, then with what changed of it; null: nothing. */
  changesOf(row: Row): Row | null {
    const id = String(row['orderId'])
    const before = this.rows.get(id)
    this.rows.set(id, row)
    if (before === undefined) return row
    const changed = Object.entries(row).filter(([name, value]) => before[name] !== value)
    return changed.length === 0
      ? null
      : { acct: row['acct'], orderId: row['orderId'], ...Object.fromEntries(changed) }
  }
}
