/**
 * The exchange-core fee cases: what an order holds of its owner's funds, and what fills and fees leave. Funds are the engine's:
 * it decides the orders, our book matches them, and the fills are reported to it with the fees per lot that the file states.
 */

import assert from 'node:assert/strict'
import {
  type Actor,
  type Command,
  type Outcome,
  MONEY_SCALE,
  applyQuote,
  applyStatus,
  decide,
  emptyMarket,
  evolve,
  initialBook,
} from '@quarterdeck/engine'
import { decimalUnits } from '@quarterdeck/sdk'
import type { Instrument, Liquidity } from '@quarterdeck/sdk'
import { NamedBook, SIMULATED_INSTRUMENTS } from '../../src/index.ts'
import { declaredDifference, judge } from './case-result.ts'
import type { CaseResult } from './case-result.ts'

interface CoreOrder {
  readonly id: number
  readonly uid: number
  readonly side: 'BID' | 'ASK'
  readonly type: 'GTC' | 'IOC'
  readonly price: number
  readonly size: number
}

/** Amounts by user and asset. */
type Funds = Readonly<Record<string, Readonly<Record<string, number>>>>

interface CoreStep {
  readonly order?: CoreOrder
  readonly deposit?: Funds
  readonly then_order?: number
  readonly cancel?: number
  readonly expect?: 'RISK_NSF' | 'SUCCESS'
}

export interface FeeFile {
  readonly symbol: Readonly<Record<string, string | number>>
  readonly cases: readonly {
    readonly name: string
    readonly start: Funds
    readonly steps: readonly CoreStep[]
    readonly expected: Readonly<Record<string, unknown>>
  }[]
}

const ACTOR: Actor = { kind: 'SYSTEM', id: 'agreement', name: 'Agreement', userId: null }
/** What holdings of the start are bought at, with money of their own. */
const START_TICKS = 1

type Request = Command extends infer C
  ? C extends Command
    ? Omit<C, 'at' | 'commandId' | 'actor'>
    : never
  : never

export function exchangeCoreFees(file: FeeFile): CaseResult[] {
  return file.cases.map((one) => {
    const played = judge(one.name, () => new Exchange(file).play(one))
    const holds = one.steps.some((step) => JSON.stringify(step).includes('"expect_after"'))
    if (!holds || played.verdict !== 'AGREED') return played
    return declaredDifference(
      one.name,
      'their bid holds by a reserve price above its limit, which our orders do not have: ours hold by the limit; trades, fees and what is left were played and agree',
    )
  })
}

class Exchange {
  private readonly engine = initialBook({ organizationId: 'core', baseCurrency: 'LTC' })
  private readonly market = emptyMarket()
  private readonly matching = new NamedBook()
  private readonly orders = new Map<number, CoreOrder>()
  private readonly orderIds = new Map<string, string>()
  private readonly accounts = new Map<string, string>()
  private readonly perLot: Readonly<Record<Liquidity, number>>
  private readonly base: number
  private readonly instrument: Instrument
  private fees = 0
  private at = 1_000_000

  constructor({ symbol }: FeeFile) {
    const of = (name: string) => Number(Object.entries(symbol).find(([key]) => key.startsWith(name))?.[1])
    this.perLot = { MAKER: of('makerFee'), TAKER: of('takerFee') }
    this.base = of('baseScaleK')
    this.instrument = {
      ...SIMULATED_INSTRUMENTS.find(({ assetClass }) => assetClass === 'CRYPTO')!,
      currency: 'LTC',
      priceIncrement: String(of('quoteScaleK')),
      minPrice: String(of('quoteScaleK')),
      quantityIncrement: '1',
      minQuantity: '1',
      maxQuantity: '100000',
      makerFeeRate: '0',
      takerFeeRate: '0',
      feePerUnit: String(this.perLot.TAKER),
    }
    this.run({ type: 'ListInstrument', instrument: this.instrument })
    applyStatus(this.market, 0, { instrumentId: this.instrument.id, status: 'OPEN', sessionEndsAt: null })
  }

  play({ start, steps, expected }: FeeFile['cases'][number]): void {
    this.fund(start)
    for (const step of steps) {
      if (step.deposit !== undefined) this.fund(step.deposit)
      if (step.order !== undefined) this.orders.set(step.order.id, step.order)
      const id = step.order?.id ?? step.then_order
      if (id !== undefined) this.submit(this.orders.get(id)!, step.expect ?? 'SUCCESS')
      if (step.cancel !== undefined) this.cancel(step.cancel)
    }
    for (const [name, value] of Object.entries(expected)) {
      if (name === 'orders_open') assert.equal(this.engine.workingOrders.size, value)
      else if (name === 'fees') assert.deepEqual({ LTC: this.fees }, value)
      else assert.deepEqual(this.held(name, Object.keys(value as object)), value)
    }
  }

  private run(request: Request): Outcome {
    this.at += 1_000_000
    // The gate wants a market to look at; what it says decides nothing here.
    applyQuote(this.market, 0, {
      instrumentId: this.instrument.id,
      bidTicks: 11_499,
      askTicks: 11_501,
      bidLots: 1,
      askLots: 1,
      lastTicks: null,
      receivedAt: this.at,
    })
    const command = { ...request, at: this.at, commandId: `c${this.at}`, actor: ACTOR } as Command
    const outcome = decide(this.engine, this.market, command, { embedded: true })
    assert.equal(outcome.kind, 'ACCEPTED', JSON.stringify(outcome))
    if (outcome.kind === 'ACCEPTED') for (const event of outcome.events) evolve(this.engine, event)
    return outcome
  }

