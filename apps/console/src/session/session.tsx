/**
 * Holds one session: the connection and who is behind it. Signing in or out starts a new one, so that nothing of one
 * person's data is ever left in the next person's cache.
 */
'use client'

import { createContext, use, useCallback, useEffect, useMemo, useState, type ReactNode } from 'react'
import { useQuery } from 'urql'
import { connect, type Connection } from '../connection/client.ts'
import { ConnectionProvider } from '../connection/connection-context.tsx'
import { explainFailure, failureCode } from '../connection/failure.ts'
import { Button } from '../controls/button.tsx'
import { SignIn } from './sign-in.tsx'
import { type Viewer, ViewerQuery } from './viewer.ts'

interface Session {
  readonly viewer: Viewer
  readonly end: () => void
}

const SessionContext = createContext<Session | null>(null)

/** Returns the session of the signed-in viewer. */
export function useSession(): Session {
  const session = use(SessionContext)
  if (!session) throw new Error('Invariant: the session is only read by screens of a signed-in viewer')
  return session
}

export function SessionGate({ children }: { readonly children: ReactNode }) {
  const [generation, setGeneration] = useState(0)
  const renew = useCallback(() => setGeneration((count) => count + 1), [])
  const [connection, setConnection] = useState<Connection | null>(null)

  useEffect(() => {
    const opened = connect({ onSignedOut: renew })
    setConnection(opened)
    return () => opened.close()
  }, [generation, renew])

  if (!connection) return <p className="boot">Loading Quarterdeck…</p>
  return (
    <ConnectionProvider connection={connection}>
      <ViewerGate key={generation} onRenew={renew}>
        {children}
      </ViewerGate>
    </ConnectionProvider>
  )
}

function ViewerGate({ onRenew, children }: { readonly onRenew: () => void; readonly children: ReactNode }) {
  const [result, retry] = useQuery({ query: ViewerQuery, requestPolicy: 'cache-first' })
  const viewer = result.data?.viewer ?? null
  const session = useMemo(() => (viewer ? { viewer, end: onRenew } : null), [viewer, onRenew])

  if (session) return <SessionContext value={session}>{children}</SessionContext>
  if (result.fetching) return <p className="boot">Loading Quarterdeck…</p>
  if (result.error && failureCode(result.error) !== 'UNAUTHENTICATED') {
    return (
      <main className="boot">
        <div role="alert" className="flex flex-col items-center gap-3">
          <h1 className="text-base font-semibold">Quarterdeck is out of reach</h1>
          <p className="text-sm text-ink-2">{explainFailure(result.error)}</p>
          <Button size="large" onClick={() => retry({ requestPolicy: 'network-only' })}>
            Try again
          </Button>
        </div>
      </main>
    )
  }
  return <SignIn onSignedIn={onRenew} />
}
