/** The public face of the book: ids, results, stops. */

import { describe, expect, it } from 'vitest'
import { NamedBook } from './named-book.ts'

describe('named book (SV)', () => {
  it('[SV-01] reports each trade at the resting price, with who was there', () => {
    const book = new NamedBook()
    book.submit({ id: 's2', side: 'SELL', lots: 3, limitTicks: 11 })
    book.submit({ id: 's1', side: 'SELL', lots: 3, limitTicks: 10 })
    expect(book.submit({ id: 'b', side: 'BUY', lots: 4, limitTicks: 12 })).toEqual({
      id: 'b',
      status: 'FILLED',
      reason: null,
      openLots: 0,
      trades: [
        { restingId: 's1', ticks: 10, lots: 3, restingLots: 0 },
        { restingId: 's2', ticks: 11, lots: 1, restingLots: 2 },
      ],
      triggered: [],
    })
  })

  it('[SV-02] IOC cancels the rest, FOK does all or nothing', () => {
    const book = new NamedBook()
    book.submit({ id: 's', side: 'SELL', lots: 3, limitTicks: 10 })
    expect(book.submit({ id: 'k', side: 'BUY', lots: 4, limitTicks: 10, timeInForce: 'FOK' })).toMatchObject({
      status: 'CANCELED',
      reason: 'FOK_NOT_FILLABLE',
      openLots: 4,
    })
    expect(book.submit({ id: 'i', side: 'BUY', lots: 4, limitTicks: 10, timeInForce: 'IOC' })).toMatchObject({
      status: 'CANCELED',
      openLots: 1,
    })
    expect(book.queue('SELL')).toEqual([])
  })

  it('[SV-04] a finished id is free and cannot be canceled or replaced', () => {
    const book = new NamedBook()
    book.submit({ id: 's', side: 'SELL', lots: 3, limitTicks: 10 })
    book.submit({ id: 'b', side: 'BUY', lots: 3 })
    expect(book.cancel('s')).toBe(false)
    expect(book.replace('s', { lots: 1, limitTicks: 10 })).toMatchObject({
      status: 'REJECTED',
      reason: 'UNKNOWN_ID',
    })
  })

  it('[SV-06] a post-only order that would trade does nothing', () => {
    const book = new NamedBook()
    book.submit({ id: 's', side: 'SELL', lots: 3, limitTicks: 10 })
    expect(book.submit({ id: 'p', side: 'BUY', lots: 3, limitTicks: 10, postOnly: true })).toMatchObject({
      status: 'CANCELED',
      trades: [],
    })
    expect(book.submit({ id: 'q', side: 'BUY', lots: 3, limitTicks: 9, postOnly: true })).toMatchObject({
      status: 'OPEN',
    })
  })

  it('[SV-07] the last trade sets off stops, lowest buy first, and their trades set off more', () => {
    const book = new NamedBook()
    for (const ticks of [10, 11, 12])
      book.submit({ id: `s${ticks}`, side: 'SELL', lots: 1, limitTicks: ticks })
    expect(book.submit({ id: 'stop11', side: 'BUY', lots: 1, stopTicks: 11 })).toMatchObject({
      status: 'WAITING',
    })
    book.submit({ id: 'stop10', side: 'BUY', lots: 1, stopTicks: 10 })
    expect(book.openLots('stop10')).toBe(1)
    const { triggered } = book.submit({ id: 'b', side: 'BUY', lots: 1 })
    expect(triggered.map((one) => [one.id, one.trades[0]?.ticks])).toEqual([
      ['stop10', 11],
      ['stop11', 12],
    ])
  })

  it('[SV-07] a waiting stop can be canceled; one that is passed trades at once, or is rejected on a strict book', () => {
    const book = new NamedBook()
    book.submit({ id: 'w', side: 'SELL', lots: 1, stopTicks: 5 })
    expect([book.cancel('w'), book.cancel('w'), book.stopLevels('SELL')]).toEqual([true, false, 0])
    book.lastTicks = 10
    expect(book.submit({ id: 'l', side: 'BUY', lots: 1, stopTicks: 10, limitTicks: 10 })).toMatchObject({
      status: 'OPEN',
    })
    const strict = new NamedBook({ stopsInTheMarket: 'REJECT' })
    strict.lastTicks = 10
    expect(strict.submit({ id: 'l', side: 'BUY', lots: 1, stopTicks: 10 })).toMatchObject({
      status: 'REJECTED',
      reason: 'STOP_IN_THE_MARKET',
    })
  })

  it.each([
    [{ lots: 0 }, 'INVALID_LOTS'],
    [{ lots: Number.NaN }, 'INVALID_LOTS'],
    [{ lots: 1.5 }, 'INVALID_LOTS'],
    [{ limitTicks: 0.5 }, 'INVALID_PRICE'],
    [{ stopTicks: Number.POSITIVE_INFINITY }, 'INVALID_PRICE'],
    [{ id: 'taken' }, 'DUPLICATE_ID'],
  ])('[SV-32] rejects %j as %s', (terms, reason) => {
    const book = new NamedBook()
    book.submit({ id: 'taken', side: 'BUY', lots: 1, limitTicks: 1 })
    expect(book.submit({ id: 'x', side: 'BUY', lots: 1, limitTicks: 1, ...terms })).toMatchObject({
      status: 'REJECTED',
      reason,
    })
    expect(book.queue('BUY')).toEqual(['taken'])
  })
})
