/**
 * What must hold of LIVE accounts after every event, counted apart from the books: who may trade and how far, what was adjusted,
 * what others have at work, and what is in dispute.
 */

import { CAPITAL_STAGES, type CapitalStage } from '../src/index.ts'
import type { Book, EngineEvent, PositionState } from './engine.ts'

interface Enabled {
  readonly userIds: readonly string[]
  readonly stagePercent: CapitalStage
}

interface Adjusted {
  lots: number
  /** Sum of lots times ticks. */
  tickLots: number
}

interface Others {
  buys: number
  sells: number
}

function fail(rule: string): never {
  throw new Error(`Broken: ${rule}`)
}

type Allowed = Extract<EngineEvent, { type: 'OrderAccepted' | 'OrderReplaceRequested' }>

/** Follows the LIVE accounts of one book from its first event. */
export class LiveWatch {
  readonly #book: Book
  readonly #enabled = new Map<string, Enabled>()
  /** By account and instrument. */
  readonly #adjusted = new Map<string, Adjusted>()
  readonly #others = new Map<string, ReadonlyMap<string, Others>>()
  readonly #disputed = new Set<string>()

  constructor(book: Book) {
    this.#book = book
  }

  afterEvent(event: EngineEvent): void {
    this.#note(event)
    if (event.type === 'OrderAccepted' || event.type === 'OrderReplaceRequested') this.#allowed(event)
    for (const { id, mode, live, liveEnabled } of this.#book.accounts) {
      const known = this.#enabled.get(id)
      if (liveEnabled !== (known !== undefined) || liveEnabled !== (live !== null))
        fail('an account is enabled for live trading as the events say')
      if (mode !== 'LIVE' && liveEnabled) fail('only LIVE accounts are enabled')
      if (known?.stagePercent !== live?.stagePercent) fail('the capital stage is what the events say')
      if (known?.userIds.join() !== live?.userIds.join()) fail('the people are those that the events name')
    }
    for (const position of this.#book.positions) {
      const [adjusted, others] = [this.adjusted(position), this.others(position)]
      if (position.foreignBuyLots !== others.buys || position.foreignSellLots !== others.sells)
        fail('lots of others are those that the newest list has')
      const listed = position.adjustments.reduce((sum, { lots }) => sum + lots, 0)
      if (listed !== adjusted.lots) fail('the adjustments of a position are all there')
      if ((position.dispute !== null) !== this.#disputed.has(this.#keyOf(position)))
        fail('a position is in dispute as the events say')
    }
  }

  /** Lots that were adjusted, and what they were worth in ticks. */
  adjusted(position: PositionState): Readonly<Adjusted> {
    return this.#adjusted.get(this.#keyOf(position)) ?? { lots: 0, tickLots: 0 }
  }

  /** Lots of the newest list of others' orders. */
  others(position: PositionState): Readonly<Others> {
    const [accountId, instrumentId] = this.#pairOf(position)
    return this.#others.get(accountId)?.get(instrumentId) ?? { buys: 0, sells: 0 }
  }

  #note(event: EngineEvent): void {
    switch (event.type) {
      case 'LiveEnabled': {
        const { accountId, userIds, stagePercent } = event
        this.#step(accountId, stagePercent)
        this.#enabled.set(accountId, { userIds, stagePercent })
        return
      }
      case 'LiveDisabled':
        this.#enabled.delete(event.accountId)
        return
      case 'CapitalStageSet': {
        const { accountId, stagePercent } = event
        const known = this.#enabled.get(accountId) ?? fail('only an enabled account has a stage')
        this.#step(accountId, stagePercent)
        this.#enabled.set(accountId, { ...known, stagePercent })
        return
      }
      case 'AccountAdjusted': {
        if (!('instrumentId' in event)) return
        const { accountId, instrumentId, lots, priceTicks } = event
        const before = this.#adjusted.get(`${accountId} ${instrumentId}`) ?? { lots: 0, tickLots: 0 }
        const after = { lots: before.lots + lots, tickLots: before.tickLots + lots * priceTicks }
        this.#adjusted.set(`${accountId} ${instrumentId}`, after)
        return
      }
      case 'ForeignOrdersNoted': {
        const sums = new Map<string, Others>()
        for (const { instrumentId, side, lots } of event.orders) {
          const sum = sums.get(instrumentId) ?? { buys: 0, sells: 0 }
          if (side === 'BUY') sum.buys += lots
          else sum.sells += lots
          sums.set(instrumentId, sum)
        }
        this.#others.set(event.accountId, sums)
        return
      }
      case 'PositionDisputed':
        this.#disputed.add(`${event.accountId} ${event.instrumentId}`)
        return
      case 'DisputeSettled':
        this.#disputed.delete(`${event.accountId} ${event.instrumentId}`)
        return
      default:
    }
  }

  /** While an account is enabled it never goes up two stages at once. */
  #step(accountId: string, stage: CapitalStage): void {
    const now = this.#enabled.get(accountId)?.stagePercent
    if (now === undefined) return
    if (CAPITAL_STAGES.indexOf(stage) > CAPITAL_STAGES.indexOf(now) + 1) fail('the ramp goes up by one stage')
  }

  /** Whatever is allowed on a LIVE account, somebody who is named answers for it, and nothing adds to what is in dispute. */
  #allowed(event: Allowed): void {
    const order = this.#book.orders.get(event.orderId) ?? fail('an allowed order is in the book')
    const account = this.#book.accounts[order.accountIndex]
    const position = this.#book.positions[order.positionIndex]
    if (account === undefined || position === undefined || account.mode !== 'LIVE') return
    const { userIds } = this.#enabled.get(account.id) ?? fail('nothing is allowed while an account is shut')
    for (const userId of [event.actor.userId, order.actor.userId])
      if (userId === null || !userIds.includes(userId)) fail('whoever answers for an order may trade')
    if (!this.#disputed.has(this.#keyOf(position))) return
    const isOpposed = position.lots !== 0 && position.lots > 0 === (order.side === 'SELL')
    const working = order.side === 'BUY' ? position.workingBuyLots : position.workingSellLots
    if (!isOpposed || working > Math.abs(position.lots)) fail('what is in dispute is only reduced')
  }

  #pairOf({ accountIndex, instrumentIndex }: PositionState): readonly [string, string] {
    const account = this.#book.accounts[accountIndex]
    const instrument = this.#book.instruments[instrumentIndex]
    if (account === undefined || instrument === undefined) fail('a position has an account and an instrument')
    return [account.id, instrument.terms.id]
  }

  #keyOf(position: PositionState): string {
    return this.#pairOf(position).join(' ')
  }
}
