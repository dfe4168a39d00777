/** Makes the GraphQL client of one signed-in session: cache, HTTP for requests, one WebSocket for everything live. */
import { Client, fetchExchange, mapExchange, subscriptionExchange } from 'urql'
import { hasBubbledNull } from './bubbled-nulls.ts'
import { createCache } from './cache.ts'
import { failureCode } from './failure.ts'
import { createLinkStore, type LinkStore } from './link.ts'
import { keepNewest, type Memory } from './newest-wins.ts'
import { createStreams } from './streams.ts'
import { ViewerQuery } from '../session/viewer.ts'

export interface Connection {
  readonly client: Client
  readonly link: LinkStore
  readonly close: () => void
}

export interface ConnectOptions {
  /** Called when the server no longer knows who asks. */
  readonly onSignedOut: () => void
}

/** Returns a connection to the server this page came from. */
export function connect({ onSignedOut }: ConnectOptions): Connection {
  const link = createLinkStore()
  const socketUrl = new URL('/graphql', window.location.href)
  socketUrl.protocol = socketUrl.protocol.replace('http', 'ws')
  const streams = createStreams({
    url: socketUrl.href,
    link,
    // Asking who one is shows the way in when the answer is nobody.
    onRevoked: () => void client.query(ViewerQuery, {}, { requestPolicy: 'network-only' }).toPromise(),
  })
  const memory: Memory = new Map()
  const client: Client = new Client({
    url: '/graphql',
    preferGetMethod: false,
    fetchOptions: { credentials: 'same-origin' },
    exchanges: [
      mapExchange({
        onError: (error) => {
          if (failureCode(error) === 'UNAUTHENTICATED') onSignedOut()
        },
      }),
      createCache(),
      mapExchange({
        onResult: (result) => {
          if (hasBubbledNull(result)) return { ...result, data: undefined }
          return result.data ? { ...result, data: keepNewest(result.data, memory) } : result
        },
      }),
      fetchExchange,
      subscriptionExchange({ forwardSubscription: streams.forward }),
    ],
  })
  return { client, link, close: streams.close }
}
