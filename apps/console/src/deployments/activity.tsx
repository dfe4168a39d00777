/** What a deployment does, in a sign, a word and a colour; no one of them has to be seen for it to be understood. */
import { CircleDot, CirclePause, CircleStop, Hourglass, LoaderCircle, OctagonAlert } from 'lucide-react'
import { classes } from '../controls/classes.ts'
import { showWord } from '../format/words.ts'
import type { DeploymentActivity } from '../generated/graphql.ts'

const looks = {
  STARTING: {
    icon: LoaderCircle,
    look: 'text-accent',
    meaning: 'Its process starts, or its session is taken up again.',
  },
  RUNNING: { icon: CircleDot, look: 'text-ok', meaning: 'It takes inputs and may order.' },
  PAUSED: { icon: CirclePause, look: 'text-warn', meaning: 'It keeps its session and takes nothing in.' },
  STOPPING: { icon: LoaderCircle, look: 'text-ink-2', meaning: 'Its run is being ended.' },
  STOPPED: { icon: CircleStop, look: 'text-ink-2', meaning: 'It does not run.' },
  WAITING: { icon: Hourglass, look: 'text-warn', meaning: 'It failed and waits for its next attempt.' },
  QUARANTINED: {
    icon: OctagonAlert,
    look: 'text-bad',
    meaning: 'It failed too often: a person must start it again.',
  },
} as const satisfies Readonly<Record<DeploymentActivity, object>>

export function Activity({ activity }: { readonly activity: DeploymentActivity }) {
  const { icon: Icon, look, meaning } = looks[activity]
  return (
    <span
      title={meaning}
      data-activity={activity}
      className={classes('inline-flex items-center gap-1 font-medium whitespace-nowrap', look)}
    >
      <Icon aria-hidden className="size-3.5 shrink-0" />
      {showWord(activity)}
    </span>
  )
}
