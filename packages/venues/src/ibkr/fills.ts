/** Executions as fills: each with the order's id and its fee, both of which the venue may tell later than the execution. */

import { instantMicros, instantText } from '../wire/instant.ts'
import { answered, failed, type Answer } from '../contract/answer.ts'
import type { FillCursor, FillRecord, FillsPage } from '../contract/records.ts'
import type { IbkrContext } from './context.ts'
import type { Executions, LiveOrders } from './live-orders.ts'
import type { Execution } from './order-records.ts'
import { IBKR_VENUE_ID } from './settings.ts'

/** How much earlier a reading begins than the last one ended: executions may appear late. */
const OVERLAP_MICROS = 600_000_000
const DAY_MICROS = 86_400_000_000
const DAYS_MAX = 7

export class FillReader {
  private readonly context: IbkrContext
  private readonly executions: Executions
  private readonly orders: LiveOrders
  /** Executions that were taken without a commission: somebody was told. */
  private readonly unpriced = new Set<string>()

  constructor(context: IbkrContext, executions: Executions, orders: LiveOrders) {
    this.context = context
    this.executions = executions
    this.orders = orders
  }

  /** What is read soon is asked for once before: its first answer may be empty. */
  warmUp(): Promise<void> {
    return this.executions.warmUp()
  }

  async since(cursor: FillCursor | null): Promise<Answer<FillsPage>> {
    const now = this.context.clock.nowMs() * 1_000
    const from = cursor === null ? now - DAY_MICROS : instantMicros(cursor)
    if (from === null) return failed('REFUSED', 'this is no cursor of executions of Interactive Brokers')
    // A day counts from midnight somewhere: one more is asked for.
    const days = Math.min(DAYS_MAX, Math.max(1, Math.ceil((now - from) / DAY_MICROS)) + 1)
    const answer = await this.executions.read(days)
    if (!answer.ok) return answer
    const wanted = answer.value.filter(({ fill }) => fill.venueAt >= from - OVERLAP_MICROS)
    const named = await this.learnOrders(wanted)
    if (!named.ok) return named
    const fills = wanted.flatMap((execution) => this.fillOf(execution) ?? [])
    const waiting = wanted.filter((execution) => this.waits(execution)).map(({ fill }) => fill.venueAt)
    const latest = wanted.reduce((most, { fill }) => Math.max(most, fill.venueAt), from)
    return answered({
      fills: [...fills].sort((a, b) => a.venueAt - b.venueAt),
      cursor: instantText(Math.min(latest, ...waiting)),
    })
  }

  /** An execution of the stream; null: something of it is not known yet, and reading will bring it. */
  streamed(execution: Execution): FillRecord | null {
    if (this.waits(execution) || this.orderOf(execution) === null) return null
    return this.fillOf(execution)
  }

  /** Null: it waits for its commission. */
  private fillOf(execution: Execution): FillRecord | null {
    if (this.waits(execution)) return null
    const { fill, commission } = execution
    if (commission === null) this.tellUnpriced(fill.execId)
    const venueOrderId = this.orderOf(execution) ?? `execution ${fill.execId}`
    const clientOrderId = fill.clientOrderId ?? this.context.refs.refOf(venueOrderId)
    return { ...fill, clientOrderId, venueOrderId, fee: commission ?? '0' }
  }

  private orderOf({ venueOrderId, fill }: Execution): string | null {
    return venueOrderId ?? (fill.clientOrderId === null ? null : this.context.refs.idOf(fill.clientOrderId))
  }

  private waits({ commission, fill }: Execution): boolean {
    const { clock, settings } = this.context
    return commission === null && clock.nowMs() - fill.venueAt / 1_000 < settings.commissionWaitMs
  }

  /** Older answers name the client's id only: the list of orders knows whose it is. */
  private async learnOrders(executions: readonly Execution[]): Promise<Answer<null>> {
    if (executions.every((execution) => this.orderOf(execution) !== null)) return answered(null)
    const orders = await this.orders.read()
    return orders.ok ? answered(null) : orders
  }

  private tellUnpriced(execId: string): void {
    if (this.unpriced.has(execId)) return
    this.unpriced.add(execId)
    this.context.alert({
      venueId: IBKR_VENUE_ID,
      kind: 'UNREADABLE',
      subject: 'execution.commission',
      message: `the execution ${execId} came without its commission: its fee counts as 0 until a person compares it with the statement`,
    })
  }
}
