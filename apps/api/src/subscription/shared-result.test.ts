import { once } from 'node:events'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { WebSocket, WebSocketServer } from 'ws'
import { addressOf, SharedResult, SharedTurn } from './shared-result.ts'

let server: WebSocketServer
let url = ''

beforeAll(async () => {
  server = new WebSocketServer({ host: '127.0.0.1', port: 0 })
  await once(server, 'listening')
  const address = server.address()
  if (typeof address === 'object' && address !== null) url = `ws://127.0.0.1:${address.port}`
})
afterAll(() => {
  server.close()
})

/** What a WebSocket client reads of frames that are written past its server, up to the server's own last word. */
async function messagesOf(...frames: readonly Buffer[]): Promise<string[]> {
  const messages: string[] = []
  server.once('connection', (socket, request) => {
    for (const frame of frames) request.socket.write(frame)
    socket.close()
  })
  const client = new WebSocket(url)
  client.on('message', (data: Buffer) => messages.push(data.toString()))
  const [code] = (await once(client, 'close')) as [number]
  expect(code).toBe(1005)
  return messages
}

describe('a shared result', () => {
  it.each([0, 80, 85, 86, 87, 125, 126, 65_490, 65_495, 65_496, 65_497, 65_536, 200_000])(
    'of %i characters is one whole message to a WebSocket client',
    async (length) => {
      const payload = { data: 'ü'.repeat(length % 7) + 'x'.repeat(length) }
      const [text, ...others] = await messagesOf(
        new SharedResult(JSON.stringify(payload)).frameFor(addressOf('7')),
      )
      expect(others).toEqual([])
      expect(JSON.parse(text ?? '')).toEqual({ id: '7', type: 'next', payload })
    },
  )

  it('is framed once for subscriptions of the same id, and anew for another', () => {
    const result = new SharedResult('{}')
    const first = result.frameFor(addressOf('1'))
    expect(result.frameFor(addressOf('1'))).toBe(first)
    expect(result.frameFor(addressOf('2')).toString()).toContain('"id":"2"')
  })
})

describe('the results of a turn', () => {
  it.each([1, 2, 5])('are %i whole messages to a WebSocket client, in their order', async (count) => {
    const turn = new Map(
      Array.from({ length: count }, (_, index) => [`i${index}`, new SharedResult(`{"data":${index}}`)]),
    )
    const messages = await messagesOf(new SharedTurn(turn).framesFor(addressOf('7')))
    expect(messages.map((text) => JSON.parse(text))).toEqual(
      Array.from({ length: count }, (_, index) => ({ id: '7', type: 'next', payload: { data: index } })),
    )
  })

  it('are laid together once for subscriptions of the same id, and anew for another', () => {
    const turn = new SharedTurn(
      new Map([
        ['a', new SharedResult('1')],
        ['b', new SharedResult('2')],
      ]),
    )
    const first = turn.framesFor(addressOf('1'))
    expect(turn.framesFor(addressOf('1'))).toBe(first)
    expect(turn.framesFor(addressOf('2')).toString()).toContain('"id":"2"')
  })
})
