/**
 * A strategy on a paper account, as a host runs it: the runtime's bars, fills and order updates go into the session, and what it
 * wants goes through the runtime's mailbox and gate like everybody's orders.
 *
 * It plays no faster than the runtime: after each event of the tape it waits until nothing is left to say.
 */

import type { Actor, EngineEvent } from '@quarterdeck/engine'
import { createStrategySession } from '@quarterdeck/sdk'
import type { Instrument, Strategy, StrategyInput, StrategyIntent, StrategySession } from '@quarterdeck/sdk'
import type { RunningRuntime } from '../../src/create-runtime.ts'
import type { CommandRequest, CommittedBatch, OrderRow } from '../../src/runtime.ts'
import { ORGANIZATION } from './stage.ts'
import type { TapeClock } from './tape-clock.ts'

const MINUTE = 60e6

export interface HostParts {
  readonly runtime: RunningRuntime
  readonly clock: TapeClock
  readonly instrument: Instrument
  readonly strategy: Strategy
  readonly params: Readonly<Record<string, unknown>>
  readonly accountId: string
  readonly cash: string
  readonly seed: number
}

/** A fill as the journal has it. */
export type Filled = Extract<EngineEvent, { type: 'OrderFilled' }>

export class PaperHost {
  readonly session: StrategySession
  readonly fills: { readonly clientOrderId: string; readonly event: Filled }[] = []
  /** Newest row of each order, by client order id, in order of submission. */
  readonly orders = new Map<string, OrderRow>()
  private readonly parts: HostParts
  private readonly actor: Actor
  private readonly inputs: StrategyInput[] = []
  /** Events that were committed so far: while they become more, somebody has something to say. */
  private heard = 0

  constructor(parts: HostParts) {
    this.parts = parts
    const { strategy, instrument, seed, cash } = parts
    this.actor = { kind: 'STRATEGY', id: strategy.name, name: strategy.name, userId: null }
    this.session = createStrategySession(strategy, {
      params: parts.params,
      instruments: [instrument],
      orderIdPrefix: 'bt',
      seed,
      account: { currency: 'USD', cash: [{ currency: 'USD', amount: cash }], positions: [] },
    })
  }

  /** Takes what was committed; for the bus. */
  onBatch({ events, orderRows }: CommittedBatch): void {
    this.heard += events.length
    for (const event of events) {
      const row = orderRows.get(event.seq)
      if (row !== undefined) this.follow(event, row)
    }
  }

  async start(): Promise<void> {
    await this.tell({ type: 'start', at: this.parts.clock.now() })
  }

  async stop(): Promise<void> {
    await this.tell({ type: 'stop', at: this.parts.clock.now(), reason: 'the data has ended' })
  }

  /** After an event of the tape: until nothing is left to say; then, if its minute is over, the bar that closed. */
  async drained(): Promise<void> {
    const { clock } = this.parts
    await this.settle()
    const closesAt = (Math.floor(clock.now() / MINUTE) + 1) * MINUTE
    if (clock.now() !== closesAt - 1) return
    clock.moveTo(closesAt)
    await this.settle()
    await this.tell(this.closedBar(closesAt))
  }

  private closedBar(closesAt: number): StrategyInput {
    const { runtime, instrument } = this.parts
    const bar = runtime.bars(instrument.id, 'M1', 1)[0]
    const time = closesAt - MINUTE
    if (bar?.start !== time) throw new Error(`the runtime has no bar of ${time}`)
    const { open, high, low, close } = bar
    const prices = { open: Number(open), high: Number(high), low: Number(low), close: Number(close) }
    const of = { instrumentId: instrument.id, timeframe: '1m' } as const
    // Quotes carry no volume.
    return { type: 'bar', at: closesAt, ...of, time, ...prices, volume: 0 }
  }

  private async tell(input: StrategyInput): Promise<void> {
    this.inputs.push(input)
    await this.settle()
  }

  private async settle(): Promise<void> {
    const { clock, runtime } = this.parts
    for (let busy = true; busy;) {
      const before = this.heard
      busy = clock.runDue()
      // The mailbox is a queue: once this is answered, everything before it is committed and told.
      await runtime.submit(ORGANIZATION, this.actor, { type: 'CancelOrder', orderId: 'none' })
      const input = this.inputs.shift()
      if (input !== undefined) {
        busy = true
        await this.carryOut([...this.session.deliver(input)])
      }
      busy ||= this.heard !== before
    }
  }

  private async carryOut(intents: readonly StrategyIntent[]): Promise<void> {
    const requests = intents.map((intent) => this.requestOf(intent)).filter((request) => request !== null)
    const { runtime } = this.parts
    await Promise.all(requests.map((request) => runtime.submit(ORGANIZATION, this.actor, request)))
  }

  private requestOf(intent: StrategyIntent): CommandRequest | null {
    switch (intent.type) {
      case 'SubmitOrder': {
        const { type, clientOrderId, instrumentId, side, orderType, timeInForce } = intent
        const { quantityLots, limitTicks, stopTicks, bracketId } = intent
        const { accountId } = this.parts
        const order = { clientOrderId, instrumentId, side, orderType, timeInForce }
        const terms = {
          quantityLots,
          limitTicks,
          stopTicks,
          requestedMode: null,
          strategyId: null,
          bracketId,
        }
        return { type, accountId, ...order, ...terms }
      }
      case 'ReplaceOrder': {
        const { idempotencyKey, quantityLots, limitTicks, stopTicks } = intent
        const orderId = this.orderId(intent.clientOrderId)
        return { type: 'ReplaceOrder', orderId, idempotencyKey, quantityLots, limitTicks, stopTicks }
      }
      case 'CancelOrder':
        return { type: 'CancelOrder', orderId: this.orderId(intent.clientOrderId) }
      case 'Log':
        return null
      default:
        throw new Error(`the parity strategies set no timers (${intent.type})`)
    }
  }

  private orderId(clientOrderId: string): string {
    return this.orders.get(clientOrderId)?.id ?? 'none'
  }

  /** Says what an event means to the strategy. */
  private follow(event: EngineEvent, row: OrderRow): void {
    this.orders.set(row.clientOrderId, row)
    if (event.type === 'OrderAccepted') return
    if (event.type === 'OrderFilled') {
      this.fills.push({ clientOrderId: row.clientOrderId, event })
      this.inputs.push(this.fillOf(event, row))
      return
    }
    this.inputs.push(this.updateOf(event, row))
  }

  private fillOf(event: Filled, row: OrderRow): StrategyInput {
    return {
      type: 'fill',
      at: event.at,
      execId: event.execId,
      clientOrderId: row.clientOrderId,
      instrumentId: row.instrumentId,
      side: row.side as 'BUY' | 'SELL',
      quantityLots: event.lots,
      priceTicks: event.priceTicks,
      fee: event.fee,
      liquidity: event.liquidity,
      time: event.venueAt,
    }
  }

  private updateOf(event: EngineEvent, row: OrderRow): StrategyInput {
    const { priceIncrement, quantityIncrement } = this.parts.instrument
    const ticks = (price: string | null): number | null =>
      price === null ? null : Math.round(Number(price) / Number(priceIncrement))
    return {
      type: 'orderUpdate',
      at: event.at,
      clientOrderId: row.clientOrderId,
      status: row.status as Extract<StrategyInput, { type: 'orderUpdate' }>['status'],
      quantityLots: Math.round(Number(row.quantity) / Number(quantityIncrement)),
      limitTicks: ticks(row.limitPrice),
      stopTicks: ticks(row.stopPrice),
      reason: row.endReason,
    }
  }
}
