import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { Bracket, BracketRequest } from '../strategy/context.ts'
import { defineStrategy } from '../strategy/define.ts'
import { testInstrument } from '../testing/instrument.ts'
import { testStrategy } from '../testing/strategy-rig.ts'
import { createStrategySession } from './create.ts'
import type { StrategyInput } from './input.ts'
import type { StrategyIntent } from './intent.ts'
import type { StrategySession } from './session.ts'

const seed = 20_261_121
const BTC = 'SIM:BTC-USD'
const instruments = [testInstrument({ quantityIncrement: '1', priceIncrement: '1' })]

const request = (terms: Partial<BracketRequest> = {}): BracketRequest => ({
  entry: { instrument: BTC, side: 'BUY', type: 'LIMIT', quantity: 10, limitPrice: 100 },
  takeProfit: 110,
  stopLoss: 90,
  ...terms,
})

function bracketed(terms: Partial<BracketRequest> = {}) {
  const seen: { bracket: Bracket | null; act: (bracket: Bracket) => void } = {
    bracket: null,
    act: () => undefined,
  }
  const strategy = defineStrategy({
    name: 'bracketed',
    params: {},
    subscribe: () => [{ kind: 'BARS', instrument: BTC, timeframe: '1m' }],
    onStart({ orders }) {
      seen.bracket = orders.bracket(request(terms))
    },
    onBar: () => seen.act(seen.bracket as Bracket),
  })
  return { strategy, seen }
}

