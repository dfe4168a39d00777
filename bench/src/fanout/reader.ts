/**
 * A thousand readers that only count: raw sockets that shake hands as WebSockets, subscribe if told to, and then count the bytes
 * that arrive. They do so little because they share the machine with the server that is measured.
 */
import { randomBytes } from 'node:crypto'
import { connect } from 'node:net'

export interface ReaderOrder {
  readonly port: number
  readonly sockets: number
  readonly path: string
  /** Protocol messages that each socket sends after the handshake, in order, each after one answer to the last. */
  readonly hello: readonly string[]
}

/** Asks to be told once so many bytes have come in all. */
export interface ReachOrder {
  readonly reach: number
}

const totals = { bytes: 0, awaited: Number.POSITIVE_INFINITY }

process.on('message', (message: ReaderOrder | ReachOrder) => {
  if ('reach' in message) {
    totals.awaited = message.reach
    tellWhenReached()
    return
  }
  void openAll(message).then(() => process.send?.({ bytes: totals.bytes }))
})

function tellWhenReached(): void {
  if (totals.bytes < totals.awaited) return
  totals.awaited = Number.POSITIVE_INFINITY
  process.send?.({ bytes: totals.bytes })
}

async function openAll(order: ReaderOrder): Promise<void> {
  for (let opened = 0; opened < order.sockets; opened += 50) {
    await Promise.all(Array.from({ length: Math.min(50, order.sockets - opened) }, () => open(order)))
  }
}

/** Resolves when the socket has sent its last hello and got an answer to the one before. */
function open({ port, path, hello }: ReaderOrder): Promise<void> {
  return new Promise((resolve, reject) => {
    const socket = connect({ host: '127.0.0.1', port, noDelay: true }, () => {
      socket.write(
        [
          `GET ${path} HTTP/1.1`,
          `host: 127.0.0.1:${port}`,
          'connection: Upgrade',
          'upgrade: websocket',
          'sec-websocket-version: 13',
          `sec-websocket-key: ${randomBytes(16).toString('base64')}`,
          'sec-websocket-protocol: graphql-transport-ws',
          '\r\n',
        ].join('\r\n'),
      )
    })
    socket.on('error', reject)
    let step = 0
    const next = (): void => {
      const text = hello[step]
      step += 1
      if (text !== undefined) socket.write(maskedFrame(text))
      if (step < hello.length) return
      socket.removeAllListeners('data')
      socket.on('data', (chunk: Buffer) => {
        totals.bytes += chunk.length
        tellWhenReached()
      })
      resolve()
    }
    socket.on('data', next)
  })
}

/** A text frame as a client must send it (RFC 6455): masked, here with a mask of zeros. */
function maskedFrame(text: string): Buffer {
  const body = Buffer.from(text)
  const head =
    body.length < 126
      ? Buffer.from([0x81, 0x80 | body.length])
      : Buffer.from([0x81, 0xfe, body.length >> 8, body.length & 0xff])
  return Buffer.concat([head, Buffer.alloc(4), body])
}
