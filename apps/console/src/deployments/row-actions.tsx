/** What can be done with a deployment from its row: start or pause it, and stop it with one click. */
'use client'

import type { DeploymentActivity } from '../generated/graphql.ts'
import { useNarrow } from '../shell/narrow.ts'
import { useSelection } from '../shell/selection.tsx'
import { ControlButton } from './control-button.tsx'
import { whyNot } from './deployment-control.ts'
import type { DeploymentRow } from './deployment-row.tsx'
import { useDeploymentControls } from './deployment-controls.tsx'

export interface RowActionsProps {
  readonly row: DeploymentRow
  readonly activity: DeploymentActivity
  /** Signs without words, where there is little room. */
  readonly compact?: boolean
}

export function RowActions({ row, activity, compact = false }: RowActionsProps) {
  const { may } = useSelection()
  const narrow = useNarrow() || compact
  const { start, pause, stop } = useDeploymentControls()
  const state = { activity, desired: row.desired, revision: row.revision, may }
  const runs = whyNot('pause', state) === null
  const first = runs ? 'pause' : 'start'
  return (
    <span className="flex items-center justify-end gap-1">
      <ControlButton
        control={first}
        name={row.name}
        size="dense"
        iconOnly={narrow}
        why={whyNot(first, state)}
        onPress={() => (runs ? pause : start)(row)}
      />
      <ControlButton
        control="stop"
        name={row.name}
        size="dense"
        tone="danger"
        iconOnly={narrow}
        why={whyNot('stop', state)}
        onPress={() => stop(row)}
      />
    </span>
  )
}
