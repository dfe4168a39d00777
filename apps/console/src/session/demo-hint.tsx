/** Offers the demo users' addresses, only when the server says that it holds the demo. The password is in its terminal. */
'use client'

import { useEffect, useState } from 'react'
import { z } from 'zod'
import { Button } from '../controls/button.tsx'

const health = z.object({ demo: z.boolean() })

const users = [
  ['Trader', 'trader@demo.test'],
  ['Risk manager', 'risk@demo.test'],
  ['Owner', 'owner@demo.test'],
  ['Viewer', 'viewer@demo.test'],
] as const

export function DemoHint({ onChoose }: { readonly onChoose: (email: string) => void }) {
  const [demo, setDemo] = useState(false)

  useEffect(() => {
    const abort = new AbortController()
    fetch('/healthz', { signal: abort.signal })
      .then((response) => response.json())
      .then((body: unknown) => setDemo(health.safeParse(body).data?.demo === true))
      // A server that does not say so is no demo; being out of reach shows when signing in.
      .catch(() => setDemo(false))
    return () => abort.abort()
  }, [])

  if (!demo) return null
  return (
    <section aria-label="Demo users" className="mt-6 border-t border-line pt-3">
      <p className="mb-2 text-xs text-ink-2">
        This server holds the demo. Choose a user; the password was printed at the server&rsquo;s first start.
      </p>
      <div className="flex flex-wrap gap-1.5">
        {users.map(([name, email]) => (
          <Button key={email} onClick={() => onChoose(email)}>
            {name}
          </Button>
        ))}
      </div>
    </section>
  )
}
