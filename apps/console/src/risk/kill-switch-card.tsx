/** One kill switch: what it covers, how far it is from engaged to confirmed, and its release. */
'use client'

import { CircleCheck, CircleDashed, LoaderCircle } from 'lucide-react'
import { useState } from 'react'
import { Button } from '../controls/button.tsx'
import { classes } from '../controls/classes.ts'
import { showInstant } from '../format/time.ts'
import { showWord } from '../format/words.ts'
import { type FragmentType, getFragmentData, graphql } from '../generated/index.ts'
import type { RiskTargetsQuery as TargetsResult } from '../generated/graphql.ts'
import { useSelection } from '../shell/selection.tsx'
import { ReleaseKillSwitch } from './release-kill-switch.tsx'
import { nameOfTarget } from './scope-targets.ts'
import { phaseSteps } from './switch-phases.ts'

export const KillSwitchCard_KillSwitchFragment = graphql(`
  fragment KillSwitchCard_KillSwitchFragment on KillSwitch {
    id
    scope
    targetId
    engaged
    phase
    reason
    cancelOpenOrders
    allowReduceOnly
    engagedAt
    engagedBy {
      id
      kind
      name
    }
    confirmedAt
    releasedAt
    releasedBy {
      id
      kind
      name
    }
    releaseReason
  }
`)

export interface KillSwitchCardProps {
  readonly killSwitch: FragmentType<typeof KillSwitchCard_KillSwitchFragment>
  readonly targets: TargetsResult | undefined
}

const marks = { done: CircleCheck, now: LoaderCircle, ahead: CircleDashed } as const

export function KillSwitchCard(props: KillSwitchCardProps) {
  const each = getFragmentData(KillSwitchCard_KillSwitchFragment, props.killSwitch)
  const { may } = useSelection()
  const [releasing, setReleasing] = useState(false)
  const target = each.targetId ? ` “${nameOfTarget(each.scope, each.targetId, props.targets)}”` : ''
  return (
    <li
      data-phase={each.phase}
      className={classes(
        'border-l-2 px-2 py-1 text-xs',
        each.engaged ? 'border-live bg-live-soft' : 'border-line-strong',
      )}
    >
      <div className="flex items-start justify-between gap-2">
        <p>
          <strong>
            {showWord(each.scope)}
            {target}
          </strong>{' '}
          · {each.reason}
        </p>
        {each.engaged && may('killSwitch:release') ? (
          <Button size="dense" onClick={() => setReleasing(true)}>
            Release…
          </Button>
        ) : null}
      </div>
      <ol aria-label="Phase" className="my-1 flex flex-wrap gap-x-4">
        {phaseSteps(each.phase, each.cancelOpenOrders).map(({ title, state }) => {
          const Mark = marks[state]
          return (
            <li
              key={title}
              aria-current={state === 'now' ? 'step' : undefined}
              className={classes('flex items-center gap-1', state === 'ahead' ? 'text-ink-2' : 'font-medium')}
            >
              <Mark
                aria-hidden
                className={classes('size-3', state === 'now' && 'motion-safe:animate-spin')}
              />
              {title}
              <span className="sr-only">
                {state === 'done' ? ', done' : state === 'now' ? ', going on' : ', not yet'}
              </span>
            </li>
          )
        })}
      </ol>
      <p className="text-ink-2">
        Engaged by {each.engagedBy.name}, {showInstant(each.engagedAt)}
        {each.confirmedAt ? `. Confirmed ${showInstant(each.confirmedAt)}` : ''}
        {each.allowReduceOnly ? '. Orders that reduce risk pass' : ''}.
      </p>
      {each.releasedAt ? (
        <p className="text-ink-2">
          Released by {each.releasedBy?.name ?? 'someone'}, {showInstant(each.releasedAt)}:{' '}
          {each.releaseReason}
        </p>
      ) : null}
      <ReleaseKillSwitch
        open={releasing}
        killSwitchId={each.id}
        covers={`${showWord(each.scope)}${target}`}
        onClose={() => setReleasing(false)}
      />
    </li>
  )
}
