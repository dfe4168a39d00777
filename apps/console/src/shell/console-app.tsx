/** The console: theme, session, then the shell around the screen that the address names. */
'use client'

import { ThemeProvider, useTheme } from 'next-themes'
import { Tooltip } from 'radix-ui'
import { useState } from 'react'
import { Toaster } from 'sonner'
import { ShutOut } from '../second-factor/shut-out.tsx'
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
      <Notices />
    </ThemeProvider>
  )
}

/** Short notices in the desk's own look; what must not be missed is never only a notice. */
function Notices() {
  const { resolvedTheme } = useTheme()
  return (
    <Toaster
      theme={resolvedTheme === 'dark' ? 'dark' : 'light'}
      position="bottom-right"
      gap={6}
      offset={8}
      toastOptions={{
        unstyled: true,
        classNames: {
          toast:
            'flex w-full items-start gap-2 rounded-[3px] border border-line-strong bg-panel px-3 py-2 text-xs text-ink shadow-lg',
          error: 'border-bad!',
          icon: 'mt-px shrink-0',
        },
      }}
    />
  )
}

function Memberships() {
  const { viewer, end } = useSession()
  const first = viewer.memberships[0]
  const demanded = !first && viewer.shutOutOf.length > 0 ? viewer.shutOutOf : null
  // Kept until it is done: with the first code the organizations are there, and the backup codes still to be shown.
  const [shutOutOf, setShutOutOf] = useState(demanded)
  if (demanded && !shutOutOf) setShutOutOf(demanded)
  if (shutOutOf) return <ShutOut demandedBy={shutOutOf} onDone={end} />
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
