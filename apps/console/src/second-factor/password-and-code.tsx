/** Asks for the password and a code at once, for what weakens or replaces a second factor. */
'use client'

import { type FormEvent, useState } from 'react'
import { Button, type ButtonProps } from '../controls/button.tsx'
import { FormRefusal } from '../controls/form-refusal.tsx'
import { TextField } from '../controls/text-field.tsx'
import { CodeField } from './code-field.tsx'

export interface PasswordAndCodeProps {
  readonly meaning: string
  readonly action: string
  readonly tone: ButtonProps['tone']
  /** Does it; resolves with why it was refused, or null. */
  readonly onSubmit: (password: string, code: string) => Promise<string | null>
  readonly onCancel: () => void
}

export function PasswordAndCode({ meaning, action, tone, onSubmit, onCancel }: PasswordAndCodeProps) {
  const [password, setPassword] = useState('')
  const [code, setCode] = useState('')
  const [refusal, setRefusal] = useState<string | null>(null)
  const submit = async (event: FormEvent) => {
    event.preventDefault()
    if (password === '' || code.trim() === '') return setRefusal('Type your password and a code.')
    setRefusal(await onSubmit(password, code))
    setCode('')
  }
  return (
    <form noValidate onSubmit={(event) => void submit(event)} className="flex flex-col gap-3">
      <p className="text-xs text-ink-2">{meaning}</p>
      <TextField
        label="Your password"
        type="password"
        autoComplete="current-password"
        value={password}
        onChange={setPassword}
      />
      <CodeField value={code} onChange={setCode} />
      <FormRefusal refusal={refusal} />
      <div className="flex justify-end gap-2">
        <Button size="large" onClick={onCancel}>
          Keep it as it is
        </Button>
        <Button type="submit" size="large" tone={tone ?? 'primary'}>
          {action}
        </Button>
      </div>
    </form>
  )
}
