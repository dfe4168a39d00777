/** One deployment as a row: what it runs where, what it does now, and what came of it. */
import { ModeBadge } from '../accounts/mode-badge.tsx'
import { Gain } from '../format/figures.tsx'
import { compareDecimals, showDecimal, signOf, trimZeros } from '../format/decimal.ts'
import { showCount } from '../format/number.ts'
import { graphql } from '../generated/gql.ts'
import type { DeploymentActivity, DeploymentRow_DeploymentFragmentFragment } from '../generated/graphql.ts'
import { instrumentText } from '../market/instrument-name.tsx'
import { placeOf } from '../shell/navigation.ts'
import { PlaceLink } from '../shell/place-link.tsx'
import type { TableColumn } from '../table/table-model.ts'
import { Activity } from './activity.tsx'
import { RowActions } from './row-actions.tsx'

export const DeploymentRow_DeploymentFragment = graphql(`
  fragment DeploymentRow_DeploymentFragment on Deployment {
    id
    name
    mode
    desired
    revision
    quarantineReason
    updatedAt
    strategy {
      id
      name
    }
    version {
      id
      number
    }
    account {
      id
      name
    }
    profit {
      amount
      currency
    }
    profitOfDay {
      amount
      currency
    }
    positions {
      quantity
      bought
      sold
      instrument {
        id
        symbol
      }
    }
    observed {
      activity
      since
      pid
      run
      restarts
      nextAttemptAt
      lastFault
      inputs
      decisions
      digest
      ordersSent
      logLinesDropped
      residentBytes
      callbackMs
      unansweredForMs
    }
  }
`)

export type DeploymentRow = DeploymentRow_DeploymentFragmentFragment

const resting: Readonly<Record<DeploymentRow['desired'], DeploymentActivity>> = {
  RUNNING: 'STARTING',
  PAUSED: 'PAUSED',
  STOPPED: 'STOPPED',
}

/** Returns what a deployment does; while nobody has looked after it yet, what it shall do. */
export function activityOf({ observed, quarantineReason, desired }: DeploymentRow): DeploymentActivity {
  if (observed) return observed.activity
  return quarantineReason == null ? resting[desired] : 'QUARANTINED'
}

/** Returns what it holds in one line: `0.5 BTC-USD` or `0.5 BTC-USD, 2 more`. */
export function holdingText(positions: DeploymentRow['positions']): string {
  const [first, ...others] = positions
  if (!first) return 'Flat'
  const sign = signOf(first.quantity) > 0 ? '+' : ''
  const text = `${sign}${showDecimal(trimZeros(first.quantity))} ${instrumentText(first.instrument)}`
  return others.length === 0 ? text : `${text}, ${others.length} more`
}

const byText = (read: (row: DeploymentRow) => string) => (a: DeploymentRow, b: DeploymentRow) =>
  read(a).localeCompare(read(b))
const byNumber = (read: (row: DeploymentRow) => number) => (a: DeploymentRow, b: DeploymentRow) =>
  read(a) - read(b)

const counted = (
  id: string,
  title: string,
  width: number,
  read: (observed: NonNullable<DeploymentRow['observed']>) => number,
): TableColumn<DeploymentRow> => ({
  id,
  title,
  width,
  end: true,
  compare: byNumber(({ observed }) => (observed ? read(observed) : -1)),
  cell: ({ observed }) => showCount(observed ? read(observed) : null),
})

const nameColumn: TableColumn<DeploymentRow> = {
  id: 'name',
  title: 'Deployment',
  width: 130,
  compare: byText((row) => row.name),
  cell: (row) => (
    <PlaceLink to={placeOf('strategies', { deployment: row.id })} className="font-medium">
      {row.name}
    </PlaceLink>
  ),
}

const activityColumn: TableColumn<DeploymentRow> = {
  id: 'activity',
  title: 'Activity',
  width: 112,
  compare: byText(activityOf),
  cell: (row) => <Activity activity={activityOf(row)} />,
}

const profitColumn: TableColumn<DeploymentRow> = {
  id: 'profit',
  title: 'P&L',
  width: 92,
  end: true,
  compare: (a, b) => compareDecimals(a.profit?.amount ?? '0', b.profit?.amount ?? '0'),
  cell: (row) => <Gain money={row.profit} digits={2} />,
}

const profitOfDayColumn: TableColumn<DeploymentRow> = {
  id: 'profitOfDay',
  title: 'Today',
  width: 84,
  end: true,
  compare: (a, b) => compareDecimals(a.profitOfDay?.amount ?? '0', b.profitOfDay?.amount ?? '0'),
  cell: (row) => <Gain money={row.profitOfDay} digits={2} />,
}

const actionsColumn: TableColumn<DeploymentRow> = {
  id: 'actions',
  title: 'Actions',
  hideTitle: true,
  width: 160,
  cell: (row) => <RowActions row={row} activity={activityOf(row)} />,
}

const strategyColumn: TableColumn<DeploymentRow> = {
  id: 'strategy',
  title: 'Strategy',
  width: 140,
  compare: byText((row) => row.strategy.name),
  cell: (row) => (
    <PlaceLink to={placeOf('strategies', { id: row.strategy.id })}>
      {row.strategy.name} <span className="text-ink-2">v{row.version.number}</span>
    </PlaceLink>
  ),
}

export const deploymentColumns: readonly TableColumn<DeploymentRow>[] = [
  nameColumn,
  strategyColumn,
  activityColumn,
  {
    id: 'account',
    title: 'Account',
    width: 150,
    compare: byText((row) => row.account.name),
    cell: (row) => (
      <span className="inline-flex max-w-full items-center gap-1.5">
        <ModeBadge mode={row.mode} />
        <span className="truncate">{row.account.name}</span>
      </span>
    ),
  },
  {
    id: 'position',
    title: 'Position',
    width: 130,
    end: true,
    cell: (row) => <span title={holdingText(row.positions)}>{holdingText(row.positions)}</span>,
  },
  profitColumn,
  profitOfDayColumn,
  counted('orders', 'Orders', 64, ({ ordersSent }) => ordersSent),
  counted('decisions', 'Decisions', 74, ({ decisions }) => decisions),
  counted('restarts', 'Restarts', 66, ({ restarts }) => restarts),
  {
    id: 'fault',
    title: 'Last fault',
    width: 150,
    cell: ({ observed, quarantineReason }) => {
      const fault = quarantineReason ?? observed?.lastFault
      return fault ? (
        <span className="text-bad" title={fault}>
          {fault}
        </span>
      ) : (
        <span className="text-ink-3">–</span>
      )
    },
  },
  actionsColumn,
]

/** What fits a phone. */
export const narrowDeploymentColumns: readonly TableColumn<DeploymentRow>[] = [
  { ...nameColumn, width: 100 },
  { ...activityColumn, width: 104 },
  { ...profitColumn, width: 74 },
  { ...actionsColumn, width: 92 },
]

/** What fits beside the versions of a strategy. */
export const strategyDeploymentColumns: readonly TableColumn<DeploymentRow>[] = [
  nameColumn,
  {
    id: 'version',
    title: 'Version',
    width: 56,
    compare: byNumber((row) => row.version.number),
    cell: (row) => <span className="tabular-nums">v{row.version.number}</span>,
  },
  activityColumn,
  { id: 'mode', title: 'Mode', width: 84, cell: (row) => <ModeBadge mode={row.mode} /> },
  { ...profitColumn, width: 78 },
  { ...actionsColumn, width: 72, cell: (row) => <RowActions row={row} activity={activityOf(row)} compact /> },
]
