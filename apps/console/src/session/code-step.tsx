/** The second step of signing in: the code of the app, or a backup code. */
'use client'

import { type FormEvent, useState } from 'react'
import { Button } from '../controls/button.tsx'
import { CodeField } from '../second-factor/code-field.tsx'
import { showCode } from '../second-factor/factor-requests.ts'
import { StepRefusal } from './step-refusal.tsx'

export interface CodeStepProps {
  readonly onSignedIn: () => void
  readonly onBack: () => void
}

export function CodeStep({ onSignedIn, onBack }: CodeStepProps) {
  const [code, setCode] = useState('')
  const [refusal, setRefusal] = useState<string | null>(null)
  const [busy, setBusy] = useState(false)

  const submit = async (event: FormEvent) => {
    event.preventDefault()
    if (busy) return
    setBusy(true)
    setRefusal(null)
    const answer = await showCode(code)
    setBusy(false)
    if (answer.kind === 'done') return onSignedIn()
    setCode('')
    setRefusal(answer.message)
  }

  return (
    <form
      noValidate
      onSubmit={(event) => void submit(event)}
      className="flex flex-col gap-3"
      aria-label="Second factor"
    >
      <CodeField value={code} onChange={setCode} focused />
      <StepRefusal refusal={refusal} />
      <Button type="submit" tone="primary" size="large" disabled={busy}>
        {busy ? 'Checking…' : 'Continue'}
      </Button>
      <Button tone="quiet" onClick={onBack}>
        Sign in as somebody else
      </Button>
    </form>
  )
}
