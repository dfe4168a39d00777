/** The narrow desk: one panel at a time, every one a tab away; switching tabs keeps what was typed into the ticket. */
'use client'

import { Tabs } from 'radix-ui'
import { useState } from 'react'
import { useShortcut } from '../shell/keyboard.tsx'
import { useDeskCommand } from '../shell/desk-commands.ts'
import { Panel, type PanelName, panelTitles } from './panels.tsx'

const names = Object.keys(panelTitles) as readonly PanelName[]

export function TabbedDesk() {
  const [shown, setShown] = useState<PanelName>('watchlist')
  const turn = (by: 1 | -1) => () => {
    setShown(names[(names.indexOf(shown) + by + names.length) % names.length] ?? shown)
  }
  useShortcut('blotter-next', turn(1))
  useShortcut('blotter-previous', turn(-1))
  useDeskCommand('reset-layout', () => setShown('watchlist'))

  return (
    <Tabs.Root
      value={shown}
      onValueChange={(next) => setShown(names.find((name) => name === next) ?? shown)}
      className="flex h-full flex-col"
    >
      <Tabs.List aria-label="Panels" className="flex shrink-0 overflow-x-auto border-b border-line bg-raised">
        {names.map((name) => (
          <Tabs.Trigger
            key={name}
            value={name}
            className="h-9 flex-1 shrink-0 border-b-2 border-transparent px-1.5 text-2xs min-[440px]:text-xs text-ink-2 data-[state=active]:border-accent data-[state=active]:font-semibold data-[state=active]:text-ink pointer-coarse:h-11"
          >
            {panelTitles[name]}
          </Tabs.Trigger>
        ))}
      </Tabs.List>
      {names.map((name) => (
        <Tabs.Content
          key={name}
          value={name}
          forceMount={name === 'ticket' ? true : undefined}
          className="min-h-0 flex-1 overflow-hidden bg-panel data-[state=inactive]:hidden"
        >
          <Panel name={name} />
        </Tabs.Content>
      ))}
    </Tabs.Root>
  )
}
