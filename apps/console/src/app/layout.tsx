/**
 * The document around every screen. All screens are one client-side app mounted here, so that moving between them
 * keeps the connection, the cache and every panel's state.
 */
import type { Metadata, Viewport } from 'next'
import type { ReactNode } from 'react'
import { ClientOnly } from './client-only.tsx'
import './globals.css'

export const metadata: Metadata = {
  title: 'Quarterdeck',
  description: 'Trading control plane: orders, risk and audit.',
}

export const viewport: Viewport = {
  width: 'device-width',
  initialScale: 1,
  themeColor: [
    { media: '(prefers-color-scheme: light)', color: '#f4f5f6' },
    { media: '(prefers-color-scheme: dark)', color: '#101316' },
  ],
}

export default function RootLayout({ children }: { children: ReactNode }) {
  return (
    <html lang="en" suppressHydrationWarning>
      <body>
        <ClientOnly />
        {children}
      </body>
    </html>
  )
}
