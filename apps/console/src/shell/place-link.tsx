/** A link to a place of the console: opens it without loading the page again, and in a new tab where the reader asks for one. */
'use client'

import type { ReactNode } from 'react'
import { classes } from '../controls/classes.ts'
import { goTo } from './navigation.ts'

export interface PlaceLinkProps {
  readonly to: string
  readonly className?: string
  readonly children: ReactNode
}

export function PlaceLink({ to, className, children }: PlaceLinkProps) {
  return (
    <a
      href={to}
      onClick={(event) => {
        if (event.metaKey || event.ctrlKey || event.shiftKey) return
        event.preventDefault()
        event.stopPropagation()
        goTo(to)
      }}
      className={classes(
        'underline decoration-line-strong underline-offset-2 hover:decoration-current',
        className,
      )}
    >
      {children}
    </a>
  )
}
