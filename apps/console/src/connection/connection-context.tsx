/** Hands the connection to the components: the GraphQL client through urql, the state of the line through hooks. */
'use client'

import { createContext, use, useSyncExternalStore, type ReactNode } from 'react'
import { Provider } from 'urql'
import type { Connection } from './client.ts'
import type { LinkPhase, LinkStore } from './link.ts'

const LinkContext = createContext<LinkStore | null>(null)

export function ConnectionProvider({
  connection,
  children,
}: {
  readonly connection: Connection
  readonly children: ReactNode
}) {
  return (
    <Provider value={connection.client}>
      <LinkContext value={connection.link}>{children}</LinkContext>
    </Provider>
  )
}

/** Returns the store of the line's state; outside a session there is none. */
export function useLinkStore(): LinkStore {
  const store = use(LinkContext)
  if (!store) throw new Error('Invariant: the line is only read inside a ConnectionProvider')
  return store
}

/** Returns the phase of the line and re-renders when it changes. */
export function useLinkPhase(): LinkPhase {
  const store = useLinkStore()
  return useSyncExternalStore(store.subscribe, () => store.get().phase)
}
