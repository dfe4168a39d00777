/** A book for the risk benchmark, made through the engine's own commands: every account holds every instrument, and a full policy. */

import {
  applyQuote,
  applyStatus,
  decide,
  emptyMarket,
  evolve,
  initialBook,
  LIVE_GATE_SHUT,
  NO_LIMITS,
  type Actor,
  type Book,
  type Command,
  type Market,
  type OrderRequest,
  type RiskLimits,
} from '@quarterdeck/engine'
import type { Instrument } from '@quarterdeck/sdk'
import { testInstrument } from '@quarterdeck/sdk/testing'

const OPENED_AT = 1_790_000_000_000_000

/** When decisions are taken: past the second in which the desk's own orders count, while its quotes are fresh. */
export const NOW = OPENED_AT + 2_000_000
const ACTOR: Actor = { kind: 'SYSTEM', id: 'bench', name: 'bench', userId: null }

export interface Desk {
  readonly accounts: number
  readonly instruments: number
  readonly book: Book
  readonly market: Market
}

/** Wide enough that every check runs to its end and passes for most orders. */
export const FULL_LIMITS: RiskLimits = {
  ...NO_LIMITS,
  maxOrderQuantity: '40',
  maxOrderNotional: '900000',
  priceCollar: '0.05',
  maxPositionQuantity: '100000',
  maxPositionNotional: '500000000',
  maxGrossExposure: '90000000000',
  maxNetExposure: '90000000000',
  maxLeverage: '20',
  maxConcentration: '5',
  maxOpenOrders: 1000,
  maxOrdersPerSecond: 1000,
  maxDailyLoss: '1000000',
  maxDrawdown: '0.5',
  maxQuoteAgeMs: 5000,
  restricted: null,
  assetClassCaps: [{ assetClass: 'CRYPTO', maxExposure: '80000000000' }],
}

/** Puts the terms of a command to the book, with a time and a cause. */
type Run = (command: { readonly type: Command['type'] } & Readonly<Record<string, unknown>>) => void

export function openDesk(accounts: number, instruments: number): Desk {
  const book = initialBook({ organizationId: 'bench', baseCurrency: 'USD' })
  const market = emptyMarket(instruments)
  let commands = 0
  const run: Run = (command) => {
    commands += 1
    const cause = { at: OPENED_AT, commandId: `command-${commands}`, actor: ACTOR }
    const full = { ...cause, ...command } as unknown as Command
    const outcome = decide(book, market, full, { embedded: true })
    if (outcome.kind === 'REFUSED') throw new Error(outcome.message)
    for (const event of outcome.events) evolve(book, event)
  }
  for (let index = 0; index < instruments; index += 1) {
    const instrument = crypto(index)
    run({ type: 'ListInstrument', instrument })
    quote(market, index, instrument.id)
  }
  for (let index = 0; index < accounts; index += 1) {
    run({ type: 'OpenAccount', name: `Desk ${index}`, mode: 'PAPER', currency: 'USD', connectionId: null })
    const accountId = book.accounts[index]!.id
    run({ type: 'Deposit', accountId, amount: '100000000', currency: 'USD', idempotencyKey: 'seed' })
  }
  for (const { id } of book.accounts)
    for (const { terms, index } of book.instruments) hold(run, book, id, { id: terms.id, index })
  run({ type: 'MarkAccounts' })
  const policy = { type: 'PutRiskPolicy', expectedVersion: null, limits: FULL_LIMITS } as const
  run({ ...policy, scope: 'GLOBAL', targetId: null })
  for (const { id } of book.accounts) run({ ...policy, scope: 'ACCOUNT', targetId: id })
  return { accounts, instruments, book, market }
}

/** Buys some of the instrument into the account. */
function hold(
  run: Run,
  book: Book,
  accountId: string,
  instrument: { readonly id: string; readonly index: number },
): void {
  const { id, index } = instrument
  run({
    type: 'SubmitOrder',
    accountId,
    instrumentId: id,
    clientOrderId: `seed ${index}`,
    side: 'BUY',
    orderType: 'LIMIT',
    timeInForce: 'GTC',
    quantityLots: 1000 + index,
    limitTicks: bid(index),
    stopTicks: null,
    requestedMode: null,
    strategyId: null,
  })
  const orderId = [...book.workingOrders.values()].at(-1)!.id
  run({ type: 'ReportVenue', report: { kind: 'ACCEPTED', orderId, venueOrderId: orderId } })
  const terms = { lots: 1000 + index, priceTicks: bid(index), liquidity: 'MAKER', fee: '0' }
  const report = { kind: 'FILL', orderId, execId: '1', ...terms, venueAt: OPENED_AT }
  run({ type: 'ReportVenue', report })
}

/** A mix of requests over all pairs, in random order; a power of two of them. */
export function requests(desk: Desk, count: number): readonly OrderRequest[] {
  let state = 12_345
  const below = (bound: number): number => {
    state = (Math.imul(state, 1_103_515_245) + 12_345) & 0x7fffffff
    return (state >>> 8) % bound
  }
  return Array.from({ length: count }, (): OrderRequest => {
    const accountIndex = below(desk.accounts)
    const instrumentIndex = below(desk.instruments)
    return {
      accountIndex,
      instrumentIndex,
      positionIndex: accountIndex * desk.instruments + instrumentIndex,
      side: below(4) === 0 ? 'SELL' : 'BUY',
      orderType: 'LIMIT',
      timeInForce: 'GTC',
      requestedMode: 'PAPER',
      // Some orders are over the quantity limit, so that both outcomes are seen.
      quantityLots: 1 + below(50_000),
      limitTicks: bid(instrumentIndex) + below(100),
      stopTicks: null,
      strategyId: null,
      userId: null,
      replacing: null,
      liveGate: LIVE_GATE_SHUT,
    }
  })
}

function bid(index: number): number {
  return 10_000 + index * 100
}

/** A quote of the instrument with this index, that takes its price nowhere. */
export function quote(market: Market, index: number, instrumentId: string): void {
  const bidTicks = bid(index)
  applyQuote(market, index, {
    instrumentId,
    bidTicks,
    askTicks: bidTicks + 2,
    bidLots: 1,
    askLots: 1,
    lastTicks: bidTicks,
    receivedAt: OPENED_AT,
  })
  applyStatus(market, index, { instrumentId, status: 'OPEN', sessionEndsAt: null })
}

function crypto(index: number): Instrument {
  return testInstrument({
    id: `SIM:C${index}-USD`,
    quantityIncrement: '0.001',
    minQuantity: '0.001',
    maxQuantity: '1000',
    initialMarginRate: '0.5',
    maintenanceMarginRate: '0.25',
    makerFeeRate: '0.001',
    takerFeeRate: '0.002',
    calendar: 'ALWAYS',
  })
}
