/** A labelled line of text. */
import type { InputHTMLAttributes } from 'react'
import { controlLook, Field } from './field.tsx'

export interface TextFieldProps extends Omit<
  InputHTMLAttributes<HTMLInputElement>,
  'onChange' | 'value' | 'id'
> {
  readonly label: string
  readonly value: string
  readonly onChange: (value: string) => void
  readonly hint?: string | undefined
  readonly problem?: string | undefined
}

export function TextField({ label, value, onChange, hint, problem, className, ...input }: TextFieldProps) {
  return (
    <Field label={label} hint={hint} problem={problem} {...(className ? { className } : {})}>
      {(ids) => (
        <input
          autoComplete="off"
          spellCheck={false}
          {...input}
          {...ids}
          value={value}
          onChange={(event) => onChange(event.target.value)}
          className={controlLook}
        />
      )}
    </Field>
  )
}
