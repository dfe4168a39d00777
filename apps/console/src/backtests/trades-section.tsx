/** The closed trades of a run, in order of their exit; only those in sight are in the document. */
import { Empty } from '../controls/panel-state.tsx'
import { Section } from '../controls/section.tsx'
import { classes } from '../controls/classes.ts'
import { Side } from '../format/figures.tsx'
import { showCount, showFixed, showPrice, showShare } from '../format/number.ts'
import { showUtc } from '../format/utc.ts'
import { useNarrow } from '../shell/narrow.ts'
import { DataTable } from '../table/data-table.tsx'
import type { TableColumn } from '../table/table-model.ts'
import type { Trade, Trades } from './use-trades.ts'

interface NumberedTrade extends Trade {
  readonly number: number
}

const numberColumn = (
  id: string,
  title: string,
  width: number,
  read: (row: NumberedTrade) => number,
  show: (value: number) => string,
): TableColumn<NumberedTrade> => ({
  id,
  title,
  width,
  end: true,
  compare: (a, b) => read(a) - read(b),
  cell: (row) => show(read(row)),
})

const pnl: TableColumn<NumberedTrade> = {
  id: 'pnl',
  title: 'Net P&L',
  width: 100,
  end: true,
  compare: (a, b) => a.netPnl - b.netPnl,
  cell: ({ netPnl }) => (
    <span className={classes(netPnl > 0 && 'text-buy', netPnl < 0 && 'text-sell')}>
      {netPnl > 0 ? '+' : ''}
      {showFixed(netPnl)}
    </span>
  ),
}

const columns: readonly TableColumn<NumberedTrade>[] = [
  numberColumn('number', '#', 50, (row) => row.number, showCount),
  { id: 'side', title: 'Side', width: 65, cell: (row) => <Side side={row.side} /> },
  { id: 'instrument', title: 'Instrument', width: 120, cell: (row) => row.instrumentId },
  numberColumn('quantity', 'Quantity', 80, (row) => row.quantity, showPrice),
  { id: 'entry', title: 'Entry, UTC', width: 135, cell: (row) => showUtc(row.entryAt) },
  numberColumn('entryPrice', 'Price', 80, (row) => row.entryPrice, showPrice),
  { id: 'exit', title: 'Exit, UTC', width: 135, cell: (row) => showUtc(row.exitAt) },
  numberColumn('exitPrice', 'Price', 80, (row) => row.exitPrice, showPrice),
  numberColumn('fees', 'Fees', 70, (row) => row.fees, showFixed),
  pnl,
  numberColumn('return', 'Return', 75, (row) => row.returnOnEntry, showShare),
  numberColumn('best', 'Best', 80, (row) => row.maxFavorable, showFixed),
  numberColumn('worst', 'Worst', 80, (row) => row.maxAdverse, showFixed),
  { id: 'tag', title: 'Tag', width: 80, cell: (row) => row.tag ?? '' },
]

const narrowIds = ['side', 'exit', 'pnl', 'return']
const narrowColumns = columns.filter(({ id }) => narrowIds.includes(id))

export function TradesSection({ trades }: { readonly trades: Trades }) {
  const narrow = useNarrow()
  const rows = trades.rows.map((trade, index) => ({ ...trade, number: index + 1 }))
  return (
    <Section title={trades.totalCount === null ? 'Trades' : `Trades (${showCount(trades.totalCount)})`}>
      <div className="h-80">
        <DataTable
          label="Trades"
          columns={narrow ? narrowColumns : columns}
          rows={rows}
          rowId={(row) => String(row.number)}
          onEnd={trades.whole ? undefined : trades.readMore}
          empty={<Empty title={trades.totalCount === null ? 'Loading the trades' : 'It closed no trade.'} />}
        />
      </div>
    </Section>
  )
}
