/** One dataset as a row of the catalogue. */
import { showCount } from '../format/number.ts'
import { showDay } from '../format/utc.ts'
import { showTime } from '../format/time.ts'
import { showWord } from '../format/words.ts'
import { graphql } from '../generated/gql.ts'
import type { DatasetRow_DatasetFragmentFragment } from '../generated/graphql.ts'
import { placeOf } from '../shell/navigation.ts'
import { PlaceLink } from '../shell/place-link.tsx'
import type { TableColumn } from '../table/table-model.ts'
import { scheduleText } from './schedule.ts'
import { Verdict } from './verdict.tsx'

export const DatasetRow_DatasetFragment = graphql(`
  fragment DatasetRow_DatasetFragment on Dataset {
    id
    instrumentId
    kind
    timeframe
    assetClass
    rows
    firstAt
    lastAt
    source
    verdict
    contentHash
    updatedAt
    updateSchedule {
      cron
      zone
      paused
      source
      after {
        id
        instrumentId
        timeframe
      }
    }
  }
`)

export type DatasetRow = DatasetRow_DatasetFragmentFragment

const byText = (read: (row: DatasetRow) => string | null | undefined) => (a: DatasetRow, b: DatasetRow) =>
  (read(a) ?? '').localeCompare(read(b) ?? '')

/** Names a dataset in one line. */
export function datasetName(dataset: Pick<DatasetRow, 'instrumentId' | 'kind' | 'timeframe'>): string {
  const kind = dataset.kind === 'BARS' ? '' : ` ${showWord(dataset.kind).toLowerCase()}`
  return `${dataset.instrumentId} ${dataset.timeframe}${kind}`
}

export const datasetColumns: readonly TableColumn<DatasetRow>[] = [
  {
    id: 'instrument',
    title: 'Instrument',
    width: 170,
    compare: byText((row) => row.instrumentId),
    cell: (row) => (
      <PlaceLink to={placeOf('datasets', { id: row.id })} className="font-medium">
        {row.instrumentId}
      </PlaceLink>
    ),
  },
  {
    id: 'kind',
    title: 'Kind',
    width: 70,
    compare: byText((row) => row.kind),
    cell: (row) => showWord(row.kind),
  },
  {
    id: 'timeframe',
    title: 'Timeframe',
    width: 78,
    compare: byText((row) => row.timeframe),
    cell: (row) => row.timeframe,
  },
  {
    id: 'from',
    title: 'From',
    width: 86,
    compare: byText((row) => row.firstAt),
    cell: (row) => <span className="tabular-nums">{showDay(row.firstAt)}</span>,
  },
  {
    id: 'to',
    title: 'To',
    width: 86,
    compare: byText((row) => row.lastAt),
    cell: (row) => <span className="tabular-nums">{showDay(row.lastAt)}</span>,
  },
  {
    id: 'rows',
    title: 'Rows',
    width: 80,
    end: true,
    compare: (a, b) => a.rows - b.rows,
    cell: (row) => showCount(row.rows),
  },
  {
    id: 'verdict',
    title: 'Verdict',
    width: 105,
    compare: byText((row) => row.verdict),
    cell: (row) => <Verdict verdict={row.verdict} />,
  },
  {
    id: 'source',
    title: 'Source',
    width: 165,
    compare: byText((row) => row.source),
    cell: (row) => <span title={row.source}>{row.source}</span>,
  },
  {
    id: 'updates',
    title: 'Updates',
    width: 160,
    cell: (row) => <span title={scheduleText(row.updateSchedule)}>{scheduleText(row.updateSchedule)}</span>,
  },
  {
    id: 'changed',
    title: 'Changed',
    width: 105,
    compare: byText((row) => row.updatedAt),
    cell: (row) => <time dateTime={row.updatedAt}>{showTime(row.updatedAt)}</time>,
  },
]

/** What fits a phone. */
export const narrowDatasetColumns: readonly TableColumn<DatasetRow>[] = datasetColumns
  .filter(({ id }) => ['instrument', 'timeframe', 'rows', 'verdict'].includes(id))
  .map((column) => (column.id === 'instrument' ? { ...column, width: 150 } : column))
