import { describe, expect, it } from 'vitest'
import { emptyTicket, evolveTicket, type Ticket, ticketSchema, toOrderInput } from './ticket.ts'

const ticket: Ticket = { clientOrderId: 'first', phase: 'editing' }
const sent = evolveTicket(ticket, { type: 'sent' })

describe('an order ticket', () => {
  it('keeps its id when no answer came, so that sending again is the same order', () => {
    const lost = evolveTicket(sent, { type: 'lost' })
    expect(lost).toEqual({ clientOrderId: 'first', phase: 'unanswered' })
    expect(evolveTicket(lost, { type: 'sent' }).clientOrderId).toBe('first')
  })

  it('takes a new id once an order came back', () => {
    expect(evolveTicket(sent, { type: 'answered', nextId: 'second' })).toEqual({
      clientOrderId: 'second',
      phase: 'editing',
    })
  })

  it('keeps its id when the input was refused: nothing was recorded under it', () => {
    const refused = evolveTicket(sent, { type: 'refused', code: 'BAD_USER_INPUT', nextId: 'second' })
    expect(refused.clientOrderId).toBe('first')
  })

  it('takes a new id when its own belongs to other terms', () => {
    expect(evolveTicket(sent, { type: 'refused', code: 'CONFLICT', nextId: 'second' }).clientOrderId).toBe(
      'second',
    )
  })

  it('takes a new id when an unanswered ticket is given up', () => {
    const lost = evolveTicket(sent, { type: 'lost' })
    expect(evolveTicket(lost, { type: 'discarded', nextId: 'second' })).toEqual({
      clientOrderId: 'second',
      phase: 'editing',
    })
  })
})

describe('the fields of a ticket', () => {
  const problems = (fields: object) =>
    ticketSchema
      .safeParse({ ...emptyTicket, ...fields })
      .error?.issues.map((issue) => issue.path.join('.')) ?? []

  it('need a price only where the type has one', () => {
    expect(problems({ quantity: '1', type: 'MARKET' })).toEqual([])
    expect(problems({ quantity: '1', type: 'LIMIT' })).toEqual(['limitPrice'])
    expect(problems({ quantity: '1', type: 'STOP_LIMIT' })).toEqual(['limitPrice', 'stopPrice'])
  })

  it.each(['', '0', '-1', '1e3', 'abc', '1,5'])('take no quantity of "%s"', (quantity) => {
    expect(problems({ quantity, type: 'MARKET' })).toContain('quantity')
  })

  it('become an input without the prices the type does not carry', () => {
    const fields = {
      ...emptyTicket,
      type: 'MARKET' as const,
      quantity: '1',
      limitPrice: '100',
      stopPrice: '90',
    }
    const input = toOrderInput(fields, { accountId: 'a', instrumentId: 'i', clientOrderId: 'c' })
    expect(input).toEqual({
      accountId: 'a',
      instrumentId: 'i',
      clientOrderId: 'c',
      side: 'BUY',
      type: 'MARKET',
      timeInForce: 'DAY',
      quantity: '1',
    })
  })
})