describe('brackets', () => {
  it('send both exits when the entry fills, for what it filled', () => {
    const { strategy, seen } = bracketed()
    const rig = testStrategy(strategy, { instruments }).start()
    expect(rig.submitted).toHaveLength(1)
    rig.fill({ quantity: 4, price: 100 })
    expect(rig.submitted.slice(1)).toMatchObject([
      {
        side: 'SELL',
        orderType: 'LIMIT',
        quantityLots: 4,
        limitTicks: 110,
        timeInForce: 'GTC',
        bracketId: 'test-b1',
      },
      {
        side: 'SELL',
        orderType: 'STOP',
        quantityLots: 4,
        stopTicks: 90,
        timeInForce: 'GTC',
        bracketId: 'test-b1',
      },
    ])
    expect(seen.bracket).toMatchObject({ isDone: false, excessQuantity: 0 })
  })

  it('resize the exits to each partial fill of the entry and of the other exit', () => {
    const { strategy } = bracketed()
    const rig = testStrategy(strategy, { instruments }).start()
    rig.fill({ order: 'test-1', quantity: 4 }).fill({ order: 'test-1', quantity: 6 })
    expect(rig.resting).toMatchObject([{ quantityLots: 10 }, { quantityLots: 10 }])
    rig.fill({ order: 'test-2', quantity: 3 })
    expect(rig.resting).toMatchObject([
      { clientOrderId: 'test-2', quantityLots: 10, filledLots: 3 },
      { clientOrderId: 'test-3', quantityLots: 7, filledLots: 0 },
    ])
  })

  it('withdraw one exit when the other has filled, and are then done', () => {
    const { strategy, seen } = bracketed()
    const rig = testStrategy(strategy, { instruments }).start()
    rig.fill().fill({ order: 'test-3' })
    expect(rig.resting).toEqual([])
    expect(seen.bracket?.takeProfit?.status).toBe('CANCELED')
    expect(seen.bracket?.isDone).toBe(true)
    expect(rig.portfolio.position(BTC).lots).toBe(0)
  })

  it('show what the exits filled too much when both fill before the withdrawal arrives', () => {
    const { strategy, seen } = bracketed()
    const session = createStrategySession(strategy, { instruments, orderIdPrefix: 'd' })
    session.deliver({ type: 'start', at: 0 })
    session.deliver(fill('d-1', 'BUY', 10, 'a'))
    session.deliver(fill('d-2', 'SELL', 10, 'b'))
    expect(session.deliver(fill('d-3', 'SELL', 4, 'c'))).toEqual([])
    expect(seen.bracket?.excessQuantity).toBe(4)
  })

  it('protect a fill that comes after the entry was withdrawn at the venue', () => {
    const { strategy } = bracketed()
    const session = createStrategySession(strategy, { instruments, orderIdPrefix: 'd' })
    session.deliver({ type: 'start', at: 0 })
    session.deliver(update('d-1', 'CANCELED', 10))
    const exits = session.deliver(fill('d-1', 'BUY', 2, 'late'))
    expect(exits).toMatchObject([{ quantityLots: 2 }, { quantityLots: 2 }])
  })

  it('send a withdrawn exit again when the entry fills on', () => {
    const { strategy } = bracketed()
    const rig = testStrategy(strategy, { instruments }).start()
    rig.fill({ order: 'test-1', quantity: 4 }).fill({ order: 'test-2', quantity: 4 })
    expect(rig.resting).toMatchObject([{ clientOrderId: 'test-1' }])
    rig.fill({ order: 'test-1', quantity: 6 })
    expect(rig.resting).toMatchObject([
      { orderType: 'LIMIT', quantityLots: 6 },
      { orderType: 'STOP', quantityLots: 6 },
    ])
  })

  it('turn a refused resize into a withdrawal and a new exit', () => {
    const { strategy } = bracketed()
    const session = createStrategySession(strategy, { instruments, orderIdPrefix: 'd' })
    session.deliver({ type: 'start', at: 0 })
    session.deliver(fill('d-1', 'BUY', 4, 'a'))
    session.deliver(update('d-2', 'NEW', 4, { limitTicks: 110 }))
    session.deliver(update('d-3', 'NEW', 4, { stopTicks: 90 }))
    expect(session.deliver(fill('d-1', 'BUY', 2, 'b'))).toMatchObject([
      { type: 'ReplaceOrder', clientOrderId: 'd-2', quantityLots: 6 },
      { type: 'ReplaceOrder', clientOrderId: 'd-3', quantityLots: 6 },
    ])
    expect(session.deliver(update('d-2', 'NEW', 4, { limitTicks: 110 }))).toEqual([
      { type: 'CancelOrder', clientOrderId: 'd-2' },
    ])
    expect(session.deliver(update('d-2', 'CANCELED', 4, { limitTicks: 110 }))).toMatchObject([
      { type: 'SubmitOrder', clientOrderId: 'd-4', quantityLots: 6, limitTicks: 110 },
    ])
  })

  it('do not send again an exit that was refused, and keep the other', () => {
    const { strategy } = bracketed()
    const rig = testStrategy(strategy, { instruments }).start()
    rig.fill({ order: 'test-1', quantity: 4 }).end('test-2', 'REJECTED', 'collar')
    rig.fill({ order: 'test-1', quantity: 6 })
    expect(rig.resting).toMatchObject([{ orderType: 'STOP', quantityLots: 10 }])
  })

  it('are withdrawn as a whole', () => {
    const { strategy, seen } = bracketed()
    const rig = testStrategy(strategy, { instruments }).start().fill({ quantity: 4 })
    seen.act = (bracket) => bracket.cancel()
    rig.bar(100)
    expect(rig.resting).toEqual([])
    expect(seen.bracket?.isDone).toBe(true)
  })

  it('are kept in step after the stop, when the strategy is not called any more', () => {
    const { strategy, seen } = bracketed()
    const rig = testStrategy(strategy, { instruments }).start().fill().stop()
    seen.act = () => {
      throw new Error('called')
    }
    rig.fill({ order: 'test-2' })
    expect(rig.resting).toEqual([])
    expect(rig.portfolio.position(BTC).lots).toBe(0)
    expect(() => rig.bar(100)).toThrow('the session is STOPPED and takes no more inputs')
  })

  it.each([
    [{ takeProfit: 80 }, 'takeProfit must be above stopLoss'],
    [{ takeProfit: undefined, stopLoss: undefined }, 'takeProfit or stopLoss must be given'],
    [{ stopLoss: 90.5 }, 'stopLoss must be a multiple of 1'],
  ])('are refused with %j', (terms, message) => {
    const { strategy } = bracketed(terms as Partial<BracketRequest>)
    expect(() => testStrategy(strategy, { instruments }).start()).toThrow(message)
  })

  const step = fc.record({
    order: fc.nat({ max: 6 }),
    lots: fc.integer({ min: 1, max: 5 }),
    answer: fc.boolean(),
  })

  it(`exits never ask for more than the entry filled less what exits filled, in any order of reports (seed ${seed})`, () => {
    fc.assert(
      fc.property(fc.array(step, { maxLength: 40 }), (steps) => {
        const { strategy, seen } = bracketed()
        const venue = new Venue(createStrategySession(strategy, { instruments, orderIdPrefix: 'd' }))
        for (const one of steps) venue.step(one)
        venue.settle()
        const { entry, exits } = venue.lots()
        for (const open of exits.open) expect(open).toBe(Math.max(0, entry - exits.filled))
        expect(seen.bracket?.excessQuantity).toBe(Math.max(0, exits.filled - entry))
      }),
      { seed, numRuns: 500 },
    )
  })
})

