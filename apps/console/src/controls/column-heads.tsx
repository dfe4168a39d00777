/** The heading row of a small table within a panel, aligned as the cells below it are. */

export interface ColumnHead {
  readonly title: string
  /** Whether its cells are figures, which stand at the right. */
  readonly figures?: boolean
  /** Width and padding, where the table needs them. */
  readonly className?: string
}

export function ColumnHeads({ columns }: { readonly columns: readonly ColumnHead[] }) {
  return (
    <thead className="text-2xs text-ink-2">
      <tr>
        {columns.map(({ title, figures = false, className = '' }) => (
          <th
            key={title}
            scope="col"
            className={`${figures ? 'text-right' : 'text-left'} font-medium ${className}`}
          >
            {title}
          </th>
        ))}
      </tr>
    </thead>
  )
}
