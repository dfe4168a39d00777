/** Given events, when commands, then: a small book with one instrument of each kind of funding, driven through decide and evolve. */

import type { Instrument } from '@quarterdeck/sdk'
import { testInstrument } from '@quarterdeck/sdk/testing'
import { expect } from 'vitest'
import {
  applyQuote,
  applyStatus,
  decide,
  emptyMarket,
  evolve,
  snapshot,
  initialBook,
  type Actor,
  type Book,
  type Command,
  type DecisionContextInput,
  type EngineEvent,
  type Market,
  type Mode,
  type OrderState,
  type Outcome,
  type Posting,
  type SubmitOrder,
  type VenueReport,
} from './engine.ts'

export const START = 1_790_000_000_000_000
export const TRADER: Actor = { kind: 'USER', id: 'user-1', name: 'Tess Trader', userId: 'user-1' }
const VENUE: Actor = { kind: 'VENUE', id: 'SIM', name: 'SIM', userId: null }

/** An instrument, a spot pair where nothing else is said: tick 0.01, lot 0.001. */
export function instrumentTerms(terms: Partial<Instrument> = {}): Instrument {
  return testInstrument({
    id: `${terms.venueId ?? 'SIM'}:${terms.symbol ?? 'BTC-USD'}`,
    quantityIncrement: '0.001',
    minQuantity: '0.001',
    maxQuantity: '1000',
    initialMarginRate: '0.5',
    maintenanceMarginRate: '0.25',
    makerFeeRate: '0.001',
    takerFeeRate: '0.002',
    calendar: 'ALWAYS',
    ...terms,
  })
}

export const SPOT = instrumentTerms()
export const FUTURE = instrumentTerms({
  symbol: 'ES-H7',
  assetClass: 'FUTURE',
  priceIncrement: '0.25',
  quantityIncrement: '1',
  minQuantity: '1',
  maxQuantity: '10000',
  multiplier: '50',
  funding: 'MARGINED',
  initialMarginRate: '0.1',
  makerFeeRate: '0',
  takerFeeRate: '0',
  feePerUnit: '1.25',
})
export const EURUSD = instrumentTerms({
  symbol: 'EUR-USD',
  assetClass: 'FX',
  priceIncrement: '0.0001',
  quantityIncrement: '1',
  minQuantity: '1',
  maxQuantity: '10000000',
  funding: 'MARGINED',
  initialMarginRate: '0.02',
  makerFeeRate: '0',
  takerFeeRate: '0',
})

/** A contract that pays 0 to 1, in ticks of 0.0001. */
export const CONTRACT = instrumentTerms({
  symbol: 'RAIN-YES',
  assetClass: 'EVENT_CONTRACT',
  priceIncrement: '0.0001',
  quantityIncrement: '1',
  minQuantity: '1',
  maxQuantity: '100000',
  makerFeeRate: '0',
  takerFeeRate: '0',
})

/** A book under test: commands go in, events are evolved, everything that happened is kept. */
export class World {
  readonly book: Book = initialBook({ organizationId: 'org-1', baseCurrency: 'USD' })
  readonly market: Market = emptyMarket()
  readonly events: EngineEvent[] = []
  readonly postings: Posting[] = []
  /** What decisions know of the world around the book, where nothing else is said. */
  context: DecisionContextInput = { embedded: true }
  /** Runs after every event. */
  afterEvent: (event: EngineEvent) => void = () => {}
  /** Runs after all events of a command. */
  afterCommand: () => void = () => {}
  #commands = 0

  /** Decides a command without its time and cause, and evolves what follows. */
  when(command: Given<Command>, context: DecisionContextInput = this.context): Outcome {
    const outcome = this.ask(command, context)
    if (outcome.kind === 'ACCEPTED') for (const event of outcome.events) this.apply(event)
    this.afterCommand()
    return outcome
  }

