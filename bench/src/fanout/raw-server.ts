/** The limit: `ws` sends each message to all of its sockets, and nothing else. */
import { WebSocketServer } from 'ws'
import { announce, type Publish } from './publisher.ts'

const server = new WebSocketServer({
  host: '127.0.0.1',
  port: 0,
  perMessageDeflate: false,
  handleProtocols: () => 'graphql-transport-ws',
})

server.on('connection', (socket) => socket.on('message', () => socket.send('{"type":"connection_ack"}')))
server.on('listening', () => {
  const address = server.address()
  if (typeof address !== 'object' || address === null)
    throw new Error('Invariant: a listening server has an address')
  announce(address.port, async ({ text }: Publish) => {
    const bytes = Buffer.from(text)
    for (const socket of server.clients) socket.send(bytes, { binary: false })
  })
})
