/** Shadow orders one by one: what the simulation made of each, beside what the real prints would have. */
'use client'

import { Figure, Side } from '../format/figures.tsx'
import { showTime } from '../format/time.ts'
import { type FragmentType, getFragmentData, graphql } from '../generated/index.ts'
import type { ScoreTable_ShadowScoreFragmentFragment as Score } from '../generated/graphql.ts'
import { InstrumentName } from '../market/instrument-name.tsx'
import { DataTable } from '../table/data-table.tsx'
import type { TableColumn } from '../table/table-model.ts'

export const ScoreTable_ShadowScoreFragment = graphql(`
  fragment ScoreTable_ShadowScoreFragment on ShadowScore {
    side
    quantity
    simulatedQuantity
    simulatedPrice
    simulatedAt
    printedQuantity
    printedPrice
    printedAt
    queueAhead
    order {
      id
      createdAt
    }
    instrument {
      id
      symbol
    }
  }
`)

const figure = (
  id: string,
  title: string,
  read: (score: Score) => string | null | undefined,
): TableColumn<Score> => ({
  id,
  title,
  width: 108,
  end: true,
  cell: (score) => <Figure value={read(score)} />,
})

const at = (instant: string | null | undefined) => (instant == null ? '–' : showTime(instant))

const columns: readonly TableColumn<Score>[] = [
  { id: 'ordered', title: 'Ordered', width: 86, cell: ({ order }) => showTime(order.createdAt) },
  {
    id: 'instrument',
    title: 'Instrument',
    width: 150,
    cell: ({ instrument }) => (
      <span className="font-medium">{instrument ? <InstrumentName instrument={instrument} /> : '–'}</span>
    ),
  },
  { id: 'side', title: 'Side', width: 64, cell: ({ side }) => <Side side={side} /> },
  figure('quantity', 'Quantity', ({ quantity }) => quantity),
  figure('simulated', 'Simulated', ({ simulatedQuantity }) => simulatedQuantity),
  figure('simulated-price', 'at', ({ simulatedPrice }) => simulatedPrice),
  { id: 'simulated-at', title: 'first', width: 86, cell: ({ simulatedAt }) => at(simulatedAt) },
  figure('printed', 'By the prints', ({ printedQuantity }) => printedQuantity),
  figure('printed-price', 'at', ({ printedPrice }) => printedPrice),
  { id: 'printed-at', title: 'first', width: 86, cell: ({ printedAt }) => at(printedAt) },
  figure('queue', 'Queue ahead', ({ queueAhead }) => queueAhead),
]

export interface ScoreTableProps {
  readonly scores: readonly FragmentType<typeof ScoreTable_ShadowScoreFragment>[]
}

export function ScoreTable(props: ScoreTableProps) {
  const rows = getFragmentData(ScoreTable_ShadowScoreFragment, props.scores)
  return (
    <div className="h-96">
      <DataTable
        label="Shadow orders"
        columns={columns}
        rows={rows}
        rowId={({ order }) => order.id}
        empty={null}
      />
    </div>
  )
}
