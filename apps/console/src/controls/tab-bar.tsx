/** The tabs of a panel. They scroll where there is no room, are walked by arrow keys, and turned by [ and ] from anywhere. */
'use client'

import { Tabs } from 'radix-ui'
import { useShortcut } from '../shell/keyboard.tsx'

export interface TabTitle<Id extends string = string> {
  readonly id: Id
  readonly title: string
}

export interface TabBarProps<Id extends string> {
  readonly label: string
  readonly tabs: readonly TabTitle<Id>[]
  readonly shown: Id
  readonly onTurn: (id: Id) => void
}

export function TabBar<Id extends string>({ label, tabs, shown, onTurn }: TabBarProps<Id>) {
  const turn = (by: 1 | -1) => () => {
    const at = tabs.findIndex(({ id }) => id === shown)
    const next = tabs[(at + by + tabs.length) % tabs.length]
    if (next) onTurn(next.id)
  }
  useShortcut('blotter-next', turn(1))
  useShortcut('blotter-previous', turn(-1))
  return (
    <Tabs.List aria-label={label} className="flex shrink-0 overflow-x-auto border-b border-line bg-raised">
      {tabs.map(({ id, title }) => (
        <Tabs.Trigger
          key={id}
          value={id}
          className="h-7 shrink-0 border-b-2 border-transparent px-2.5 text-xs text-ink-2 hover:text-ink data-[state=active]:border-accent data-[state=active]:font-semibold data-[state=active]:text-ink pointer-coarse:h-10"
        >
          {title}
        </Tabs.Trigger>
      ))}
    </Tabs.List>
  )
}
