/** A field for an exact decimal, with steps of the instrument's increment by button and by arrow key. */
'use client'

import { Minus, Plus } from 'lucide-react'
import type { KeyboardEvent, Ref } from 'react'
import { classes } from '../controls/classes.ts'
import { controlLook, Field } from '../controls/field.tsx'
import { stepDecimal } from '../format/decimal.ts'

export interface DecimalFieldProps {
  readonly label: string
  readonly value: string
  readonly increment: string
  readonly onChange: (value: string) => void
  readonly problem?: string | undefined
  readonly hint?: string | undefined
  readonly disabled?: boolean
  readonly autoFocus?: boolean
  readonly className?: string
  readonly inputRef?: Ref<HTMLInputElement>
}

const stepButton =
  'grid h-7 w-7 shrink-0 place-items-center border border-line-strong bg-raised text-ink-2 hover:bg-hover hover:text-ink disabled:opacity-55 pointer-coarse:size-9'

export function DecimalField(props: DecimalFieldProps) {
  const {
    label,
    value,
    increment,
    onChange,
    problem,
    hint,
    disabled = false,
    className,
    inputRef,
    autoFocus,
  } = props
  const step = (direction: 1 | -1) => onChange(stepDecimal(value, increment, direction))
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.key !== 'ArrowUp' && event.key !== 'ArrowDown') return
    event.preventDefault()
    step(event.key === 'ArrowUp' ? 1 : -1)
  }
  return (
    <Field label={label} problem={problem} hint={hint} {...(className ? { className } : {})}>
      {(ids) => (
        <div className="flex">
          <button
            type="button"
            tabIndex={-1}
            disabled={disabled}
            onClick={() => step(-1)}
            aria-label={`${label}: one step down`}
            className={classes(stepButton, 'rounded-l-[3px] border-r-0')}
          >
            <Minus aria-hidden className="size-3" />
          </button>
          <input
            {...ids}
            ref={(element) => {
              if (typeof inputRef === 'function') inputRef(element)
              else if (inputRef) inputRef.current = element
              if (element && autoFocus && !element.dataset['focused']) {
                element.dataset['focused'] = 'once'
                element.focus()
                element.select()
              }
            }}
            inputMode="decimal"
            autoComplete="off"
            value={value}
            disabled={disabled}
            onChange={(event) => onChange(event.target.value.trim())}
            onKeyDown={onKeyDown}
            className={classes(controlLook, 'num rounded-none')}
          />
          <button
            type="button"
            tabIndex={-1}
            disabled={disabled}
            onClick={() => step(1)}
            aria-label={`${label}: one step up`}
            className={classes(stepButton, 'rounded-r-[3px] border-l-0')}
          >
            <Plus aria-hidden className="size-3" />
          </button>
        </div>
      )}
    </Field>
  )
}
