/** Under which trace id a venue's report of an order is told. */
import type { Book, EngineEvent } from '@quarterdeck/engine'
import { describe, expect, it } from 'vitest'
import { OrderTraces } from './order-traces.ts'

const bookWith = (...working: string[]) =>
  ({ workingOrders: new Map(working.map((id) => [id, {}])) }) as unknown as Book
const eventOf = (orderId: string) => ({ type: 'OrderAccepted', orderId }) as unknown as EngineEvent
const reportOf = (orderId: string) =>
  ({ type: 'ReportVenue', report: { kind: 'ACCEPTED', orderId, venueOrderId: 'v' } }) as const

describe('the trace of a venue’s report', () => {
  it('is that of the request which last touched the order', () => {
    const traces = new OrderTraces()
    traces.learn(bookWith('a', 'b'), [eventOf('a'), eventOf('b')], 'placed')
    traces.learn(bookWith('a', 'b'), [eventOf('a')], 'canceled')
    expect([traces.of(reportOf('a')), traces.of(reportOf('b'))]).toEqual(['canceled', 'placed'])
    traces.learn(bookWith('a', 'b'), [eventOf('a')], undefined)
    expect(traces.of(reportOf('a'))).toBe('canceled')
  })

  it('is forgotten with the end of the order, whatever ended it', () => {
    const traces = new OrderTraces()
    traces.learn(bookWith('a'), [eventOf('a')], 'placed')
    traces.learn(bookWith(), [eventOf('a')], undefined)
    expect(traces.of(reportOf('a'))).toBeUndefined()
  })

  it('is none for orders that are not known', () => {
    expect(new OrderTraces().of(reportOf('a'))).toBeUndefined()
  })
})