  /** Decides only. */
  ask(command: Given<Command>, context: DecisionContextInput = this.context): Outcome {
    const cause = { at: START + this.#commands, commandId: `command-${++this.#commands}`, actor: TRADER }
    return decide(this.book, this.market, { ...cause, ...command } as Command, context)
  }

  apply(event: EngineEvent): void {
    this.postings.push(...evolve(this.book, event))
    this.events.push(event)
    this.afterEvent(event)
  }

  /** Hands in a venue's report. */
  report(report: VenueReport): Outcome {
    return this.when({ type: 'ReportVenue', report, actor: VENUE })
  }

  /** A quote around a price, fresh at the next command. */
  quote(instrument: Instrument, bidTicks: number, askTicks: number): void {
    this.quoteAt(START + this.#commands, instrument, bidTicks, askTicks)
  }

  quoteAt(receivedAt: number, instrument: Instrument, bidTicks: number, askTicks: number): void {
    const index = this.book.instrumentIndexById.get(instrument.id)
    if (index === undefined) throw new Error(`${instrument.id} is listed first`)
    applyQuote(this.market, index, {
      instrumentId: instrument.id,
      bidTicks,
      askTicks,
      bidLots: 100,
      askLots: 100,
      lastTicks: bidTicks,
      receivedAt,
    })
    applyStatus(this.market, index, { instrumentId: instrument.id, status: 'OPEN', sessionEndsAt: null })
  }

  list(instrument: Instrument): void {
    accepted(this.when({ type: 'ListInstrument', instrument }))
  }

  open(mode: Mode = 'PAPER', currency = 'USD', amount: string | null = '1000000'): string {
    const accountId = accepted(
      this.when({ type: 'OpenAccount', name: 'Desk', mode, currency, connectionId: null }),
    ).subjectId
    if (accountId === null) throw new Error('an opened account has an id')
    if (amount !== null)
      accepted(this.when({ type: 'Deposit', accountId, amount, currency, idempotencyKey: 'seed' }))
    return accountId
  }

  order(orderId: string): OrderState {
    const order = this.book.orders.get(orderId)
    if (order === undefined) throw new Error(`no order ${orderId}`)
    return order
  }

  /** Submits with defaults and gives the order's id. */
  submit(order: Partial<SubmitOrder> & { readonly accountId: string }): string {
    const outcome = accepted(this.when(orderCommand(order)))
    if (outcome.subjectId === null) throw new Error('a submitted order has an id')
    return outcome.subjectId
  }
}

/** A command without its time, cause and actor; the world gives them unless they are given. */
export type Given<C> = C extends Command
  ? Omit<C, 'at' | 'commandId' | 'actor'> & { at?: number; commandId?: string; actor?: Actor }
  : never

let clientOrders = 0

/** A limit order to buy 1 BTC at 100.00 where nothing else is said. */
export function orderCommand(
  order: Partial<SubmitOrder> & { readonly accountId: string },
): Given<SubmitOrder> {
  return {
    type: 'SubmitOrder',
    instrumentId: SPOT.id,
    clientOrderId: `client-${++clientOrders}`,
    side: 'BUY',
    orderType: 'LIMIT',
    timeInForce: 'GTC',
    quantityLots: 1000,
    limitTicks: 10_000,
    stopTicks: null,
    requestedMode: null,
    strategyId: null,
    ...order,
  }
}

export function accepted(outcome: Outcome): Extract<Outcome, { kind: 'ACCEPTED' }> {
  if (outcome.kind === 'REFUSED') throw new Error(`refused: ${outcome.message}`)
  return outcome
}

export function refused(outcome: Outcome): Extract<Outcome, { kind: 'REFUSED' }> {
  if (outcome.kind === 'ACCEPTED') throw new Error(`accepted: ${JSON.stringify(outcome.events)}`)
  return outcome
}

/** A world with spot, future and FX listed and quoted, and a funded paper account in USD. */
export function desk(): { readonly world: World; readonly accountId: string } {
  const world = new World()
  for (const instrument of [SPOT, FUTURE, EURUSD]) world.list(instrument)
  world.quote(SPOT, 9_990, 10_010)
  world.quote(FUTURE, 20_000, 20_001)
  world.quote(EURUSD, 10_999, 11_001)
  return { world, accountId: world.open() }
}

/** A fill of an order, execution `execId`. */
export function fillOf(
  orderId: string,
  execId: string,
  lots: number,
  priceTicks = 10_000,
  fee = '0',
): Extract<VenueReport, { kind: 'FILL' }> {
  return { kind: 'FILL', orderId, execId, lots, priceTicks, liquidity: 'TAKER', fee, venueAt: START }
}

/** The state reached by replaying a world's events into a new book is the same, to the last byte of its snapshot. */
export function expectReplay(world: World): void {
  const replayed = initialBook({ organizationId: 'org-1', baseCurrency: 'USD' })
  for (const event of world.events) evolve(replayed, event)
  // The hash is a digest of this text; comparing the text is quicker, and says where they differ.
  expect(snapshot(replayed)).toBe(snapshot(world.book))
}
