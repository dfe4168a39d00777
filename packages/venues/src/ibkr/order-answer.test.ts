import { describe, expect, it } from 'vitest'
import type { VenueAlert } from '../contract/alerts.ts'
import { readCancelAnswer, readOrderAnswer, readRefusal } from './order-answer.ts'
import { rejectCode } from './reject-texts.ts'

function listening() {
  const alerts: VenueAlert[] = []
  return { heard: { venueId: 'IBKR', alert: (alert: VenueAlert) => void alerts.push(alert) }, alerts }
}

describe('an answer to a ticket', () => {
  const { heard } = listening()

  it.each([
    ['in a list, the id a text', [{ order_id: '12', order_status: 'Submitted' }], '12'],
    ['by itself, the id a number', { order_id: 12, local_order_id: 'c' }, '12'],
  ])('says that the venue has it %s', (_how, json, venueOrderId) => {
    expect(readOrderAnswer(json, heard)).toMatchObject({ kind: 'TAKEN', venueOrderId })
  })

  it('may be a question', () => {
    const json = [
      { id: 'q', message: ['Price exceeds \nthe limit.'], isSuppressed: false, messageIds: ['o163'] },
    ]
    expect(readOrderAnswer(json, heard)).toEqual({
      kind: 'ASKED',
      replyId: 'q',
      messageIds: ['o163'],
      message: 'Price exceeds the limit.',
    })
  })

  it.each([
    ['two orders', [{ order_id: '1' }, { order_id: '2' }]],
    ['none', []],
  ])('about %s settles nothing', (_what, json) => {
    expect(readOrderAnswer(json, heard)).toMatchObject({ kind: 'CONTRADICTION' })
  })

  it('that knows the client id already is no rejection', () => {
    const error = "Order couldn't be submitted: Local order ID=c-1 is already registered."
    expect(readOrderAnswer({ error }, heard)).toMatchObject({ kind: 'CONTRADICTION', what: 'DUPLICATE_ID' })
    expect(readRefusal(400, JSON.stringify({ error, statusCode: 400 }), heard)).toMatchObject({
      what: 'DUPLICATE_ID',
    })
  })

  it.each([
    ['no object', 7],
    ['a question without an id', [{ message: [], messageIds: [] }]],
    ['a question whose words are none', [{ id: 'q', message: [1], messageIds: [] }]],
    ['an order without a number', [{ order_id: null }]],
  ])('that is %s cannot be read', (_what, json) => {
    expect(() => readOrderAnswer(json, heard)).toThrow()
  })
})

describe('an answer to a cancel', () => {
  const { heard } = listening()

  it('says that it is asked for, and nothing of its end', () => {
    expect(
      readCancelAnswer({ msg: 'Request was submitted', order_id: 12, conid: -1, account: null }, '12', heard),
    ).toEqual({
      kind: 'ASKED_FOR',
    })
  })

  it('about another order settles nothing', () => {
    expect(readCancelAnswer({ msg: 'Request was submitted', order_id: 13 }, '12', heard)).toMatchObject({
      kind: 'CONTRADICTION',
    })
  })

  it('of an order that is not there is a rejection that is looked into', () => {
    expect(readCancelAnswer({ error: "OrderID 1 doesn't exist" }, '1', heard)).toMatchObject({
      kind: 'REJECTED',
      reason: { code: 'UNKNOWN_ORDER' },
    })
  })
})

describe('a refusal by status', () => {
  const { heard } = listening()

  it.each([
    [401, '', 'UNAUTHORIZED'],
    [410, '', 'UNAUTHORIZED'],
    [403, '<html>', 'FORBIDDEN'],
    [429, '', 'RATE_LIMITED'],
    [400, '{"error":"Bad Request: no bridge","statusCode":400}', 'UNAUTHORIZED'],
    [400, '{"error":"Bad Request: conid is missing","statusCode":400}', 'INVALID_TERMS'],
  ])('of %i with the body %s is %s', (status, body, code) => {
    expect(readRefusal(status, body, heard)).toMatchObject({ kind: 'REJECTED', reason: { code } })
  })

  it('with a page of somebody else is not the word of the venue', () => {
    expect(readRefusal(404, '<html>not found</html>', heard)).toBeNull()
  })
})

describe('a sentence of why not', () => {
  it.each([
    [
      'We cannot accept an order at the limit price you selected. Please submit your order using a limit price that is closer to the current market price of 197.79.',
      'PRICE_OUT_OF_BAND',
    ],
    ['The price does not conform to the minimum price variation for this contract.', 'INVALID_PRICE'],
    [
      'IN ORDER TO OBTAIN THE DESIRED POSITION YOUR EQUITY WITH LOAN VALUE MUST EXCEED THE INITIAL MARGIN',
      'INSUFFICIENT_FUNDS',
    ],
    ['No trading permissions.', 'FORBIDDEN'],
    ['Session is misconfigured.', 'FORBIDDEN'],
    ['Order is not editable', 'ORDER_ALREADY_DONE'],
    ['The exchange is closed.', 'MARKET_CLOSED'],
    ['Contract is not available for trading', 'UNKNOWN_INSTRUMENT'],
    ['Invalid time in force', 'UNSUPPORTED_ORDER'],
    ['Order size is below the minimum size', 'INVALID_QUANTITY'],
    ['Cross side warning', 'SELF_TRADE'],
    ['This contract is in closing-only status', 'TRADING_DISABLED'],
  ])('"%s" is %s', (sentence, code) => {
    const { heard, alerts } = listening()
    expect([rejectCode(sentence, heard), alerts]).toEqual([code, []])
  })

  it('[LV-16] that speaks of nothing known is a rejection all the same, and somebody is told', () => {
    const { heard, alerts } = listening()
    expect(rejectCode('The moon is in the wrong house', heard)).toBe('UNMAPPED')
    expect(alerts.map(({ kind }) => kind)).toEqual(['UNKNOWN_WORD'])
  })
})
