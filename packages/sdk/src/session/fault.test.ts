import { describe, expect, it } from 'vitest'
import { defineStrategy } from '../strategy/define.ts'
import { testInstrument } from '../testing/instrument.ts'
import { createStrategySession } from './create.ts'
import { StrategyFault } from './fault.ts'
import { snapshotBody } from './snapshot.ts'
import type { BarInput, StrategyInput } from './input.ts'

const BTC = 'SIM:BTC-USD'
const options = { instruments: [testInstrument({ quantityIncrement: '1' })], orderIdPrefix: 'd', seed: 3 }

const bar = (at: number, close: number): BarInput => ({
  type: 'bar',
  at,
  instrumentId: BTC,
  timeframe: '1m',
  time: at,
  open: close,
  high: close,
  low: close,
  close,
  volume: 1,
})

const fill: StrategyInput = {
  type: 'fill',
  at: 1,
  execId: 'e',
  clientOrderId: 'd-1',
  instrumentId: BTC,
  side: 'BUY',
  quantityLots: 2,
  priceTicks: 100,
  fee: '0',
  liquidity: null,
  time: 1,
}

function caught(run: () => unknown): StrategyFault {
  try {
    run()
  } catch (error) {
    if (error instanceof StrategyFault) return error
    throw error
  }
  throw new Error('nothing was thrown')
}

describe('a callback that throws', () => {
  const changing = defineStrategy({
    name: 'changing',
    params: {},
    subscribe: () => [{ kind: 'BARS', instrument: BTC, timeframe: '1m' }],
    state: { version: 1, initial: () => ({ count: 0 }) },
    onStart({ orders, timers }) {
      orders.submit({ instrument: BTC, side: 'BUY', type: 'LIMIT', quantity: 5, limitPrice: 1 })
      timers.every('kept', '1m')
    },
    onBar({ orders, timers, state, setState, random, log }, { close }) {
      random.next()
      setState({ count: state.count + 1 })
      orders.cancelAll()
      orders.bracket({
        entry: { instrument: BTC, side: 'BUY', type: 'MARKET', quantity: 1 },
        stopLoss: 1,
      })
      timers.cancel('kept')
      timers.at('new', 90_000_000)
      log.info('changed everything')
      if (close < 0) throw new RangeError('no price is below zero')
    },
  })

  it('ends the session with the callback, the position, the input and the error, and takes back what it did', () => {
    const session = createStrategySession(changing, options)
    session.deliver({ type: 'start', at: 0 })
    const before = snapshotBody(session.snapshot())
    const digest = session.digest()
    const fault = caught(() => session.deliver(bar(60_000_000, -1)))
    expect(fault.report).toEqual({
      strategy: 'changing',
      callback: 'onBar',
      position: 2,
      at: 60_000_000,
      input: `bar ${BTC} 1m 1970-01-01T00:01:00.000000Z`,
      error: {
        name: 'RangeError',
        message: 'no price is below zero',
        stack: expect.stringContaining('onBar') as string,
      },
    })
    expect(fault.intents).toEqual([])
    expect(session.status).toBe('FAILED')
    expect(session.digest()).toBe(digest)
    const body = snapshotBody(session.snapshot())
    expect(body).toEqual({
      ...before,
      status: 'FAILED',
      position: 2,
      now: 60_000_000,
      portfolio: { ...before.portfolio, marks: [-1] },
      stream: before.stream.with(1, 1),
      windows: [[[60_000_000, -1, -1, -1, -1, 1]]],
    })
    expect(() => session.deliver(bar(120_000_000, 1))).toThrow(
      'the session is FAILED and takes no more inputs',
    )
  })

  it('can be passed by: the session resumes from its snapshot with the next input', () => {
    const session = createStrategySession(changing, options)
    session.deliver({ type: 'start', at: 0 })
    caught(() => session.deliver(bar(1, -1)))
    const resumed = createStrategySession(changing, { ...options, resume: session.snapshot() })
    expect(resumed.deliver(bar(2, 1)).map(({ type }) => type)).toEqual([
      'CancelOrder',
      'SubmitOrder',
      'CancelTimer',
      'SetTimer',
      'Log',
    ])
  })

  it('does not take the exits of a bracket with it', () => {
    const careless = defineStrategy({
      name: 'careless',
      params: {},
      subscribe: () => [],
      trades: () => [BTC],
      onStart({ orders }) {
        orders.bracket({ entry: { instrument: BTC, side: 'BUY', type: 'MARKET', quantity: 2 }, stopLoss: 1 })
      },
      onFill({ orders }) {
        orders.cancelAll()
        throw new Error('careless')
      },
    })
    const session = createStrategySession(careless, options)
    session.deliver({ type: 'start', at: 0 })
    const fault = caught(() => session.deliver(fill))
    expect(fault.report).toMatchObject({ callback: 'onFill', input: 'fill e of d-1' })
    expect(fault.intents).toMatchObject([{ type: 'SubmitOrder', orderType: 'STOP', quantityLots: 2 }])
    expect(snapshotBody(session.snapshot()).orders).toMatchObject([
      { filledLots: 2 },
      { status: 'PENDING_NEW' },
    ])
  })

  it.each([
    [
      'prepare',
      {
        prepare: () => {
          throw new Error('x')
        },
      },
    ],
    [
      'subscribe',
      {
        subscribe: () => {
          throw new Error('x')
        },
      },
    ],
    [
      'state',
      {
        state: {
          version: 1,
          initial: () => {
            throw new Error('x')
          },
        },
      },
    ],
  ])('is reported before the start too: %s', (callback, part) => {
    const strategy = defineStrategy({ name: 'early', params: {}, subscribe: () => [], ...part })
    const fault = caught(() => createStrategySession(strategy, options))
    expect(fault.report).toMatchObject({ callback, position: 0, input: 'before the start' })
  })

  it('may throw anything at all', () => {
    const hostile = {
      get message(): string {
        throw new Error('gotcha')
      },
    }
    for (const thrown of [null, 'words', Object.setPrototypeOf(hostile, Error.prototype) as unknown]) {
      const strategy = defineStrategy({
        name: 'thrower',
        params: {},
        subscribe: () => [],
        onStart() {
          throw thrown
        },
      })
      const session = createStrategySession(strategy, options)
      expect(caught(() => session.deliver({ type: 'start', at: 0 })).report.callback).toBe('onStart')
    }
  })
})
