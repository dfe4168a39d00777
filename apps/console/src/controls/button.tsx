/** The one button. `tone` says what pressing it means; it is never said by colour alone, the label does. */
import type { ButtonHTMLAttributes, Ref } from 'react'
import { classes } from './classes.ts'

const tones = {
  primary: 'bg-accent text-accent-ink hover:brightness-110 border-transparent font-semibold',
  plain: 'bg-panel text-ink border-line hover:bg-hover',
  quiet: 'bg-transparent text-ink-2 border-transparent hover:bg-hover hover:text-ink',
  buy: 'bg-buy text-panel hover:brightness-110 border-transparent font-semibold',
  sell: 'bg-sell text-panel hover:brightness-110 border-transparent font-semibold',
  danger: 'bg-bad text-panel hover:brightness-110 border-transparent font-semibold',
} as const

export interface ButtonProps extends ButtonHTMLAttributes<HTMLButtonElement> {
  readonly tone?: keyof typeof tones
  readonly size?: 'dense' | 'normal' | 'large'
  readonly ref?: Ref<HTMLButtonElement>
}

const sizes = {
  dense: 'h-6 px-1.5 text-xs pointer-coarse:h-8 pointer-coarse:px-2',
  normal: 'h-7 px-2.5 text-xs pointer-coarse:h-9',
  large: 'h-9 px-3 text-sm',
} as const

export function Button({ tone = 'plain', size = 'normal', className, type, ...rest }: ButtonProps) {
  return (
    <button
      {...rest}
      type={type === 'submit' ? 'submit' : 'button'}
      className={classes(
        'inline-flex shrink-0 items-center justify-center gap-1.5 rounded-[3px] border whitespace-nowrap',
        'disabled:opacity-55 aria-disabled:opacity-55',
        'focus-visible:outline-offset-1',
        tones[tone],
        sizes[size],
        className,
      )}
    />
  )
}
