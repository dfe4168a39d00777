/** The parts of the venues screen, as links that the address answers to. */
'use client'

import { classes } from '../controls/classes.ts'
import { goTo, placeOf } from '../shell/navigation.ts'
import { useSelection } from '../shell/selection.tsx'

export type VenueView = 'connections' | 'reconciliation' | 'shadow' | 'live'

const views = [
  { id: 'connections', title: 'Connections', to: placeOf('venues') },
  { id: 'reconciliation', title: 'Reconciliation', to: placeOf('venues', { view: 'reconciliation' }) },
  { id: 'shadow', title: 'Shadow', to: placeOf('venues', { view: 'shadow' }) },
  { id: 'live', title: 'Live gate', to: placeOf('venues', { view: 'live' }) },
] as const satisfies readonly { readonly id: VenueView; readonly title: string; readonly to: string }[]

export function ViewBar({ shown }: { readonly shown: VenueView }) {
  const { may } = useSelection()
  const allowed = views.filter(({ id }) => {
    if (id === 'reconciliation') return may('reconciliation:read')
    return id !== 'shadow' || may('shadow:read')
  })
  return (
    <nav aria-label="Venues" className="flex shrink-0 overflow-x-auto border-b border-line bg-raised">
      {allowed.map(({ id, title, to }) => (
        <a
          key={id}
          href={to}
          aria-current={id === shown ? 'page' : undefined}
          onClick={(event) => {
            if (event.metaKey || event.ctrlKey || event.shiftKey) return
            event.preventDefault()
            goTo(to)
          }}
          className={classes(
            'flex h-7 shrink-0 items-center border-b-2 px-2.5 text-xs pointer-coarse:h-10',
            id === shown
              ? 'border-accent font-semibold text-ink'
              : 'border-transparent text-ink-2 hover:text-ink',
          )}
        >
          {title}
        </a>
      ))}
    </nav>
  )
}
