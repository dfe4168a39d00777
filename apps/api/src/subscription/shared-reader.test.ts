import { describe, expect, it } from 'vitest'
import { SharedReader } from './shared-reader.ts'
import { SharedResult, SharedTurn } from './shared-result.ts'

/** What a short frame says, as a WebSocket client reads it. */
function textOf(frame: Buffer): string {
  expect([frame[0], frame[1]]).toEqual([0x81, frame.length - 2])
  return frame.toString('utf8', 2)
}

/** A socket that takes nothing until it is told to. */
function scriptedSocket() {
  const sent: string[] = []
  let taken: (() => void) | undefined
  return {
    sent,
    waitingBytes: 0,
    write(frame: Buffer, callback?: () => void) {
      sent.push(textOf(frame))
      taken = callback
    },
    drain() {
      this.waitingBytes = 0
      taken?.()
    },
  }
}

const payloadsOf = (sent: readonly string[]): unknown[] =>
  sent.map((text) => (JSON.parse(text) as { payload: unknown }).payload)

const turnOf = (jsonByInstrument: Readonly<Record<string, string>>) =>
  new SharedTurn(
    new Map(Object.entries(jsonByInstrument).map(([id, json]) => [id, new SharedResult(json)] as const)),
  )

describe('a reader of shared quotes', () => {
  it('is sent each result under the id that it chose', () => {
    const socket = scriptedSocket()
    const reader = new SharedReader({ id: 'a"b', socket }, () => undefined)
    reader.send(turnOf({ 'SIM:BTC-USD': '{"data":1}' }))
    expect(JSON.parse(socket.sent[0]!)).toEqual({ id: 'a"b', type: 'next', payload: { data: 1 } })
  })

  it('that falls behind gets the newest of each instrument once it takes again, and nothing in between', () => {
    const socket = scriptedSocket()
    const reader = new SharedReader({ id: '1', socket }, () => undefined)
    socket.waitingBytes = 1_000_000
    for (let quote = 0; quote < 1_000; quote += 1)
      reader.send(turnOf({ [quote % 2 === 0 ? 'even' : 'odd']: String(quote) }))
    expect(payloadsOf(socket.sent)).toEqual([0])
    socket.drain()
    expect(payloadsOf(socket.sent)).toEqual([0, 998, 999])
  })

  it('that falls behind in the middle of a turn of many keeps each of them', () => {
    const socket = scriptedSocket()
    const reader = new SharedReader({ id: '1', socket }, () => undefined)
    socket.waitingBytes = 1_000_000
    reader.send(turnOf({ a: '1' }))
    reader.send(turnOf({ a: '2', b: '3' }))
    reader.send(turnOf({ c: '4', b: '5' }))
    socket.drain()
    expect(payloadsOf(socket.sent)).toEqual([1, 2, 4, 5])
  })

  it('that leaves is sent nothing more and leaves once', async () => {
    const socket = scriptedSocket()
    let left = 0
    const reader = new SharedReader({ id: '1', socket }, () => (left += 1))
    const waiting = reader.iterator.next()
    await reader.iterator.return()
    await expect(waiting).resolves.toEqual({ done: true, value: undefined })
    reader.end()
    reader.send(turnOf({ 'SIM:BTC-USD': '1' }))
    expect({ left, sent: socket.sent }).toEqual({ left: 1, sent: [] })
  })
})
