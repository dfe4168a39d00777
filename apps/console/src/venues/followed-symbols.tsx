/** What a connection follows, and the change of it. */
'use client'

import { useState } from 'react'
import { explainOutcome } from '../connection/problem.ts'
import { Button } from '../controls/button.tsx'
import { Section } from '../controls/section.tsx'
import { useSelection } from '../shell/selection.tsx'
import { useConnectionMutations } from './connection-mutations.ts'
import type { ConnectionRow } from './connection-row.tsx'
import { SymbolPicker } from './symbol-picker.tsx'

export function FollowedSymbols({ row }: { readonly row: ConnectionRow }) {
  const { may } = useSelection()
  const { follow } = useConnectionMutations()
  const [chosen, setChosen] = useState<readonly string[]>(row.symbols)
  const [refusal, setRefusal] = useState<string | undefined>()
  const [busy, setBusy] = useState(false)
  const changed = chosen.join(' ') !== row.symbols.join(' ')
  const save = async () => {
    setBusy(true)
    const outcome = await follow(row.id, chosen)
    setBusy(false)
    setRefusal(outcome.kind === 'done' ? undefined : explainOutcome(outcome))
  }
  if (!may('connection:manage'))
    return (
      <Section title="Follows" className="self-start">
        <p className="p-2 text-xs break-words">{row.symbols.join(', ')}</p>
      </Section>
    )
  return (
    <Section title="Follows" className="self-start">
      <div className="flex flex-col gap-2 p-2">
        <SymbolPicker of={{ connectionId: row.id }} chosen={chosen} problem={refusal} onChange={setChosen} />
        {changed ? (
          <div className="flex justify-end gap-2">
            <Button onClick={() => setChosen(row.symbols)}>Undo</Button>
            <Button tone="primary" aria-disabled={busy} onClick={() => void save()}>
              {busy ? 'Asking the venue…' : 'Follow these'}
            </Button>
          </div>
        ) : null}
      </div>
    </Section>
  )
}
