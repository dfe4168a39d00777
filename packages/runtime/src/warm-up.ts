/**
 * Runs the engine hot before the first real order: the compiler has seen every path of an order, so that the first caller does
 * not pay for it. Works on a book of its own that is thrown away.
 */
import {
  type Actor,
  NO_LIMITS,
  applyQuote,
  applyStatus,
  decide,
  emptyMarket,
  evolve,
  initialBook,
} from '@quarterdeck/engine'
import type { Command, EngineEvent } from '@quarterdeck/engine'
import type { Instrument } from '@quarterdeck/sdk'
import { encodeEvent } from './journal/payload.ts'
import { createOutbox } from './outbox/outbox.ts'
import { createProjector } from './projection/projector.ts'

/** Enough for the optimising compiler to have settled, few enough not to be felt at start. */
const WARM_UP_ORDERS = 2_000

const ACTOR: Actor = { kind: 'SYSTEM', id: 'warm-up', name: 'Warm-up', userId: null }

const INSTRUMENT: Instrument = {
  id: 'WARM:UP',
  venueId: 'WARM',
  symbol: 'UP',
  venueSymbol: 'UP',
  name: 'Warm-up',
  assetClass: 'CRYPTO',
  currency: 'USD',
  priceIncrement: '0.01',
  quantityIncrement: '0.001',
  multiplier: '1',
  minQuantity: '0.001',
  maxQuantity: '1000',
  minPrice: null,
  maxPrice: null,
  expiry: null,
  strike: null,
  right: null,
  underlyingId: null,
  settlement: 'CASH',
  funding: 'FULL_PAYMENT',
  initialMarginRate: '1',
  maintenanceMarginRate: '1',
  makerFeeRate: '0.0001',
  takerFeeRate: '0.0002',
  feePerUnit: '0',
  calendar: '24/7',
}

type Request = Command extends infer C
  ? C extends Command
    ? Omit<C, 'at' | 'commandId' | 'actor'>
    : never
  : never

/** Sends synthetic orders through decision, evolution, projection and encoding. Takes some hundred milliseconds. */
export function warmEngine(orders = WARM_UP_ORDERS): void {
  const book = initialBook({ organizationId: 'warm-up', baseCurrency: 'USD' })
  const market = emptyMarket()
  const projector = createProjector(book)
  const outbox = createOutbox(book, [])
  let at = 1_000_000
  const run = (request: Request): readonly EngineEvent[] => {
    at += 1_000_000
    applyQuote(market, 0, {
      instrumentId: INSTRUMENT.id,
      bidTicks: 9_999,
      askTicks: 10_001,
      bidLots: 1_000,
      askLots: 1_000,
      lastTicks: 10_000,
      receivedAt: at,
    })
    const outcome = decide(
      book,
      market,
      { ...request, at, commandId: `warm-${at}`, actor: ACTOR } as Command,
      { embedded: true },
    )
    if (outcome.kind === 'REFUSED')
      throw new Error(`Invariant: the warm-up is never refused: ${outcome.field} ${outcome.message}`)
    for (const event of outcome.events) {
      projector.take(event, evolve(book, event))
      outbox.take(event)
      encodeEvent(event)
    }
    return outcome.events
  }
  run({ type: 'ListInstrument', instrument: INSTRUMENT })
  applyStatus(market, 0, { instrumentId: INSTRUMENT.id, status: 'OPEN', sessionEndsAt: null })
  run({ type: 'OpenAccount', name: 'Warm-up', mode: 'PAPER', currency: 'USD', connectionId: null })
  const accountId = book.accounts[0]!.id
  run({ type: 'Deposit', accountId, amount: '1000000000', currency: 'USD', idempotencyKey: 'warm-up' })
  const limits = {
    ...NO_LIMITS,
    maxOrderQuantity: '100',
    maxPositionNotional: '1000000',
    maxGrossExposure: '10000000',
    maxLeverage: '10',
  }
  run({ type: 'PutRiskPolicy', scope: 'ORGANIZATION', targetId: null, expectedVersion: null, limits })
  for (let n = 0; n < orders; n++) {
    const side = n % 2 === 0 ? 'BUY' : 'SELL'
    const events = run({
      type: 'SubmitOrder',
      accountId,
      instrumentId: INSTRUMENT.id,
      clientOrderId: `warm-${n}`,
      side,
      orderType: 'LIMIT',
      timeInForce: 'GTC',
      quantityLots: 10,
      limitTicks: 10_000,
      stopTicks: null,
      requestedMode: null,
      strategyId: null,
    })
    // The first one of a day begins the account's day before it.
    const made = events.find((event) => event.type === 'OrderAccepted')
    if (made === undefined) throw new Error('Invariant: the warm-up order is accepted')
    const { orderId } = made
    run({ type: 'ReportVenue', report: { kind: 'ACCEPTED', orderId, venueOrderId: `w${n}` } })
    const fill = { lots: 10, priceTicks: 10_000, liquidity: 'TAKER', fee: '0.01', venueAt: at } as const
    run({ type: 'ReportVenue', report: { kind: 'FILL', orderId, execId: `w${n}`, ...fill } })
    if (n % 100 === 0) projector.drain()
  }
}
