/** One backtest as a row: what it is, how far it is, and the figures that people look at first. */
import { Progress } from '../controls/progress.tsx'
import { showTime } from '../format/time.ts'
import { showWord } from '../format/words.ts'
import { graphql } from '../generated/gql.ts'
import type { BacktestRow_BacktestFragmentFragment } from '../generated/graphql.ts'
import { placeOf } from '../shell/navigation.ts'
import { PlaceLink } from '../shell/place-link.tsx'
import type { TableColumn } from '../table/table-model.ts'
import { byFigure, figureNamed, showFigure } from './figure.ts'
import { isOpen, RunStatus } from './status.tsx'

export const BacktestRow_BacktestFragment = graphql(`
  fragment BacktestRow_BacktestFragment on Backtest {
    id
    name
    kind
    status
    strategy
    failure
    createdAt
    endedAt
    parameters {
      name
      value
    }
    startedBy {
      id
      kind
      name
    }
    progress {
      done
      total
      share
      barsPerSecond
      secondsLeft
    }
    figures {
      name
      unit
      value
    }
  }
`)

export type BacktestRow = BacktestRow_BacktestFragmentFragment

const byText = (read: (row: BacktestRow) => string) => (a: BacktestRow, b: BacktestRow) =>
  read(a).localeCompare(read(b))

const figureColumn = (name: string, title: string, width: number): TableColumn<BacktestRow> => ({
  id: name,
  title,
  width,
  end: true,
  compare: byFigure(name),
  cell: (row) => showFigure(figureNamed(row.figures, name)),
})

function parametersText({ parameters }: Pick<BacktestRow, 'parameters'>): string {
  return parameters.map(({ name: parameter, value }) => `${parameter} ${value}`).join(', ')
}

export interface MarkingColumn {
  readonly marked: ReadonlySet<string>
  readonly onMark: (id: string) => void
}

function markColumn({ marked, onMark }: MarkingColumn): TableColumn<BacktestRow> {
  return {
    id: 'mark',
    title: 'Compare',
    hideTitle: true,
    width: 32,
    cell: (row) => (
      <input
        type="checkbox"
        aria-label={`Compare ${row.name}`}
        className="size-4 align-middle accent-accent disabled:opacity-30"
        checked={marked.has(row.id)}
        disabled={row.kind !== 'SINGLE' || row.status !== 'COMPLETED'}
        onClick={(event) => event.stopPropagation()}
        onChange={() => onMark(row.id)}
      />
    ),
  }
}

const name: TableColumn<BacktestRow> = {
  id: 'name',
  title: 'Name',
  width: 190,
  compare: byText((row) => row.name),
  cell: (row) => (
    <PlaceLink to={placeOf('backtests', { id: row.id })} className="font-medium">
      {row.name}
    </PlaceLink>
  ),
}

const status: TableColumn<BacktestRow> = {
  id: 'status',
  title: 'Status',
  width: 130,
  compare: byText((row) => row.status),
  cell: (row) =>
    isOpen(row.status) && row.progress.share > 0 ? (
      <Progress label={`Progress of ${row.name}`} share={row.progress.share} />
    ) : (
      <span title={row.failure ?? undefined}>
        <RunStatus status={row.status} />
      </span>
    ),
}

/** The columns of the list. The console's own marking of rows stands in the first. */
export function backtestColumns(marking: MarkingColumn): readonly TableColumn<BacktestRow>[] {
  return [
    markColumn(marking),
    name,
    {
      id: 'strategy',
      title: 'Strategy and parameters',
      width: 250,
      compare: byText((row) => row.strategy),
      cell: (row) => (
        <span title={parametersText(row)}>
          {row.strategy} <span className="text-ink-2">{parametersText(row)}</span>
        </span>
      ),
    },
    {
      id: 'kind',
      title: 'Kind',
      width: 100,
      compare: byText((row) => row.kind),
      cell: (row) => showWord(row.kind),
    },
    status,
    figureColumn('totalReturn', 'Return', 90),
    figureColumn('sharpe', 'Sharpe', 80),
    figureColumn('maxDrawdown', 'Max drawdown', 110),
    figureColumn('trades', 'Trades', 70),
    {
      id: 'by',
      title: 'Started by',
      width: 120,
      compare: byText((row) => row.startedBy.name),
      cell: (row) => row.startedBy.name,
    },
    {
      id: 'created',
      title: 'Started',
      width: 120,
      compare: byText((row) => row.createdAt),
      cell: (row) => <time dateTime={row.createdAt}>{showTime(row.createdAt)}</time>,
    },
  ]
}

/** What fits a phone. */
export function narrowBacktestColumns(marking: MarkingColumn): readonly TableColumn<BacktestRow>[] {
  return [
    markColumn(marking),
    { ...name, width: 150 },
    { ...status, width: 110 },
    figureColumn('totalReturn', 'Return', 90),
  ]
}
