/** A new credential for a connection: tried at the venue, then taken in place of the old one without losing an order. */
'use client'

import { type FormEvent, useState } from 'react'
import { explainOutcome } from '../connection/problem.ts'
import { Button } from '../controls/button.tsx'
import { Dialog } from '../controls/dialog.tsx'
import { FormRefusal } from '../controls/form-refusal.tsx'
import { useAskedCode } from '../second-factor/use-asked-code.tsx'
import { useConnectionMutations } from './connection-mutations.ts'
import {
  CredentialFields,
  credentialInput,
  type CredentialFieldTerms,
  type TypedCredential,
} from './credential-fields.tsx'

export interface RotateCredentialProps {
  readonly id: string
  readonly name: string
  readonly fields: readonly CredentialFieldTerms[]
  readonly onDone: () => void
}

export function RotateCredential({ id, name, fields, onDone }: RotateCredentialProps) {
  const { rotate } = useConnectionMutations()
  const { perform, field } = useAskedCode()
  const [typed, setTyped] = useState<TypedCredential>({})
  const [refusal, setRefusal] = useState<string | null>(null)
  const [busy, setBusy] = useState(false)
  const submit = async (event: FormEvent) => {
    event.preventDefault()
    const credential = credentialInput(fields, typed)
    if (credential.length < fields.length) return setRefusal('Fill in every field.')
    setBusy(true)
    const outcome = await perform(() => rotate(id, credential))
    setBusy(false)
    if (outcome.kind === 'done') onDone()
    else setRefusal(explainOutcome(outcome))
  }
  return (
    <Dialog
      open
      onClose={onDone}
      title={`New credential for ${name}`}
      description="It is tried first; the old one works until the new one does. Working orders stay."
    >
      <form noValidate onSubmit={(event) => void submit(event)} className="flex flex-col gap-3 p-3">
        <CredentialFields fields={fields} typed={typed} onChange={setTyped} />
        {field}
        <FormRefusal refusal={refusal} />
        <div className="flex justify-end gap-2">
          <Button size="large" onClick={onDone}>
            Keep the old one
          </Button>
          <Button type="submit" size="large" tone="primary" aria-disabled={busy}>
            {busy ? 'Asking the venue…' : 'Rotate'}
          </Button>
        </div>
      </form>
    </Dialog>
  )
}
