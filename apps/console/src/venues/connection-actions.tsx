/** What is done with a connection as a whole: opened and closed, given a new credential, removed. */
'use client'

import { KeyRound, Power, Trash2 } from 'lucide-react'
import { useState } from 'react'
import { toast } from 'sonner'
import { explainOutcome, type Outcome } from '../connection/problem.ts'
import { Confirm } from '../controls/confirm.tsx'
import { GatedButton } from '../controls/gated-button.tsx'
import { goTo, placeOf } from '../shell/navigation.ts'
import { useSelection } from '../shell/selection.tsx'
import { useConnectionMutations } from './connection-mutations.ts'
import type { ConnectionRow } from './connection-row.tsx'
import type { CredentialFieldTerms } from './credential-fields.tsx'
import { RotateCredential } from './rotate-credential.tsx'

export interface ConnectionActionsProps {
  readonly row: ConnectionRow
  /** Of the venue's credential; none: the installation reaches the venue no more. */
  readonly fields: readonly CredentialFieldTerms[]
}

const NOT_MINE = 'An admin or owner can.'

export function ConnectionActions({ row, fields }: ConnectionActionsProps) {
  const { may } = useSelection()
  const { setEnabled, remove } = useConnectionMutations()
  const [asked, setAsked] = useState<'rotate' | 'remove' | null>(null)
  const mine = may('connection:manage') ? null : NOT_MINE
  const unkeyed = row.credentialHint == null ? 'It has no credential.' : null
  const tell = (outcome: Outcome<unknown>) => {
    if (outcome.kind !== 'done') toast.error(explainOutcome(outcome))
    return outcome.kind === 'done'
  }
  const removeIt = async () => {
    setAsked(null)
    if (tell(await remove(row.id))) goTo(placeOf('venues'))
  }
  return (
    <div className="flex flex-wrap gap-1">
      <GatedButton
        why={mine}
        meaning={row.enabled ? 'Its instruments are quoted no more.' : undefined}
        onPress={() => void setEnabled(row.id, !row.enabled).then(tell)}
      >
        <Power aria-hidden className="size-3.5" />
        {row.enabled ? 'Close' : 'Open'}
      </GatedButton>
      <GatedButton why={mine ?? unkeyed} onPress={() => setAsked('rotate')}>
        <KeyRound aria-hidden className="size-3.5" />
        Rotate…
      </GatedButton>
      <GatedButton why={mine} onPress={() => setAsked('remove')}>
        <Trash2 aria-hidden className="size-3.5" />
        Remove…
      </GatedButton>
      {asked === 'rotate' ? (
        <RotateCredential id={row.id} name={row.name} fields={fields} onDone={() => setAsked(null)} />
      ) : null}
      <Confirm
        open={asked === 'remove'}
        title={`Remove ${row.name}?`}
        action="Remove it"
        tone="danger"
        onConfirm={() => void removeIt()}
        onCancel={() => setAsked(null)}
      >
        Its credential is destroyed and its instruments are quoted no more. Orders, fills and the audit log
        stay.
      </Confirm>
    </div>
  )
}
