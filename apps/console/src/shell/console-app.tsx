/** The console: theme, session, then the shell around the screen that the address names. */
'use client'

import { ThemeProvider } from 'next-themes'
import { Tooltip } from 'radix-ui'
import { Toaster } from 'sonner'
import { SessionGate, useSession } from '../session/session.tsx'
import { KeyboardProvider } from './keyboard.tsx'
import { SelectionProvider } from './selection.tsx'
import { Shell } from './shell.tsx'

export function ConsoleApp() {
  return (
    <ThemeProvider
      attribute="class"
      defaultTheme="system"
      storageKey="quarterdeck.theme"
      disableTransitionOnChange
    >
      <Tooltip.Provider delayDuration={300}>
        <SessionGate>
          <KeyboardProvider>
            <Memberships />
          </KeyboardProvider>
        </SessionGate>
      </Tooltip.Provider>
      <Toaster position="bottom-right" toastOptions={{ className: 'desk-toast' }} closeButton />
    </ThemeProvider>
  )
}

function Memberships() {
  const { viewer } = useSession()
  const first = viewer.memberships[0]
  if (!first) {
    return (
      <main className="boot">
        <p className="text-sm">
          You are signed in, but a member of no organization. Ask an owner to add you.
        </p>
      </main>
    )
  }
  return (
    <SelectionProvider initial={first}>
      <Shell />
    </SelectionProvider>
  )
}
