/**
 * The screens and their addresses. Moving between them is the browser's own history, so that back, forward, bookmarks
 * and opening in a new tab work, and nothing is loaded again.
 */
import { usePathname, useSearchParams } from 'next/navigation'
import { mayDo } from '../session/permissions.ts'

export const screens = [
  { id: 'desk', path: '/desk', title: 'Desk' },
  { id: 'datasets', path: '/datasets', title: 'Datasets' },
  { id: 'backtests', path: '/backtests', title: 'Backtests' },
  { id: 'strategies', path: '/strategies', title: 'Strategies' },
  { id: 'venues', path: '/venues', title: 'Venues' },
  { id: 'risk', path: '/risk', title: 'Risk' },
  { id: 'audit', path: '/audit', title: 'Audit' },
] as const

export type Screen = (typeof screens)[number]
export type ScreenId = Screen['id']

/** Returns the screens a member may see, in their order. */
export function screensFor(granted: readonly string[]): readonly Screen[] {
  return screens.filter((screen) => {
    if (screen.id === 'datasets') return mayDo(granted, 'dataset:read')
    if (screen.id === 'backtests') return mayDo(granted, 'backtest:read')
    if (screen.id === 'strategies') return mayDo(granted, 'strategy:read')
    if (screen.id === 'venues') return mayDo(granted, 'connection:read')
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
  const { pathname, search } = window.location
  if (pathname + search !== path) window.history.pushState(null, '', path)
}

/** Returns the address of a screen with what is open on it, such as `/datasets?id=dat_1`. */
export function placeOf(id: ScreenId, open: Readonly<Record<string, string>> = {}): string {
  const query = new URLSearchParams(open).toString()
  return query === '' ? `/${id}` : `/${id}?${query}`
}

export function useScreen(): ScreenId | null {
  return screenAt(usePathname())
}

/** Returns what the address says is open on the screen, or null: `useOpened('id')` at `/datasets?id=dat_1` is `dat_1`. */
export function useOpened(name: string): string | null {
  return useSearchParams().get(name)
}
