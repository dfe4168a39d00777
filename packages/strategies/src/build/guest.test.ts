/** The guest: opens sessions and answers in strings, whatever the host gives and whatever the author's code throws. */

import { defineStrategy, type Instrument, param, type Strategy, type StrategyInput } from '@quarterdeck/sdk'
import { testInstrument } from '@quarterdeck/sdk/testing'
import { describe, expect, it } from 'vitest'
import { type GuestOptions, guestOf, type SessionHandle } from './guest.ts'

const instrument: Instrument = testInstrument()
const T0 = 1_767_571_200_000_000

const counter = defineStrategy({
  name: 'counter',
  description: 'Buys once, and counts.',
  params: { instrument: param.instrument({ default: instrument.id }), failAt: param.int({ default: 99 }) },
  subscribe: (params) => [{ kind: 'BARS', instrument: params.instrument, timeframe: '1m' }],
  state: { version: 3, initial: () => ({ bars: 0 }) },
  onBar({ params, orders, state, setState }, bar) {
    if (bar.close === params.failAt) throw new Error('as asked')
    if (bar.close === 1) return
    if (state.bars === 0)
      orders.submit({ instrument: params.instrument, side: 'BUY', type: 'MARKET', quantity: 1 })
    setState({ bars: state.bars + 1 })
  },
})

const module = guestOf(counter as unknown as Strategy)
const open = (options: Partial<GuestOptions> = {}): SessionHandle =>
  module.open(JSON.stringify({ instruments: [instrument], orderIdPrefix: 'test', ...options }))
const facts = (handle: SessionHandle): unknown => JSON.parse(handle.facts())
const deliver = (handle: SessionHandle, input: object): unknown =>
  JSON.parse(handle.deliver(JSON.stringify(input)))
const start: StrategyInput = { type: 'start', at: T0 }
const bar = (index: number, close: number): StrategyInput => {
  const time = T0 + index * 60_000_000
  return {
    type: 'bar',
    at: time + 60_000_000,
    instrumentId: instrument.id,
    timeframe: '1m',
    time,
    open: close,
    high: close,
    low: close,
    close,
    volume: 1,
  }
}

describe('guest', () => {
  it('describes its strategy', () => {
    expect(JSON.parse(module.describe())).toMatchObject({
      name: 'counter',
      description: 'Buys once, and counts.',
      wireVersion: 1,
      parameters: [{ name: 'instrument' }, { name: 'failAt', kind: 'int', default: 99 }],
      stateVersion: 3,
    })
  })

  it('opens a session and says what it is', () => {
    expect(facts(open())).toEqual({
      opened: true,
      status: 'CREATED',
      feeds: [{ kind: 'BARS', instrumentId: instrument.id, timeframe: '1m', history: 256 }],
      timers: [],
      position: 0,
      decisions: 0,
      digest: expect.stringMatching(/^[0-9a-f]{32}$/),
    })
  })

  it('answers inputs with intents and state, and with {} when there is nothing to tell', () => {
    const handle = open()
    expect(handle.deliver(JSON.stringify(start))).toMatch(/^\{("state".*)?\}$/)
    expect(deliver(handle, bar(0, 10))).toMatchObject({
      intents: [{ type: 'SubmitOrder' }],
      state: { version: 3, value: { bars: 1 } },
    })
    expect(handle.deliver(JSON.stringify(bar(1, 1)))).toBe('{}')
    expect(JSON.parse(handle.progress())).toMatchObject({ position: 3, decisions: 1 })
  })

  it('goes on from a snapshot with the same digest', () => {
    const [whole, first] = [open(), open()]
    for (const one of [start, bar(0, 10)]) {
      deliver(whole, one)
      deliver(first, one)
    }
    const resumed = open({ resume: JSON.parse(first.snapshot()), state: null, account: null })
    for (const handle of [whole, resumed]) deliver(handle, bar(1, 12))
    expect(resumed.progress()).toBe(whole.progress())
  })

  it('tells a fault of the author as data, and that the session is over', () => {
    const handle = open({ params: { failAt: 13 } })
    deliver(handle, start)
    expect(deliver(handle, bar(0, 13))).toMatchObject({
      fault: {
        strategy: 'counter',
        callback: 'onBar',
        position: 2,
        error: { name: 'Error', message: 'as asked' },
      },
      intents: [],
    })
    expect(facts(handle)).toMatchObject({ status: 'FAILED' })
    expect(deliver(handle, bar(1, 10))).toMatchObject({ refused: { code: 'INPUT' } })
  })

  it.each([
    ['parameters', { params: { failAt: 'x' } }, 'PARAMS', /failAt/],
    ['options', { orderIdPrefix: '' }, 'OPTIONS', /orderIdPrefix/],
    ['instruments', { instruments: [] }, 'OPTIONS', /instruments/],
  ])('refuses wrong %s by facts, and never throws', (_name, options, code, message) => {
    const handle = open(options)
    expect(facts(handle)).toMatchObject({ opened: false, code, message: expect.stringMatching(message) })
    for (const said of [handle.deliver('{}'), handle.progress(), handle.snapshot()]) {
      expect(JSON.parse(said)).toMatchObject({ refused: { code } })
    }
  })

  it('refuses what is no JSON, and inputs that are none, without a change', () => {
    expect(JSON.parse(module.open('evil').facts())).toMatchObject({ opened: false, code: 'ERROR' })
    const handle = open()
    expect(JSON.parse(handle.deliver('evil'))).toMatchObject({ refused: { code: 'ERROR' } })
    expect(deliver(handle, { type: 'evil', at: T0 })).toMatchObject({ refused: { code: 'INPUT' } })
    expect(JSON.parse(handle.progress())).toMatchObject({ position: 0 })
  })

  it('has words for what cannot be read', () => {
    const subscribe = () => {
      throw new Proxy(new Error('x'), {
        get() {
          throw new Error('unreadable')
        },
      })
    }
    const evil = guestOf({ name: 'evil', params: {}, subscribe } as unknown as Strategy)
    const said = evil.open(JSON.stringify({ instruments: [], orderIdPrefix: 'test' })).facts()
    expect(JSON.parse(said)).toMatchObject({
      opened: false,
      code: 'FAULT',
      report: { error: { name: 'unreadable' } },
    })
  })
})
