/** Columns in the console's words, and the table model that sorts rows by them. */
import {
  createColumnHelper,
  createSortedRowModel,
  rowSortingFeature,
  type SortDirection,
  tableFeatures,
  useTable,
} from '@tanstack/react-table'
import { type ReactNode, useMemo } from 'react'

export interface TableColumn<Row> {
  readonly id: string
  readonly title: string
  /** Width in pixels; columns share what is left in proportion. */
  readonly width: number
  /** Numbers stand at the end of their cell. */
  readonly end?: boolean
  readonly hideTitle?: boolean
  readonly cell: (row: Row) => ReactNode
  /** Makes the column sortable. */
  readonly compare?: (a: Row, b: Row) => number
}

const features = tableFeatures({ rowSortingFeature, sortedRowModel: createSortedRowModel() })

/** Returns the table model: rows in the order given until the reader sorts them. */
export function useTableModel<Row extends object>(
  columns: readonly TableColumn<Row>[],
  rows: readonly Row[],
  rowId: (row: Row) => string,
) {
  const definitions = useMemo(() => {
    const helper = createColumnHelper<typeof features, Row>()
    return columns.map(({ id, title, compare }) =>
      helper.accessor((row): unknown => row, {
        id,
        header: title,
        enableSorting: compare !== undefined,
        ...(compare ? { sortFn: (a, b) => compare(a.original, b.original) } : {}),
      }),
    )
  }, [columns])
  const data = useMemo(() => [...rows], [rows])
  return useTable({ features, columns: definitions, data, getRowId: rowId })
}

/** Returns the ARIA word for a column's sorting. */
export function ariaSort(sorted: false | SortDirection): 'ascending' | 'descending' | 'none' {
  if (sorted === 'asc') return 'ascending'
  return sorted === 'desc' ? 'descending' : 'none'
}
