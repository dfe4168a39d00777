/**
 * The screens and their addresses. Moving between them is the browser's own history, so that back, forward, bookmarks
 * and opening in a new tab work, and nothing is loaded again.
 */
import { usePathname } from 'next/navigation'
import { mayDo } from '../session/permissions.ts'

export const screens = [
  { id: 'desk', path: '/desk', title: 'Desk' },
  { id: 'risk', path: '/risk', title: 'Risk' },
  { id: 'audit', path: '/audit', title: 'Audit' },
] as const

export type Screen = (typeof screens)[number]
export type ScreenId = Screen['id']

/** Returns the screens a member may see, in their order. */
export function screensFor(granted: readonly string[]): readonly Screen[] {
  return screens.filter((screen) => {
    if (screen.id === 'audit') return mayDo(granted, 'audit:read')
    if (screen.id === 'risk') return mayDo(granted, 'policy:read') || mayDo(granted, 'killSwitch:read')
    return true
  })
}

/** Returns the screen an address belongs to; the root is the desk, an unknown address none. */
export function screenAt(pathname: string): ScreenId | null {
  if (pathname === '/') return 'desk'
  const path = pathname.replace(/(\.html|\/)$/, '')
  return screens.find((screen) => screen.path === path)?.id ?? null
}

/** Goes to a screen without loading the page again. */
export function goTo(path: string): void {
  if (window.location.pathname !== path) window.history.pushState(null, '', path)
}

export function useScreen(): ScreenId | null {
  return screenAt(usePathname())
}
