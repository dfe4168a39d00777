/** How a connection stands, in a sign, a word and a colour; no one of them has to be seen for it to be understood. */
import { CircleCheck, CircleDashed, CircleOff, LoaderCircle, OctagonAlert, TriangleAlert } from 'lucide-react'
import { classes } from '../controls/classes.ts'
import { showWord } from '../format/words.ts'
import type { ShownState } from './standing.ts'

const looks = {
  READY: { icon: CircleCheck, look: 'text-ok', meaning: 'What it tells is current.' },
  SYNCING: {
    icon: LoaderCircle,
    look: 'text-accent',
    meaning: 'It is open; how things stand is being read.',
  },
  CONNECTING: { icon: LoaderCircle, look: 'text-accent', meaning: 'A line is being opened.' },
  DEGRADED: {
    icon: TriangleAlert,
    look: 'text-warn',
    meaning: 'It is open, and what it told may be stale: no order goes out on it.',
  },
  DOWN: { icon: OctagonAlert, look: 'text-bad', meaning: 'The venue refuses it; it is not tried by itself.' },
  OPENING: { icon: CircleDashed, look: 'text-ink-2', meaning: 'It is about to be opened.' },
  CLOSED: { icon: CircleOff, look: 'text-ink-2', meaning: 'Somebody closed it.' },
} as const satisfies Readonly<Record<ShownState, object>>

export function ConnectionStateSign({ state }: { readonly state: ShownState }) {
  const { icon: Icon, look, meaning } = looks[state]
  return (
    <span
      title={meaning}
      data-state={state}
      className={classes('inline-flex items-center gap-1 font-medium whitespace-nowrap', look)}
    >
      <Icon aria-hidden className="size-3.5 shrink-0" />
      {showWord(state)}
    </span>
  )
}