function fill(
  clientOrderId: string,
  side: 'BUY' | 'SELL',
  quantityLots: number,
  execId: string,
): StrategyInput {
  return {
    type: 'fill',
    at: 0,
    execId,
    clientOrderId,
    instrumentId: BTC,
    side,
    quantityLots,
    priceTicks: 100,
    fee: '0',
    liquidity: null,
    time: 0,
  }
}

function update(
  clientOrderId: string,
  status: 'NEW' | 'PARTIALLY_FILLED' | 'CANCELED',
  quantityLots: number,
  prices: { readonly limitTicks?: number | null; readonly stopTicks?: number | null } = {},
): StrategyInput {
  const { limitTicks = null, stopTicks = null } = prices
  return {
    type: 'orderUpdate',
    at: 0,
    clientOrderId,
    status,
    quantityLots,
    limitTicks,
    stopTicks,
    reason: null,
  }
}

interface Held {
  id: string
  side: 'BUY' | 'SELL'
  quantity: number
  filled: number
  isOpen: boolean
  limitTicks: number | null
  stopTicks: number | null
}

/** A venue that answers requests late and out of step: what a step does not answer waits, while fills go on. */
class Venue {
  readonly #session: StrategySession
  readonly #orders: Held[] = []
  readonly #waiting: StrategyIntent[] = []
  #executions = 0

  constructor(session: StrategySession) {
    this.#session = session
    this.#deliver({ type: 'start', at: 0 })
  }

  step({ order, lots, answer }: { order: number; lots: number; answer: boolean }): void {
    if (answer) this.#answer()
    const held = this.#orders[order % Math.max(1, this.#orders.length)]
    if (held === undefined || !held.isOpen) return
    const filled = Math.min(lots, held.quantity - held.filled)
    held.filled += filled
    if (held.filled >= held.quantity) held.isOpen = false
    this.#executions++
    this.#deliver(fill(held.id, held.side, filled, `x${this.#executions}`))
  }

  /** Answers everything that waits, and what that leads to. */
  settle(): void {
    for (let rounds = 0; this.#waiting.length > 0; rounds++) {
      if (rounds > 1_000) throw new Error('requests never end')
      this.#answer()
    }
  }

  lots(): { entry: number; exits: { filled: number; open: readonly number[] } } {
    const [entry, ...exits] = this.#orders
    const legs = [
      exits.filter((one) => one.limitTicks !== null),
      exits.filter((one) => one.stopTicks !== null),
    ]
    return {
      entry: entry?.filled ?? 0,
      exits: {
        filled: exits.reduce((sum, one) => sum + one.filled, 0),
        open: legs.map((leg) =>
          leg.reduce((sum, one) => sum + (one.isOpen ? one.quantity - one.filled : 0), 0),
        ),
      },
    }
  }

  #answer(): void {
    const intent = this.#waiting.shift()
    if (
      intent === undefined ||
      intent.type === 'SetTimer' ||
      intent.type === 'CancelTimer' ||
      intent.type === 'Log'
    ) {
      return
    }
    if (intent.type === 'SubmitOrder') {
      const { clientOrderId: id, side, quantityLots, limitTicks, stopTicks } = intent
      const held = { id, side, quantity: quantityLots, filled: 0, isOpen: true, limitTicks, stopTicks }
      this.#orders.push(held)
      this.#tell(held, 'NEW')
      return
    }
    const held = this.#orders.find((one) => one.id === intent.clientOrderId)
    if (held === undefined || !held.isOpen) return
    if (intent.type === 'CancelOrder') {
      held.isOpen = false
      this.#tell(held, 'CANCELED')
    } else {
      const wanted = intent.quantityLots ?? held.quantity
      if (wanted > held.filled) held.quantity = wanted
      this.#tell(held, held.filled > 0 ? 'PARTIALLY_FILLED' : 'NEW')
    }
  }

  #tell(held: Held, status: 'NEW' | 'PARTIALLY_FILLED' | 'CANCELED'): void {
    this.#deliver(update(held.id, status, held.quantity, held))
  }

  #deliver(input: StrategyInput): void {
    this.#waiting.push(...this.#session.deliver(input))
  }
}
