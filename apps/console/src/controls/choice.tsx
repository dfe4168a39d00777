/** A labelled choice of one among several, in a list that opens. */
import { controlLook, Field } from './field.tsx'

export interface ChoiceProps<Value extends string> {
  readonly label: string
  readonly value: Value
  readonly options: readonly { readonly value: Value; readonly title: string }[]
  readonly onChange: (value: Value) => void
  readonly hint?: string | undefined
  readonly problem?: string | undefined
  readonly className?: string
}

export function Choice<Value extends string>({ value, options, onChange, ...field }: ChoiceProps<Value>) {
  return (
    <Field {...field}>
      {(ids) => (
        <select
          {...ids}
          value={value}
          onChange={(event) => {
            const chosen = options.find((option) => option.value === event.target.value)
            if (chosen) onChange(chosen.value)
          }}
          className={controlLook}
        >
          {options.map((option) => (
            <option key={option.value} value={option.value}>
              {option.title}
            </option>
          ))}
        </select>
      )}
    </Field>
  )
}
