/**
 * A labelled control with its hint and its problem. The problem is tied to the control for assistive technology and
 * its line is always there in the tight form, so that an error moves nothing.
 */
import { useId, type ReactNode } from 'react'
import { CircleAlert } from 'lucide-react'
import { classes } from './classes.ts'

export interface ControlIds {
  readonly id: string
  readonly 'aria-describedby': string | undefined
  readonly 'aria-invalid': boolean
}

export interface FieldProps {
  readonly label: string
  readonly hint?: string | undefined
  readonly problem?: string | undefined
  readonly hideLabel?: boolean
  readonly className?: string
  readonly children: (ids: ControlIds) => ReactNode
}

export function Field({ label, hint, problem, hideLabel = false, className, children }: FieldProps) {
  const id = useId()
  const note = `${id}-note`
  const described = problem || hint ? note : undefined
  return (
    <div className={classes('flex min-w-0 flex-col gap-0.5', className)}>
      <label htmlFor={id} className={hideLabel ? 'sr-only' : 'text-2xs text-ink-2'}>
        {label}
      </label>
      {children({ id, 'aria-describedby': described, 'aria-invalid': Boolean(problem) })}
      {problem ? (
        <p id={note} role="alert" className="flex items-start gap-1 text-2xs text-bad">
          <CircleAlert aria-hidden className="mt-px size-3 shrink-0" />
          <span>{problem}</span>
        </p>
      ) : hint ? (
        <p id={note} className="text-2xs text-ink-3">
          {hint}
        </p>
      ) : null}
    </div>
  )
}

/** The frame that every text-like control shares; its size is the user's to add. */
export const controlFrame =
  'min-w-0 rounded-[3px] border border-line-strong bg-panel text-xs text-ink placeholder:text-ink-3 ' +
  'aria-invalid:border-bad aria-invalid:border-2 disabled:opacity-60 pointer-coarse:h-9 pointer-coarse:text-base'

/** The usual control: as wide as its field, as tall as a button. */
export const controlLook = `${controlFrame} h-7 w-full px-2`
