/** The wide desk: panels docked side by side, dragged and sized as the person likes, and found so the next time. */
'use client'

import {
  type DockviewApi,
  DockviewDefaultTab,
  DockviewReact,
  type DockviewTheme,
  type IDockviewPanelHeaderProps,
  type IDockviewPanelProps,
} from 'dockview-react'
import { useCallback, useRef } from 'react'
import { useSession } from '../session/session.tsx'
import { recall, remember } from '../session/storage.ts'
import { useDeskCommand } from '../shell/desk-commands.ts'
import { useShortcut } from '../shell/keyboard.tsx'
import { blotters, Panel, type PanelName } from './panels.tsx'
import { layDefault, layRemembered, turnBlotter } from './layout.ts'

const theme: DockviewTheme = { name: 'desk', className: 'dockview-theme-desk', gap: 0 }

function DockedPanel({ params }: IDockviewPanelProps<{ readonly name: PanelName }>) {
  return (
    <div className="h-full overflow-hidden bg-panel">
      <Panel name={params.name} />
    </div>
  )
}

/** A closed panel would be a part of the desk that nobody finds again; panels move, they do not close. */
function PanelTab(props: IDockviewPanelHeaderProps) {
  return <DockviewDefaultTab {...props} hideClose />
}

const components = { panel: DockedPanel }

export function DockedDesk() {
  const { viewer } = useSession()
  const place = `layout.${viewer.id}`
  const api = useRef<DockviewApi | null>(null)

  const onReady = useCallback(
    (event: { readonly api: DockviewApi }) => {
      api.current = event.api
      if (!layRemembered(event.api, recall(place))) layDefault(event.api)
      event.api.onDidLayoutChange(() => remember(place, JSON.stringify(event.api.toJSON())))
    },
    [place],
  )
  const turn = (by: 1 | -1) => () => {
    if (api.current) turnBlotter(api.current, blotters, by)
  }
  useShortcut('blotter-next', turn(1))
  useShortcut('blotter-previous', turn(-1))
  useDeskCommand('reset-layout', () => {
    if (api.current) layDefault(api.current)
  })

  return (
    <DockviewReact
      theme={theme}
      components={components}
      defaultTabComponent={PanelTab}
      onReady={onReady}
      disableFloatingGroups
      className="h-full"
    />
  )
}
