/** The bar above every screen: where one is, on which account and mode, over what line. */
'use client'

import { CircleHelp, Search } from 'lucide-react'
import type { ReactNode } from 'react'
import { AlertBell } from '../alerts/alert-bell.tsx'
import { classes } from '../controls/classes.ts'
import { LinkIndicator } from './link-indicator.tsx'
import { goTo, screensFor, useScreen } from './navigation.ts'
import { OrganizationSwitcher } from './organization-switcher.tsx'
import { useSelection } from './selection.tsx'
import { ThemeToggle } from './theme-toggle.tsx'
import { UserMenu } from './user-menu.tsx'

export interface TopBarProps {
  readonly account: ReactNode
  readonly onPalette: () => void
  readonly onHelp: () => void
}

const iconButton =
  'grid size-7 shrink-0 place-items-center rounded-[3px] text-ink-2 hover:bg-hover hover:text-ink pointer-coarse:size-9'

export function TopBar({ account, onPalette, onHelp }: TopBarProps) {
  const { membership } = useSelection()
  const current = useScreen()
  return (
    <header className="flex flex-wrap items-center gap-x-3 gap-y-1 border-b border-line bg-panel px-2 py-1">
      <div className="flex min-w-0 items-center gap-2">
        <span className="hidden text-xs font-semibold tracking-tight md:inline">Quarterdeck</span>
        <span aria-hidden className="hidden h-4 w-px bg-line md:inline" />
        <OrganizationSwitcher />
      </div>
      <nav aria-label="Screens" className="flex max-w-full min-w-0 overflow-x-auto">
        {screensFor(membership.permissions).map((screen) => (
          <a
            key={screen.id}
            href={screen.path}
            aria-current={screen.id === current ? 'page' : undefined}
            onClick={(event) => {
              if (event.metaKey || event.ctrlKey || event.shiftKey) return
              event.preventDefault()
              goTo(screen.path)
            }}
            className={classes(
              'flex h-7 items-center border-b-2 px-2.5 text-xs pointer-coarse:h-9',
              screen.id === current
                ? 'border-accent font-semibold text-ink'
                : 'border-transparent text-ink-2 hover:text-ink',
            )}
          >
            {screen.title}
          </a>
        ))}
      </nav>
      <div className="order-last flex min-w-0 basis-full items-center gap-3 sm:order-none sm:ml-auto sm:basis-auto">
        <LinkIndicator />
        <div className="ml-auto min-w-0 sm:ml-0">{account}</div>
      </div>
      <div className="ml-auto flex items-center sm:ml-0">
        <AlertBell />
        <button
          type="button"
          className={iconButton}
          onClick={onPalette}
          aria-label="Command palette"
          title="Ctrl+K"
        >
          <Search aria-hidden className="size-4" />
        </button>
        <button type="button" className={iconButton} onClick={onHelp} aria-label="Keyboard help" title="?">
          <CircleHelp aria-hidden className="size-4" />
        </button>
        <ThemeToggle />
        <UserMenu />
      </div>
    </header>
  )
}
