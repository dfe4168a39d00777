/** Sets a second factor up: the password again, the secret into an app, a first code, and the backup codes. */
'use client'

import { type FormEvent, useState } from 'react'
import { Button } from '../controls/button.tsx'
import { FormRefusal } from '../controls/form-refusal.tsx'
import { TextField } from '../controls/text-field.tsx'
import { BackupCodes } from './backup-codes.tsx'
import { CodeField } from './code-field.tsx'
import { beginFactor, confirmFactor, type NewFactor } from './factor-requests.ts'
import { QrCode } from './qr-code.tsx'

export interface SetUpProps {
  /** It counts, and the backup codes were kept. */
  readonly onDone: () => void
}

export function SetUp({ onDone }: SetUpProps) {
  const [factor, setFactor] = useState<NewFactor | null>(null)
  const [counts, setCounts] = useState(false)
  if (factor === null) return <PasswordAgain onBegun={setFactor} />
  if (!counts) return <FirstCode address={factor.address} onConfirmed={() => setCounts(true)} />
  return <BackupCodes codes={factor.backupCodes} onKept={onDone} />
}

function PasswordAgain({ onBegun }: { readonly onBegun: (factor: NewFactor) => void }) {
  const [password, setPassword] = useState('')
  const [refusal, setRefusal] = useState<string | null>(null)
  const submit = async (event: FormEvent) => {
    event.preventDefault()
    if (password === '') return setRefusal('Type your password.')
    const answer = await beginFactor(password)
    if (answer.kind === 'done') onBegun(answer.body)
    else setRefusal(answer.message)
  }
  return (
    <form noValidate onSubmit={(event) => void submit(event)} className="flex flex-col gap-3">
      <p className="text-xs text-ink-2">
        An app on your phone will show a code that signing in asks for, and so does what opens the way to real
        money. Any authenticator app does.
      </p>
      <TextField
        label="Your password"
        type="password"
        autoComplete="current-password"
        value={password}
        onChange={setPassword}
      />
      <FormRefusal refusal={refusal} />
      <div className="flex justify-end">
        <Button type="submit" size="large" tone="primary">
          Set up
        </Button>
      </div>
    </form>
  )
}

interface FirstCodeProps {
  readonly address: string
  readonly onConfirmed: () => void
}

function FirstCode({ address, onConfirmed }: FirstCodeProps) {
  const [code, setCode] = useState('')
  const [refusal, setRefusal] = useState<string | null>(null)
  const secret = new URL(address).searchParams.get('secret') ?? ''
  const submit = async (event: FormEvent) => {
    event.preventDefault()
    const answer = await confirmFactor(code)
    if (answer.kind === 'done') return onConfirmed()
    setCode('')
    setRefusal(answer.message)
  }
  return (
    <form noValidate onSubmit={(event) => void submit(event)} className="flex flex-col gap-3">
      <div className="flex flex-wrap gap-4">
        <QrCode text={address} label="QR code of the secret, for your authenticator app" />
        <div className="flex min-w-0 flex-1 basis-48 flex-col gap-2 text-xs">
          <p>Scan it with your authenticator app, or type this secret into it. It is not shown again.</p>
          <dl>
            <dt className="text-2xs text-ink-2">Secret</dt>
            <dd className="font-mono select-all">{secret.match(/.{1,4}/g)?.join(' ')}</dd>
          </dl>
        </div>
      </div>
      <CodeField value={code} onChange={setCode} backup={false} focused />
      <FormRefusal refusal={refusal} />
      <div className="flex justify-end">
        <Button type="submit" size="large" tone="primary">
          Confirm
        </Button>
      </div>
    </form>
  )
}
