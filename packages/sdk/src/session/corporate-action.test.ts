/** A split or dividend as a strategy meets it: what it can look at is in new shares before it is told, whatever the host hands over. */

import { describe, expect, it } from 'vitest'
import { Sma } from '../indicators/sma.ts'
import type { StrategyCorporateAction } from '../strategy/context.ts'
import { defineStrategy } from '../strategy/define.ts'
import type { BarWindow } from '../strategy/market.ts'
import { testInstrument } from '../testing/instrument.ts'
import { testStrategy } from '../testing/strategy-rig.ts'
import { createStrategySession } from './create.ts'
import type { CorporateActionInput, RestatedOrder, StrategyInput } from './input.ts'

const BTC = 'SIM:BTC-USD'
const instruments = [testInstrument({ quantityIncrement: '1', priceIncrement: '1' })]
const options = { instruments, orderIdPrefix: 't', account: { currency: 'USD', cash: [], positions: [] } }
const MINUTE = 60_000_000

function split(at: number, numerator = 4, orders: readonly RestatedOrder[] = []): CorporateActionInput {
  return {
    type: 'corporateAction',
    at,
    instrumentId: BTC,
    action: { kind: 'SPLIT', numerator, denominator: 1, orders },
  }
}

/** Keeps what it sees when it is told, and an average over three closes. */
function observer() {
  const seen: { actions: StrategyCorporateAction[]; closes: number[]; mark: number } = {
    actions: [],
    closes: [],
    mark: 0,
  }
  const strategy = defineStrategy({
    name: 'observer',
    params: {},
    subscribe: () => [{ kind: 'BARS', instrument: BTC, timeframe: '1m', history: 4 }],
    prepare: ({ attach, bars }): { window: BarWindow; mean: Sma } => ({
      window: bars(BTC, '1m'),
      mean: attach(BTC, '1m', new Sma(3), (bar) => bar.close),
    }),
    onCorporateAction({ locals, portfolio }, action) {
      seen.actions.push(action)
      seen.closes = [0, 1, 2, 3].map((ago) => locals.window.close.at(ago))
      seen.mark = portfolio.position(BTC).mark
    },
    onBar({ locals, log }) {
      log.info(`${locals.mean.value}`)
    },
  })
  return { strategy, seen }
}

const bar = (index: number, close: number): StrategyInput => ({
  type: 'bar',
  at: (index + 1) * MINUTE,
  instrumentId: BTC,
  timeframe: '1m',
  time: index * MINUTE,
  open: close,
  high: close,
  low: close,
  close,
  volume: 10,
})

describe('corporate actions', () => {
  it.each(['JSON', 'COLUMNS'] as const)(
    'windows, marks and attached indicators are in new shares when the strategy is told (%s)',
    (way) => {
      const { strategy, seen } = observer()
      const session = createStrategySession(strategy, options)
      const closes = [400, 440, 480, 520, 560]
      const prices = (): Float64Array => Float64Array.from([...closes, 150])
      const columns = {
        time: Float64Array.from([0, 1, 2, 3, 4, 5], (row) => row * MINUTE),
        open: prices(),
        high: prices(),
        low: prices(),
        close: prices(),
        volume: new Float64Array(6).fill(10),
      }
      if (way === 'COLUMNS') session.bindBars(0, columns)
      session.deliver({ type: 'start', at: 0 })
      for (const [row, close] of closes.entries())
        if (way === 'JSON') session.deliver(bar(row, close))
        else session.bar(0, row, (row + 1) * MINUTE)
      if (way === 'COLUMNS') for (let row = 0; row < 5; row += 1) columns.close[row]! /= 4
      session.deliver(split(5 * MINUTE))
      expect(seen).toEqual({
        actions: [{ instrument: BTC, time: 5 * MINUTE, kind: 'SPLIT', ratio: 4 }],
        closes: [140, 130, 120, 110],
        mark: 140,
      })
      const intents = way === 'JSON' ? session.deliver(bar(5, 150)) : session.bar(0, 5, 6 * MINUTE)
      expect(intents).toMatchObject([{ type: 'Log', message: '140' }])
    },
  )

  it('a dividend is told with what it pays', () => {
    const { strategy, seen } = observer()
    const session = createStrategySession(strategy, options)
    session.deliver({ type: 'start', at: 0 })
    session.deliver({ ...split(1), action: { kind: 'CASH_DIVIDEND', perUnit: '0.25' } })
    expect(seen.actions).toEqual([{ instrument: BTC, time: 1, kind: 'CASH_DIVIDEND', perUnit: 0.25 }])
  })

  it('none comes before the start, or of an instrument that the session has not', () => {
    const { strategy } = observer()
    const session = createStrategySession(strategy, options)
    expect(() => session.deliver(split(0))).toThrow(/first input must be start/)
    session.deliver({ type: 'start', at: 0 })
    expect(() => session.deliver({ ...split(1), instrumentId: 'SIM:NONE' })).toThrow(/none of the session/)
  })

  it('exits of a bracket are sent and kept in new shares, at prices for them', () => {
    const strategy = defineStrategy({
      name: 'bracketed',
      params: {},
      subscribe: () => [{ kind: 'BARS', instrument: BTC, timeframe: '1m' }],
      onStart({ orders }) {
        orders.bracket({
          entry: { instrument: BTC, side: 'BUY', type: 'LIMIT', quantity: 10, limitPrice: 100 },
          takeProfit: 111,
          stopLoss: 90,
        })
      },
    })
    const rig = testStrategy(strategy, { instruments }).start()
    rig.fill({ quantity: 4, price: 100 })
    const [entry, ...exits] = rig.submitted
    const { session } = rig
    const at = rig.now
    const restated = (order: typeof entry, quantityLots: number, ticks: object): RestatedOrder => ({
      clientOrderId: order!.clientOrderId,
      quantityLots,
      limitTicks: null,
      stopTicks: null,
      ...ticks,
    })
    const orders = [
      // 4 filled, and twice the 6 that were open.
      restated(entry, 16, { limitTicks: 50 }),
      restated(exits[0], 8, { limitTicks: 55 }),
      restated(exits[1], 8, { stopTicks: 45 }),
    ]
    expect(session.deliver(split(at, 2, orders))).toEqual([])
    const fill = session.deliver({
      type: 'fill',
      at,
      execId: 'second',
      clientOrderId: entry!.clientOrderId,
      instrumentId: BTC,
      side: 'BUY',
      quantityLots: 2,
      priceTicks: 50,
      fee: '0',
      liquidity: null,
      time: at,
    })
    expect(fill).toMatchObject([
      { type: 'ReplaceOrder', quantityLots: 10, limitTicks: null },
      { type: 'ReplaceOrder', quantityLots: 10, stopTicks: null },
    ])
  })
})
