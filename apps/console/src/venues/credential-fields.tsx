/** The fields of a venue's credential. What is secret is hidden while it is typed; nothing of it is remembered. */
'use client'

import { controlFrame, Field } from '../controls/field.tsx'
import { TextField } from '../controls/text-field.tsx'
import { classes } from '../controls/classes.ts'
import type { CredentialFieldInput } from '../generated/graphql.ts'

export interface CredentialFieldTerms {
  readonly name: string
  readonly label: string
  readonly secret: boolean
  readonly multiline: boolean
}

/** What was typed, by name of the field. */
export type TypedCredential = Readonly<Record<string, string>>

export interface CredentialFieldsProps {
  readonly fields: readonly CredentialFieldTerms[]
  readonly typed: TypedCredential
  readonly onChange: (typed: TypedCredential) => void
}

/** Returns every field as an input of the API; empty ones are left out. */
export function credentialInput(
  fields: readonly CredentialFieldTerms[],
  typed: TypedCredential,
): readonly CredentialFieldInput[] {
  return fields.flatMap(({ name }) => {
    const value = typed[name] ?? ''
    return value.trim() === '' ? [] : [{ name, value }]
  })
}

export function CredentialFields({ fields, typed, onChange }: CredentialFieldsProps) {
  return fields.map(({ name, label, secret, multiline }) => {
    const value = typed[name] ?? ''
    const change = (next: string) => onChange({ ...typed, [name]: next })
    if (!multiline)
      return (
        <TextField
          key={name}
          label={label}
          type={secret ? 'password' : 'text'}
          autoComplete={secret ? 'new-password' : 'off'}
          value={value}
          onChange={change}
        />
      )
    return (
      <Field key={name} label={label}>
        {(ids) => (
          <textarea
            {...ids}
            rows={4}
            autoComplete="off"
            spellCheck={false}
            value={value}
            onChange={(event) => change(event.target.value)}
            className={classes(controlFrame, 'w-full px-2 py-1 font-mono', secret && 'concealed')}
          />
        )}
      </Field>
    )
  })
}
