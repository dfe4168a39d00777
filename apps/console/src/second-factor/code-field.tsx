/** Takes a code: digits of the app on a numeric keyboard, or a backup code. */
'use client'

import { useEffect, useRef, useState } from 'react'
import { controlFrame, Field } from '../controls/field.tsx'

export interface CodeFieldProps {
  readonly value: string
  readonly onChange: (value: string) => void
  readonly problem?: string | undefined
  /** Takes the focus when it appears, and when it is emptied. */
  readonly focused?: boolean
  /** Whether a backup code may stand in. */
  readonly backup?: boolean
}

export function CodeField({ value, onChange, problem, focused = false, backup = true }: CodeFieldProps) {
  const [byBackup, setByBackup] = useState(false)
  const input = useRef<HTMLInputElement>(null)
  const isEmpty = value === ''
  useEffect(() => {
    // Emptied by a refusal: the next code is typed without reaching for the mouse.
    if (focused && isEmpty) input.current?.focus()
  }, [focused, isEmpty, byBackup])
  const turn = () => {
    onChange('')
    setByBackup(!byBackup)
  }
  return (
    <div className="flex flex-col items-start gap-1">
      <Field
        label={byBackup ? 'Backup code' : 'Code'}
        hint={
          byBackup
            ? 'One of the codes that you kept; it works once.'
            : 'The six digits that your app shows now.'
        }
        problem={problem}
        className="w-full"
      >
        {(ids) => (
          <input
            {...ids}
            ref={input}
            value={value}
            onChange={(event) => onChange(event.target.value)}
            autoComplete={byBackup ? 'off' : 'one-time-code'}
            inputMode={byBackup ? 'text' : 'numeric'}
            autoCapitalize="none"
            spellCheck={false}
            maxLength={20}
            className={`${controlFrame} h-9 w-full px-2 font-mono text-sm tracking-[0.2em]`}
          />
        )}
      </Field>
      {backup ? (
        <button type="button" className="text-2xs text-ink-2 underline hover:text-ink" onClick={turn}>
          {byBackup ? 'Use the app instead' : 'Use a backup code instead'}
        </button>
      ) : null}
    </div>
  )
}
