/** Loads the app in the browser only: it needs a WebSocket, storage and the window's size from its first render on. */
'use client'

import dynamic from 'next/dynamic'

export const ClientOnly = dynamic(
  () => import('../shell/console-app.tsx').then((module) => module.ConsoleApp),
  {
    ssr: false,
    loading: () => <p className="boot">Loading Quarterdeck…</p>,
  },
)
