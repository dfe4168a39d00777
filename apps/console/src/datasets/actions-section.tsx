/** Splits and dividends of a dataset's instrument, which backtests on raw prices let happen; and importing more of them. */
'use client'

import { useId, useState } from 'react'
import { Button } from '../controls/button.tsx'
import { Choice } from '../controls/choice.tsx'
import { type ColumnHead, ColumnHeads } from '../controls/column-heads.tsx'
import { Empty } from '../controls/panel-state.tsx'
import { Section } from '../controls/section.tsx'
import { showPrice } from '../format/number.ts'
import { showUtc } from '../format/utc.ts'
import { type FragmentType, getFragmentData, graphql } from '../generated/index.ts'
import type { ActionsSection_DatasetFragmentFragment, ImportMode } from '../generated/graphql.ts'
import { useSelection } from '../shell/selection.tsx'
import { type ActionImport, useActionImport } from './use-action-import.ts'

export const ActionsSection_DatasetFragment = graphql(`
  fragment ActionsSection_DatasetFragment on Dataset {
    id
    actions {
      kind
      exAt
      ratio
      amount
    }
  }
`)

const COLUMNS: readonly ColumnHead[] = [
  { title: 'Ex-date, UTC', className: 'px-2' },
  { title: 'What' },
  { title: 'Value', figures: true, className: 'px-2' },
]

type Action = ActionsSection_DatasetFragmentFragment['actions'][number]

export function ActionsSection(props: {
  readonly dataset: FragmentType<typeof ActionsSection_DatasetFragment>
}) {
  const { id, actions } = getFragmentData(ActionsSection_DatasetFragment, props.dataset)
  const { may } = useSelection()
  const [importing, setImporting] = useState(false)
  return (
    <Section
      title="Splits and dividends"
      actions={
        may('dataset:import') ? (
          <Button onClick={() => setImporting((open) => !open)} aria-expanded={importing}>
            Import…
          </Button>
        ) : null
      }
    >
      {importing ? <ImportActions id={id} /> : null}
      {actions.length === 0 ? (
        <Empty title="None are kept: prices are taken as they are." />
      ) : (
        <div
          className="max-h-60 overflow-auto"
          tabIndex={0}
          role="region"
          aria-label="List of splits and dividends"
        >
          <table className="w-full table-fixed text-xs">
            <ColumnHeads columns={COLUMNS} />
            <tbody className="tabular-nums">
              {actions.map((action) => (
                <tr key={`${action.kind} ${action.exAt}`} className="border-t border-line">
                  <td className="px-2 py-0.5">{showUtc(action.exAt)}</td>
                  <td className="py-0.5">{action.kind === 'SPLIT' ? 'Split' : 'Dividend'}</td>
                  <td className="px-2 py-0.5 text-right">{valueOf(action)}</td>
                </tr>
              ))}
            </tbody>
          </table>
        </div>
      )}
    </Section>
  )
}

/** Returns a split as new for old shares where it makes more of them, else the other way round; a dividend as it is. */
function valueOf({ ratio, amount }: Action): string {
  if (ratio == null) return showPrice(amount ?? 0)
  return ratio >= 1 ? `${showPrice(ratio)} for 1` : `1 for ${showPrice(1 / ratio)}`
}

const modes = [
  { value: 'APPEND', title: 'Add, and refuse to change one' },
  { value: 'CORRECT', title: 'Add, and let the new ones win' },
  { value: 'REPLACE', title: 'Make these the whole list' },
] as const

function ImportActions({ id }: { readonly id: string }) {
  const fileId = useId()
  const importFile = useActionImport(id)
  const [mode, setMode] = useState<ImportMode>('APPEND')
  const [sending, setSending] = useState(false)
  const [outcome, setOutcome] = useState<ActionImport | null>(null)
  const send = async (file: File) => {
    setSending(true)
    setOutcome(await importFile(file, mode))
    setSending(false)
  }
  return (
    <div className="flex flex-col gap-1.5 border-b border-line p-2 text-xs">
      <Choice label="Those that are kept" value={mode} options={modes} onChange={setMode} />
      <label htmlFor={fileId} className="font-medium">
        File of splits and dividends
      </label>
      <input
        id={fileId}
        type="file"
        accept=".csv,.txt,.tsv"
        disabled={sending}
        onChange={(event) => {
          const file = event.target.files?.[0]
          if (file) void send(file)
        }}
        className="w-full text-xs file:mr-2 file:rounded-[3px] file:border file:border-line file:bg-raised file:px-2 file:py-1 file:text-ink"
      />
      <p className="text-2xs text-ink-2">
        CSV of ex_date, kind and value; Yahoo&apos;s dividends and splits; LEAN factor files.
      </p>
      {outcome ? (
        <p role={outcome.done ? 'status' : 'alert'} className={outcome.done ? 'text-ink-2' : 'text-bad'}>
          {outcome.words}
        </p>
      ) : null}
    </div>
  )
}
