import { describe, expect, it } from 'vitest'
import { intentsText, intentText, prettyJson } from './intent-text.ts'

const order = { side: 'BUY', quantityLots: 5, instrumentId: 'SIM:BTC-USD', limitTicks: null, stopTicks: null }
const submit = (over: object) => ({ kind: 'SUBMIT_ORDER', json: JSON.stringify({ ...order, ...over }) })

describe('what a strategy wanted, in words', () => {
  it('says side, quantity, instrument and price of an order', () => {
    expect(intentText(submit({}))).toBe('Buy 5 lots of SIM:BTC-USD, at the market')
    expect(intentText(submit({ side: 'SELL', limitTicks: 7, stopTicks: 9 }))).toBe(
      'Sell 5 lots of SIM:BTC-USD, limit 7 ticks, stop 9 ticks',
    )
  })

  it.each([
    ['CANCEL_ORDER', { clientOrderId: 'm-1' }, 'Cancel m-1'],
    ['SET_TIMER', { name: 'close' }, 'Set the timer close'],
    ['LOG', { message: 'hello' }, 'Log: hello'],
    ['SOMETHING_NEW', {}, 'Something new'],
  ])('says %s', (kind, fields, said) => {
    expect(intentText({ kind, json: JSON.stringify(fields) })).toBe(said)
  })

  it('says first what moves something, and counts log lines', () => {
    const line = { kind: 'LOG', json: '{"message":"hello"}' }
    const cancel = { kind: 'CANCEL_ORDER', json: '{"clientOrderId":"m-1"}' }
    expect(intentsText([line, cancel, line])).toBe('Cancel m-1; 2 log lines')
    expect(intentsText([line])).toBe('Log: hello')
    expect(intentsText([cancel])).toBe('Cancel m-1')
  })

  it('does not stumble over what is no JSON', () => {
    expect(intentText({ kind: 'CANCEL_ORDER', json: '{' })).toBe('Cancel ')
    expect(prettyJson('{')).toBe('{')
    expect(prettyJson('{"a":1}')).toBe('{\n  "a": 1\n}')
  })
})
