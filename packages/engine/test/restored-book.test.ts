/**
 * A book that was kept in step event by event and one that was restored from a snapshot a moment ago decide alike, word for word:
 * what is derived and kept (sums, worths, lots at work, rates) never drifts from what it is derived from.
 */

import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { NO_LIMITS } from '../src/index.ts'
import { decide, evolve, restore, snapshot } from './engine.ts'
import type { Book, Command, EngineEvent, Outcome } from './engine.ts'
import { deployInto } from './deployment-operations.ts'
import { CONTRACT, EURUSD, FUTURE, type Given, instrumentTerms, SPOT, START, TRADER, World } from './given.ts'
import { liveInto } from './live-operations.ts'
import { type Operation, operation, run } from './operations.ts'

const DAY = 86_400_000_000
const seed = Number(process.env.QUARTERDECK_TEST_SEED ?? 20_261_121)

/** Limits that hold back little, so that every check has something to say. */
const WIDE = {
  ...NO_LIMITS,
  maxOrderNotional: '100000000',
  maxPositionNotional: '100000000',
  maxGrossExposure: '40000000',
  maxNetExposure: '30000000',
  maxLeverage: '60',
  maxConcentration: '30',
  maxDailyLoss: '3000',
  maxDrawdown: '0.02',
  maxOrdersPerSecond: 1000,
  maxQuoteAgeMs: 600_000,
  assetClassCaps: [{ assetClass: 'CRYPTO', maxExposure: '50000' } as const],
}

/** Instruments that come late: a currency that nobody knew, and the pair that gives it a rate. */
const LATE = [
  instrumentTerms({ symbol: 'FTSE', assetClass: 'EQUITY', currency: 'GBP' }),
  instrumentTerms({ ...EURUSD, symbol: 'GBP-USD' }),
  instrumentTerms({
    symbol: 'ODD',
    priceIncrement: '0.000000005',
    quantityIncrement: '0.000000001',
    minQuantity: '0.000000001',
  }),
  instrumentTerms({ symbol: 'N225', assetClass: 'FUTURE', currency: 'JPY', funding: 'MARGINED' }),
  instrumentTerms({ ...EURUSD, symbol: 'USD-JPY', currency: 'JPY', priceIncrement: '0.01' }),
]

/** A world beside whose book stands another, restored now and then, that must decide the same. */
class Twins extends World {
  twin: Book
  shift = 0
  decided = 0
  #asked = 0

  constructor() {
    super()
    this.twin = restore(snapshot(this.book))
  }

  override ask(command: Given<Command>): Outcome {
    const cause = { at: START + this.shift + this.#asked, commandId: `c-${++this.#asked}`, actor: TRADER }
    const same = { ...cause, ...command }
    const outcome = super.ask(same as Given<Command>)
    expect(decide(this.twin, this.market, same as Command, this.context)).toEqual(outcome)
    this.decided += 1
    return outcome
  }

  override apply(event: EngineEvent): void {
    super.apply(event)
    evolve(this.twin, event)
  }

  restoreTwin(): void {
    this.twin = restore(snapshot(this.book))
  }

  quoteNow(instrument: typeof SPOT, mid: number): void {
    this.quoteAt(START + this.shift + this.#asked, instrument, mid - 1, mid + 1)
  }
}

const known = (world: Twins) => world.book.instruments.map(({ terms }) => terms)

/** What the random operations do not do: time passes, and things come in the middle of a day. */
function unsettle(world: Twins, { a, b, c, d }: Operation): void {
  const of = known(world)
  const account = world.book.accounts[a % world.book.accounts.length]!
  const instrument = of[b % of.length]!
  switch (a % 8) {
    case 0: {
      const late = LATE[b % LATE.length]!
      if (!of.some(({ id }) => id === late.id)) world.list(late)
      return
    }
    case 1:
      if (world.book.accounts.length < 5)
        world.open('PAPER', ['USD', 'EUR', 'GBP', 'JPY'][b % 4], c % 2 === 0 ? null : '70000')
      return
    case 2:
      world.shift += b % 2 === 0 ? DAY : 61_000_000
      if (c % 4 === 0) return
      for (const [index, each] of of.entries()) world.quoteNow(each, 10_000 + index * 300 + (d % 50))
      return
    case 3:
      world.when({ type: 'MarkAccounts' })
      return
    case 4:
      world.when({
        type: 'Deposit',
        accountId: account.id,
        amount: '1000.000000000000000001',
        currency: ['USD', 'EUR', 'GBP', 'JPY'][c % 4]!,
        idempotencyKey: `late-${world.decided}`,
      })
      return
    case 5: {
      const side = c % 2 === 0 ? 'BUY' : 'SELL'
      const quantityLots = d % 16 === 0 ? 2 ** 40 + d : 1 + d
      const terms = { accountId: account.id, instrumentId: instrument.id, side, quantityLots } as const
      const clientOrderId = `late-${world.decided}`
      const limitTicks = 10_000 + (b % 9)
      const rest = { orderType: 'LIMIT', timeInForce: 'GTC', limitTicks, stopTicks: null } as const
      const outcome = world.when({
        type: 'SubmitOrder',
        ...terms,
        ...rest,
        clientOrderId,
        requestedMode: null,
        strategyId: null,
      })
      if (outcome.kind === 'REFUSED' || outcome.decision?.outcome !== 'ALLOWED' || b % 3 === 0) return
      const fill = { execId: `f${world.decided}`, lots: quantityLots, priceTicks: limitTicks, fee: '0.01' }
      world.report({ kind: 'FILL', orderId: outcome.subjectId!, ...fill, liquidity: 'MAKER', venueAt: 1 })
      return
    }
    case 6:
      world.quoteNow(instrument, 9_000 + ((b * 7 + c) % 2_000))
      return
    default:
      if (c % 5 === 0) for (let n = 0; n < 1_100; n++) world.quoteNow(instrument, 10_000 + (n % 7))
      world.restoreTwin()
  }
}

describe('a book kept in step, and its restored twin', () => {
  it(
    `[SN-04] [RK-29] decide alike, to the last figure of every explanation, seed ${seed}`,
    { timeout: 240_000 },
    () => {
      const step = fc.record({ isOdd: fc.boolean(), operation })
      let decided = 0
      const types = new Set<string>()
      fc.assert(
        fc.property(fc.array(step, { maxLength: 120, size: 'max' }), (steps) => {
          const world = new Twins()
          for (const each of [SPOT, FUTURE, EURUSD, CONTRACT]) world.list(each)
          for (const each of known(world)) world.quoteNow(each, 10_000)
          world.open('PAPER', 'USD', '1000000')
          world.open('PAPER', 'EUR', '50000')
          deployInto(world)
          liveInto(world)
          world.when({
            type: 'PutRiskPolicy',
            scope: 'GLOBAL',
            targetId: null,
            expectedVersion: null,
            limits: WIDE,
          })
          for (const { isOdd, operation: one } of steps) (isOdd ? unsettle : run)(world, one)
          expect(snapshot(world.twin)).toBe(snapshot(world.book))
          decided += world.decided
          for (const { type } of world.events) types.add(type)
        }),
        { seed, numRuns: 80 },
      )
      process.stderr.write(`decisions compared: ${decided}, events: ${[...types].join(' ')}\n`)
    },
  )
})
