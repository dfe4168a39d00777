/** A button that stays in sight where it cannot be pressed, and says why. */
'use client'

import { useId } from 'react'
import { Button, type ButtonProps } from './button.tsx'
import { classes } from './classes.ts'

export interface GatedButtonProps extends Omit<ButtonProps, 'onClick' | 'disabled'> {
  /** Why it cannot be pressed; null: it can. */
  readonly why: string | null
  /** What will come of it, for those who do not see it yet. */
  readonly meaning?: string | undefined
  readonly onPress: () => void
}

export function GatedButton({
  why,
  meaning,
  onPress,
  title,
  tone,
  className,
  children,
  ...rest
}: GatedButtonProps) {
  const note = useId()
  const said = why ?? meaning
  return (
    <>
      <Button
        {...rest}
        tone={why === null ? (tone ?? 'plain') : 'plain'}
        aria-disabled={why !== null}
        aria-describedby={said ? note : undefined}
        title={[said, title].filter(Boolean).join('  ')}
        onClick={(event) => {
          event.stopPropagation()
          if (why === null) onPress()
        }}
        // A row opens by two clicks; a button in it does not.
        onDoubleClick={(event) => event.stopPropagation()}
        className={classes(why !== null && 'cursor-not-allowed', className)}
      >
        {children}
      </Button>
      {said ? (
        <span id={note} className="sr-only">
          {said}
        </span>
      ) : null}
    </>
  )
}
