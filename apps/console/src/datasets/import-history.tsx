/** The writes of a dataset, newest first: where rows came from, and whether any changed history. */
import { type ColumnHead, ColumnHeads } from '../controls/column-heads.tsx'
import { Section } from '../controls/section.tsx'
import { showCount } from '../format/number.ts'
import { showTime } from '../format/time.ts'
import { type FragmentType, getFragmentData, graphql } from '../generated/index.ts'

const COLUMNS: readonly ColumnHead[] = [
  { title: 'Source', className: 'px-2' },
  { title: 'When', className: 'w-28' },
  { title: 'Added', figures: true, className: 'w-18' },
  { title: 'Changed', figures: true, className: 'w-18' },
  { title: 'Removed', figures: true, className: 'w-20 px-2' },
]

export const ImportHistory_DatasetFragment = graphql(`
  fragment ImportHistory_DatasetFragment on Dataset {
    id
    imports {
      id
      source
      at
      rowsAdded
      rowsChanged
      rowsRemoved
    }
  }
`)

export function ImportHistory(props: {
  readonly dataset: FragmentType<typeof ImportHistory_DatasetFragment>
}) {
  const { imports } = getFragmentData(ImportHistory_DatasetFragment, props.dataset)
  return (
    <Section title="Where its rows came from">
      <table className="w-full table-fixed text-xs">
        <ColumnHeads columns={COLUMNS} />
        <tbody className="tabular-nums">
          {imports.map((each) => (
            <tr key={each.id} className="border-t border-line">
              <td className="truncate px-2 py-0.5" title={each.source}>
                {each.source}
              </td>
              <td className="py-0.5">{showTime(each.at)}</td>
              <td className="py-0.5 text-right">{showCount(each.rowsAdded)}</td>
              <td className={each.rowsChanged > 0 ? 'py-0.5 text-right text-warn' : 'py-0.5 text-right'}>
                {showCount(each.rowsChanged)}
              </td>
              <td className="px-2 py-0.5 text-right">{showCount(each.rowsRemoved)}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </Section>
  )
}
