/** Says on every screen which kill switches are engaged, why, by whom and how far they are; never hides the book. */
'use client'

import { OctagonX } from 'lucide-react'
import { type FragmentType, getFragmentData, graphql } from '../generated/index.ts'
import { showTime } from '../format/time.ts'
import { showWord } from '../format/words.ts'
import { goTo } from './navigation.ts'

export const KillSwitchBanner_KillSwitchFragment = graphql(`
  fragment KillSwitchBanner_KillSwitchFragment on KillSwitch {
    id
    scope
    targetId
    engaged
    phase
    reason
    engagedAt
    engagedBy {
      id
      kind
      name
    }
  }
`)

const phaseWords = {
  ENGAGED: 'engaged',
  CANCELLING: 'engaged, cancelling open orders',
  CONFIRMED: 'engaged, confirmed: no working order left',
  RELEASED: 'released',
} as const

export interface KillSwitchBannerProps {
  readonly switches: readonly FragmentType<typeof KillSwitchBanner_KillSwitchFragment>[]
  readonly nameOfTarget: (targetId: string) => string
}

export function KillSwitchBanner({ switches: masked, nameOfTarget }: KillSwitchBannerProps) {
  const engaged = getFragmentData(KillSwitchBanner_KillSwitchFragment, masked).filter((each) => each.engaged)
  return (
    <div role="status" aria-label="Kill switches">
      {engaged.map((each) => (
        <div
          key={each.id}
          data-phase={each.phase}
          className="flex items-start gap-2 border-b border-live bg-live-soft px-3 py-1 text-xs text-ink"
        >
          <OctagonX aria-hidden className="mt-0.5 size-3.5 shrink-0 text-live" />
          <p className="min-w-0 flex-1 break-words">
            <strong>
              {showWord(each.scope)} kill switch
              {each.targetId ? ` “${nameOfTarget(each.targetId)}”` : ''}: {phaseWords[each.phase]}.
            </strong>{' '}
            {each.reason}{' '}
            <span className="text-ink-2">
              {each.engagedBy.name}, {showTime(each.engagedAt)}
            </span>
          </p>
          <a
            href="/risk"
            className="shrink-0 underline underline-offset-2"
            onClick={(event) => {
              event.preventDefault()
              goTo('/risk')
            }}
          >
            Open Risk
          </a>
        </div>
      ))}
    </div>
  )
}
