/**
 * The one table of the console: dense, virtualized, sortable, and driven by the keyboard.
 *
 * A row is selected by moving to it; Enter opens it. Only the rows in sight are in the document, so a list of ten
 * thousand costs what a list of forty does.
 */
'use client'

import { ArrowDown, ArrowUp } from 'lucide-react'
import { type KeyboardEvent, type ReactNode, useRef } from 'react'
import { classes } from '../controls/classes.ts'
import { ariaSort, type TableColumn, useTableModel } from './table-model.ts'
import { useRowFocus } from './row-focus.ts'
import { useRowHeight, useVirtualRows } from './virtual-rows.ts'

export interface DataTableProps<Row extends object> {
  readonly label: string
  readonly columns: readonly TableColumn<Row>[]
  readonly rows: readonly Row[]
  readonly rowId: (row: Row) => string
  readonly selectedId?: string | null
  readonly onSelect?: (row: Row) => void
  readonly onOpen?: (row: Row) => void
  /** Called when the last rows come into sight and there may be more. */
  readonly onEnd?: (() => void) | undefined
  readonly rowTone?: (row: Row) => string | undefined
  readonly empty: ReactNode
}

export function DataTable<Row extends object>(props: DataTableProps<Row>) {
  const { label, columns, rowId, selectedId = null, onSelect, onOpen, rowTone } = props
  const scroller = useRef<HTMLDivElement>(null)
  const table = useTableModel(columns, props.rows, rowId)
  const rows = table.getRowModel().rows
  const rowHeight = useRowHeight()
  const virtual = useVirtualRows({ count: rows.length, scroller, rowHeight, onEnd: props.onEnd })
  const focus = useRowFocus({ scroller, scrollTo: virtual.scrollTo })

  const selectedIndex = rows.findIndex((row) => row.id === selectedId)
  const tabStop = selectedIndex >= 0 ? selectedIndex : 0

  const moveTo = (index: number) => {
    const row = rows[Math.max(0, Math.min(rows.length - 1, index))]
    if (!row) return
    onSelect?.(row.original)
    focus.wish(row.id, row.index === -1 ? 0 : rows.indexOf(row))
  }

  const onKeyDown = (event: KeyboardEvent, index: number) => {
    if (event.target !== event.currentTarget) return
    const page = Math.max(1, Math.floor((scroller.current?.clientHeight ?? 0) / rowHeight) - 2)
    const targets: Readonly<Record<string, number>> = {
      ArrowDown: index + 1,
      ArrowUp: index - 1,
      PageDown: index + page,
      PageUp: index - page,
      Home: 0,
      End: rows.length - 1,
    }
    const target = targets[event.key]
    const row = rows[index]
    if (target !== undefined) moveTo(target)
    else if (event.key === 'Enter' && row && onOpen && !event.ctrlKey && !event.metaKey) onOpen(row.original)
    else return
    event.preventDefault()
  }

  return (
    <div
      ref={scroller}
      className="h-full overflow-auto"
      tabIndex={rows.length === 0 ? 0 : -1}
      role="region"
      aria-label={`${label}, scrollable`}
    >
      <table
        role="grid"
        aria-label={label}
        aria-rowcount={rows.length + 1}
        className="w-full table-fixed border-collapse text-xs"
      >
        <colgroup>
          {columns.map((column) => (
            <col key={column.id} style={{ width: column.width }} />
          ))}
        </colgroup>
        <thead className="sticky top-0 z-10 bg-raised">
          {table.getHeaderGroups().map((group) => (
            <tr key={group.id} aria-rowindex={1}>
              {group.headers.map((header, index) => {
                const column = columns[index]
                const sorted = header.column.getIsSorted()
                return (
                  <th
                    key={header.id}
                    scope="col"
                    aria-sort={column?.compare ? ariaSort(sorted) : undefined}
                    className={classes(
                      'h-6 border-b border-line px-2 text-2xs font-medium text-ink-2',
                      column?.end ? 'text-right' : 'text-left',
                    )}
                  >
                    {column?.compare ? (
                      <button
                        type="button"
                        onClick={header.column.getToggleSortingHandler()}
                        className="inline-flex max-w-full items-center gap-0.5 hover:text-ink"
                      >
                        <span className="truncate">{column.title}</span>
                        {sorted === 'asc' ? <ArrowUp aria-hidden className="size-3" /> : null}
                        {sorted === 'desc' ? <ArrowDown aria-hidden className="size-3" /> : null}
                      </button>
                    ) : (
                      <span className={column?.hideTitle ? 'sr-only' : 'block truncate'}>
                        {column?.title}
                      </span>
                    )}
                  </th>
                )
              })}
            </tr>
          ))}
        </thead>
        <tbody>
          <Spacer height={virtual.before} columns={columns.length} />
          {virtual.items.map((item) => {
            const row = rows[item.index]
            if (!row) return null
            const selected = row.id === selectedId
            return (
              <tr
                key={row.id}
                data-row={row.id}
                aria-rowindex={item.index + 2}
                aria-selected={onSelect ? selected : undefined}
                tabIndex={item.index === tabStop ? 0 : -1}
                onClick={(event) => {
                  onSelect?.(row.original)
                  event.currentTarget.focus({ preventScroll: true })
                }}
                onDoubleClick={() => onOpen?.(row.original)}
                onKeyDown={(event) => onKeyDown(event, item.index)}
                style={{ height: rowHeight }}
                className={classes(
                  'border-b border-line/60',
                  selected ? 'bg-accent-soft' : 'hover:bg-hover',
                  rowTone?.(row.original),
                )}
              >
                {columns.map((column) => (
                  <td
                    key={column.id}
                    className={classes(
                      'overflow-hidden px-2 py-0 text-ellipsis whitespace-nowrap',
                      column.end && 'num',
                    )}
                  >
                    {column.cell(row.original)}
                  </td>
                ))}
              </tr>
            )
          })}
          <Spacer height={virtual.after} columns={columns.length} />
        </tbody>
      </table>
      {rows.length === 0 ? props.empty : null}
    </div>
  )
}

function Spacer({ height, columns }: { readonly height: number; readonly columns: number }) {
  if (height <= 0) return null
  return (
    <tr aria-hidden style={{ height }}>
      <td colSpan={columns} className="p-0" />
    </tr>
  )
}