  private accountOf(name: string): string {
    const known = this.accounts.get(name)
    if (known !== undefined) return known
    this.run({ type: 'OpenAccount', name, mode: 'PAPER', currency: 'LTC', connectionId: null })
    const { id } = this.engine.accounts.at(-1)!
    this.accounts.set(name, id)
    return id
  }

  private fund(funds: Funds): void {
    for (const [name, assets] of Object.entries(funds)) {
      const accountId = this.accountOf(name)
      const lots = (assets['XBT'] ?? 0) / this.base
      const tick = Number(this.instrument.priceIncrement)
      const price = lots * (START_TICKS * tick + this.perLot.TAKER)
      const amount = String((assets['LTC'] ?? 0) + price)
      this.run({ type: 'Deposit', accountId, amount, currency: 'LTC', idempotencyKey: `d${this.at}` })
      if (lots === 0) continue
      this.place({ accountId, key: 'start', side: 'BUY', lots, ticks: START_TICKS, type: 'GTC' })
      this.report(`${accountId}/start`, {
        lots,
        ticks: START_TICKS,
        liquidity: 'TAKER',
        fee: lots * this.perLot.TAKER,
      })
    }
  }

  private submit(order: CoreOrder, expect: 'RISK_NSF' | 'SUCCESS'): void {
    const accountId = this.accountOf(`uid${order.uid}`)
    const side = order.side === 'BID' ? 'BUY' : 'SELL'
    const { price: ticks, size: lots, type } = order
    // A blocked order exists too: each attempt is an order of its own.
    const key = expect === 'SUCCESS' ? `${order.id}` : `${order.id} at ${this.at}`
    const outcome = this.place({ accountId, key, side, lots, ticks, type })
    const blocked = outcome.kind === 'ACCEPTED' && outcome.decision?.outcome === 'BLOCKED'
    assert.equal(
      blocked,
      expect === 'RISK_NSF',
      `the funds decide: ${outcome.kind === 'ACCEPTED' ? outcome.decision?.summary : ''}`,
    )
    if (blocked) return
    const result = this.matching.submit({ id: key, side, lots, limitTicks: ticks, timeInForce: type })
    for (const { restingId, ticks: traded, lots: tradedLots } of result.trades) {
      const maker = this.orders.get(Number(restingId))!
      const fill = { lots: tradedLots, ticks: traded }
      for (const [uid, id, liquidity] of [
        [maker.uid, restingId, 'MAKER'],
        [order.uid, key, 'TAKER'],
      ] as const) {
        const fee = this.perLot[liquidity] * tradedLots
        this.fees += fee
        this.report(`${this.accountOf(`uid${uid}`)}/${id}`, { ...fill, liquidity, fee })
      }
    }
    const orderId = this.orderIds.get(`${accountId}/${key}`)!
    if (type === 'IOC' && this.engine.workingOrders.has(orderId))
      this.run({ type: 'ReportVenue', report: { kind: 'CANCELED', orderId, reason: 'the rest of an IOC' } })
  }

  private place(asked: {
    readonly accountId: string
    readonly key: string
    readonly side: 'BUY' | 'SELL'
    readonly lots: number
    readonly ticks: number
    readonly type: 'GTC' | 'IOC'
  }): Outcome {
    const { accountId, key, side, lots, ticks, type } = asked
    const outcome = this.run({
      type: 'SubmitOrder',
      accountId,
      instrumentId: this.instrument.id,
      clientOrderId: key.replaceAll(' ', '-'),
      side,
      orderType: 'LIMIT',
      timeInForce: type,
      quantityLots: lots,
      limitTicks: ticks,
      stopTicks: null,
      requestedMode: null,
      strategyId: null,
    })
    if (outcome.kind === 'ACCEPTED') this.orderIds.set(`${accountId}/${key}`, outcome.subjectId!)
    return outcome
  }

  private report(
    order: string,
    fill: {
      readonly lots: number
      readonly ticks: number
      readonly liquidity: Liquidity
      readonly fee: number
    },
  ): void {
    const orderId = this.orderIds.get(order)!
    const { lots, ticks: priceTicks, liquidity } = fill
    const execution = {
      execId: `e${this.at}`,
      lots,
      priceTicks,
      liquidity,
      fee: String(fill.fee),
      venueAt: this.at,
    }
    this.run({ type: 'ReportVenue', report: { kind: 'FILL', orderId, ...execution } })
  }

  private cancel(id: number): void {
    const order = this.orders.get(id)!
    const orderId = this.orderIds.get(`${this.accountOf(`uid${order.uid}`)}/${id}`)!
    assert.equal(this.matching.cancel(String(id)), true)
    this.run({ type: 'CancelOrder', orderId })
    this.run({ type: 'ReportVenue', report: { kind: 'CANCELED', orderId, reason: 'canceled on request' } })
  }

  /** What an account has free: nothing is held once no order works. */
  private held(name: string, assets: readonly string[]): Record<string, number> {
    const index = this.engine.accountIndexById.get(this.accountOf(name))!
    const cash = this.engine.accounts[index]!.cash.find(({ currency }) => currency === 'LTC')
    const lots = this.engine.positions.find(({ accountIndex }) => accountIndex === index)?.lots ?? 0
    assert.equal(cash?.reservedForOrders ?? 0n, 0n)
    const unit = decimalUnits('1', MONEY_SCALE)
    const amounts: Record<string, number> = { LTC: Number((cash?.cash ?? 0n) / unit), XBT: lots * this.base }
    return Object.fromEntries(assets.map((asset) => [asset, amounts[asset]!]))
  }
}
