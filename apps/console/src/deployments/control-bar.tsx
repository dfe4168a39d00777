/** What a deployment can be told to do: start, pause, stop with one click, flatten, roll back. */
'use client'

import { useSelection } from '../shell/selection.tsx'
import { ControlButton } from './control-button.tsx'
import { type Control, whyNot } from './deployment-control.ts'
import { useDeploymentControls } from './deployment-controls.tsx'
import { activityOf, type DeploymentRow } from './deployment-row.tsx'

const shown: readonly { readonly control: Control; readonly shortcut?: string; readonly danger?: boolean }[] =
  [
    { control: 'start', shortcut: 'r' },
    { control: 'pause', shortcut: 'p' },
    { control: 'stop', shortcut: 'Shift+S', danger: true },
    { control: 'flatten' },
    { control: 'rollBack' },
  ]

export function ControlBar({ row }: { readonly row: DeploymentRow }) {
  const { may } = useSelection()
  const tell = useDeploymentControls()
  const state = { activity: activityOf(row), desired: row.desired, revision: row.revision, may }
  return (
    <div role="group" aria-label={`Control of ${row.name}`} className="flex flex-wrap gap-1 sm:ml-auto">
      {shown.map(({ control, shortcut, danger }) => (
        <ControlButton
          key={control}
          control={control}
          name={row.name}
          tone={danger ? 'danger' : 'plain'}
          why={whyNot(control, state)}
          onPress={() => tell[control](row)}
          {...(shortcut ? { shortcut } : {})}
        />
      ))}
    </div>
  )
}
