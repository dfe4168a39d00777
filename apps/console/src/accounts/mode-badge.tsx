/**
 * The mode of an account or order: paper, shadow or live. Word, sign and colour say it together, so that no one of them
 * has to be seen for it to be understood.
 */
import { FlaskConical, Radio, ScanEye } from 'lucide-react'
import { classes } from '../controls/classes.ts'

export type ModeName = 'PAPER' | 'SHADOW' | 'LIVE'

export const modeLook = {
  PAPER: {
    icon: FlaskConical,
    look: 'bg-paper-soft text-paper border-paper',
    meaning: 'Simulated venue, simulated money.',
  },
  SHADOW: {
    icon: ScanEye,
    look: 'bg-shadow-mode-soft text-shadow-mode border-shadow-mode',
    meaning: 'The live market and account, read only; orders are simulated.',
  },
  LIVE: { icon: Radio, look: 'bg-live-soft text-live border-live', meaning: 'Real orders, real money.' },
} as const

export function ModeBadge({
  mode,
  size = 'dense',
}: {
  readonly mode: ModeName
  readonly size?: 'dense' | 'normal'
}) {
  const { icon: Icon, look, meaning } = modeLook[mode]
  return (
    <span
      title={meaning}
      data-mode={mode}
      className={classes(
        'inline-flex items-center gap-1 rounded-[3px] border font-semibold tracking-wide whitespace-nowrap',
        size === 'dense' ? 'h-4 px-1 text-2xs' : 'h-6 px-1.5 text-xs',
        look,
      )}
    >
      <Icon aria-hidden className="size-3" />
      {mode}
    </span>
  )
}
