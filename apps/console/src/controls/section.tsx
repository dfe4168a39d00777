/** A titled part of a screen, with what can be done about it beside the title. */
import { type ReactNode, useId } from 'react'
import { classes } from './classes.ts'

export interface SectionProps {
  readonly title: string
  readonly actions?: ReactNode
  readonly className?: string
  readonly children: ReactNode
}

export function Section({ title, actions, className, children }: SectionProps) {
  const id = useId()
  return (
    <section
      aria-labelledby={id}
      className={classes('flex min-w-0 flex-col border border-line bg-panel', className)}
    >
      <header className="flex min-h-7 items-center gap-2 border-b border-line bg-raised px-2 py-0.5">
        <h3 id={id} className="flex-1 truncate text-xs font-semibold">
          {title}
        </h3>
        {actions}
      </header>
      {children}
    </section>
  )
}
