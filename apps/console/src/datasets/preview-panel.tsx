/** What a file is taken for before anything of it is kept: its form and why, its first rows as they would be kept, its problems. */
import { CircleAlert, CircleHelp } from 'lucide-react'
import { Empty, Skeleton } from '../controls/panel-state.tsx'
import { showPrice } from '../format/number.ts'
import { showUtc } from '../format/utc.ts'
import { showName, showWord } from '../format/words.ts'
import type { Looked, Preview } from './use-import.ts'

export interface PreviewPanelProps {
  readonly looked: Looked
  readonly chosen: boolean
}

export function PreviewPanel({ looked, chosen }: PreviewPanelProps) {
  const { looking, preview, refusal } = looked
  if (!chosen) return <Empty title="Choose a file to see how it would be read." />
  return (
    <div aria-busy={looking} className="flex flex-col gap-2 p-2 text-xs">
      {refusal ? (
        <p role="alert" className="flex items-start gap-1.5 bg-bad-soft p-2 text-bad">
          <CircleAlert aria-hidden className="mt-px size-3.5 shrink-0" />
          <span className="min-w-0 break-words">{refusal}</span>
        </p>
      ) : null}
      {preview ? (
        <Shown preview={preview} />
      ) : refusal ? null : (
        <Skeleton rows={10} label="Looking at the file" />
      )}
    </div>
  )
}

const asks = ({ questions }: Preview, about: string) => questions.some(({ choice }) => choice === about)

function Shown({ preview }: { readonly preview: Preview }) {
  const facts = [
    ['Form', showWord(preview.dialect)],
    ['Why', preview.why],
    ['Kind', showWord(preview.kind)],
    ['Timeframe', preview.timeframe ?? 'the first times do not tell'],
    ['Zone', preview.zone ?? (asks(preview, 'zone') ? 'has to be chosen' : 'needs none')],
    ['Time of a bar', preview.label === 'OPEN' ? 'names its opening' : 'names its end'],
  ] as const
  return (
    <>
      <dl className="grid grid-cols-[auto_1fr] gap-x-3 gap-y-0.5">
        {facts.map(([name, value]) => (
          <div key={name} className="contents">
            <dt className="text-ink-2">{name}</dt>
            <dd>{value}</dd>
          </div>
        ))}
      </dl>
      <Remarks preview={preview} />
      <Rows preview={preview} />
    </>
  )
}

function Remarks({ preview }: { readonly preview: Preview }) {
  return (
    <>
      {preview.questions.length > 0 ? (
        <ul aria-label="Questions about the file" className="flex flex-col gap-1 bg-warn-soft p-2 text-warn">
          {preview.questions.map(({ choice, text }) => (
            <li key={choice} className="flex items-start gap-1.5">
              <CircleHelp aria-hidden className="mt-px size-3.5 shrink-0" />
              {showName(choice)}: {text}
            </li>
          ))}
        </ul>
      ) : null}
      {preview.problems.length > 0 ? (
        <ul aria-label="Problems of the first rows" className="flex flex-col gap-1 bg-bad-soft p-2 text-bad">
          {preview.problems.map((problem) => (
            <li key={problem} className="flex items-start gap-1.5">
              <CircleAlert aria-hidden className="mt-px size-3.5 shrink-0" />
              <span className="min-w-0 break-words">{problem}</span>
            </li>
          ))}
        </ul>
      ) : null}
    </>
  )
}

function Rows({ preview }: { readonly preview: Preview }) {
  const fields = preview.rows[0]?.values.map(({ field }) => field) ?? []
  if (preview.rows.length === 0) return null
  // A column that has the field's own name says nothing more.
  const columnOf = (name: string) =>
    preview.columns.find(({ field, column }) => field === name && column.toLowerCase() !== field)?.column
  return (
    <div
      tabIndex={0}
      role="region"
      aria-label="First rows, scrollable"
      className="overflow-x-auto border border-line"
    >
      <table className="w-full tabular-nums">
        <caption className="sr-only">The first rows as they would be kept</caption>
        <thead className="bg-raised text-2xs text-ink-2">
          <tr>
            {['time', ...fields].map((field) => (
              <th
                key={field}
                scope="col"
                className={
                  field === 'time' ? 'px-2 py-1 text-left font-medium' : 'px-2 py-1 text-right font-medium'
                }
              >
                {showName(field)}
                {columnOf(field) ? <span className="block font-normal">from {columnOf(field)}</span> : null}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {preview.rows.map((row) => (
            <tr key={row.at} className="border-t border-line">
              <td className="px-2 py-0.5 whitespace-nowrap">{showUtc(row.at)}</td>
              {row.values.map(({ field, value }) => (
                <td key={field} className="num px-2 py-0.5">
                  {showPrice(value)}
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  )
}
