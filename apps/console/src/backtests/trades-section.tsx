/** The closed trades of a run, in order of their exit; only those in sight are in the document. */
'use client'

import { useMemo } from 'react'
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

const instrument: TableColumn<NumberedTrade> = {
  id: 'instrument',
  title: 'Instrument',
  width: 110,
  cell: (row) => row.instrumentId,
}

const pnl: TableColumn<NumberedTrade> = {
  id: 'pnl',
  title: 'Net P&L',
  width: 88,
  end: true,
  compare: (a, b) => a.netPnl - b.netPnl,
  cell: ({ netPnl }) => (
    <span className={classes(netPnl > 0 && 'text-buy', netPnl < 0 && 'text-sell')}>
      {netPnl > 0 ? '+' : ''}
      {showFixed(netPnl)}
    </span>
  ),
}

interface Shown {
  /** Whether trades open or close within a day. */
  readonly clock: boolean
  readonly severalInstruments: boolean
  /** Whether any trade was held over a split. */
  readonly splits: boolean
}

const split: TableColumn<NumberedTrade> = {
  id: 'split',
  title: 'Split',
  width: 56,
  end: true,
  cell: ({ splitRatio }) => (splitRatio === 1 ? '' : `× ${showPrice(splitRatio)}`),
}

const columnsFor = ({ clock, severalInstruments, splits }: Shown): readonly TableColumn<NumberedTrade>[] => [
  numberColumn('number', '#', 44, (row) => row.number, showCount),
  { id: 'side', title: 'Side', width: 64, cell: (row) => <Side side={row.side} /> },
  ...(severalInstruments ? [instrument] : []),
  numberColumn('quantity', 'Quantity', 72, (row) => row.quantity, showPrice),
  { id: 'entry', title: 'Entry, UTC', width: clock ? 135 : 88, cell: (row) => showUtc(row.entryAt) },
  numberColumn('entryPrice', 'Price', 72, (row) => row.entryPrice, showPrice),
  { id: 'exit', title: 'Exit, UTC', width: clock ? 135 : 88, cell: (row) => showUtc(row.exitAt) },
  numberColumn('exitPrice', 'Price', 72, (row) => row.exitPrice, showPrice),
  numberColumn('fees', 'Fees', 60, (row) => row.fees, showFixed),
  pnl,
  numberColumn('return', 'Return', 72, (row) => row.returnOnEntry, showShare),
  numberColumn('best', 'Best', 66, (row) => row.maxFavorable, showFixed),
  numberColumn('worst', 'Worst', 66, (row) => row.maxAdverse, showFixed),
  ...(splits ? [split] : []),
  { id: 'tag', title: 'Tag', width: 64, cell: (row) => row.tag ?? '' },
]

const clockOf = (instant: string) => instant.slice(11, 19)

const narrowIds = ['side', 'exit', 'pnl', 'return']

export function TradesSection({ trades }: { readonly trades: Trades }) {
  const narrow = useNarrow()
  const rows = useMemo(
    () => trades.rows.map((trade, index) => ({ ...trade, number: index + 1 })),
    [trades.rows],
  )
  const columns = useMemo(() => {
    const clock = rows.some(({ entryAt, exitAt }) =>
      [entryAt, exitAt].some((at) => clockOf(at) !== '00:00:00'),
    )
    const all = columnsFor({
      clock,
      severalInstruments: new Set(rows.map((row) => row.instrumentId)).size > 1,
      splits: rows.some((row) => row.splitRatio !== 1),
    })
    return narrow ? all.filter(({ id }) => narrowIds.includes(id)) : all
  }, [rows, narrow])
  return (
    <Section title={trades.totalCount === null ? 'Trades' : `Trades (${showCount(trades.totalCount)})`}>
      <div className="h-80">
        <DataTable
          label="Trades"
          columns={columns}
          rows={rows}
          rowId={(row) => String(row.number)}
          onEnd={trades.whole ? undefined : trades.readMore}
          empty={<Empty title={trades.totalCount === null ? 'Loading the trades' : 'It closed no trade.'} />}
        />
      </div>
    </Section>
  )
}
