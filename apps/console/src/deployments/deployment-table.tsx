/** Deployments as rows; the selected one is started, paused and stopped by key too. */
'use client'

import type { ReactNode } from 'react'
import { useShortcut } from '../shell/keyboard.tsx'
import { useNarrow } from '../shell/narrow.ts'
import { goTo, placeOf } from '../shell/navigation.ts'
import { useSelection } from '../shell/selection.tsx'
import { DataTable } from '../table/data-table.tsx'
import { type Control, whyNot } from './deployment-control.ts'
import {
  activityOf,
  deploymentColumns,
  type DeploymentRow,
  narrowDeploymentColumns,
  strategyDeploymentColumns,
} from './deployment-row.tsx'
import { useDeploymentControls } from './deployment-controls.tsx'

export interface DeploymentTableProps {
  readonly rows: readonly DeploymentRow[]
  readonly selectedId: string | null
  readonly onSelect: (id: string) => void
  /** On the page of a strategy its own name says nothing. */
  readonly only?: 'strategy'
  readonly empty: ReactNode
}

const tones: Readonly<Record<string, string>> = { QUARANTINED: 'bg-bad-soft', WAITING: 'bg-warn-soft' }

export function DeploymentTable({ rows, selectedId, onSelect, only, empty }: DeploymentTableProps) {
  const narrow = useNarrow()
  useDeploymentKeys(rows.find(({ id }) => id === selectedId) ?? null)
  return (
    <DataTable
      label="Deployments"
      columns={narrow ? narrowDeploymentColumns : only ? strategyDeploymentColumns : deploymentColumns}
      rows={rows}
      rowId={(row) => row.id}
      selectedId={selectedId}
      onSelect={(row) => onSelect(row.id)}
      onOpen={(row) => goTo(placeOf('strategies', { deployment: row.id }))}
      rowTone={(row) => tones[activityOf(row)]}
      empty={empty}
    />
  )
}

/** Takes the keys on for one deployment, as far as the role and its state allow. */
export function useDeploymentKeys(row: DeploymentRow | null): void {
  const { may } = useSelection()
  const { start, pause, stop } = useDeploymentControls()
  const allowed = (control: Control) =>
    row !== null &&
    whyNot(control, { activity: activityOf(row), desired: row.desired, revision: row.revision, may }) === null
  useShortcut('deployment-start', row && allowed('start') ? () => start(row) : null)
  useShortcut('deployment-pause', row && allowed('pause') ? () => pause(row) : null)
  useShortcut('deployment-stop', row && allowed('stop') ? () => stop(row) : null)
}
