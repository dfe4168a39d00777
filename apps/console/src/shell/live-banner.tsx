/** Says on every screen which accounts are open for real orders, how far and for whom. */
'use client'

import { DoorOpen } from 'lucide-react'
import { type FragmentType, getFragmentData, graphql } from '../generated/index.ts'
import { placeOf } from './navigation.ts'
import { PlaceLink } from './place-link.tsx'

export const LiveBanner_AccountFragment = graphql(`
  fragment LiveBanner_AccountFragment on Account {
    id
    name
    live {
      stagePercent
      members {
        user {
          id
          name
        }
      }
    }
  }
`)

export interface LiveBannerProps {
  readonly accounts: readonly FragmentType<typeof LiveBanner_AccountFragment>[]
}

export function LiveBanner({ accounts: masked }: LiveBannerProps) {
  const open = getFragmentData(LiveBanner_AccountFragment, masked).filter(({ live }) => live != null)
  return (
    <div role="status" aria-label="Live gate">
      {open.map(({ id, name, live }) => (
        <div key={id} className="flex items-start gap-2 border-b border-live bg-panel px-3 py-1 text-xs">
          <DoorOpen aria-hidden className="mt-0.5 size-3.5 shrink-0 text-live" />
          <p className="min-w-0 flex-1 break-words">
            <strong>
              {name} may trade live, at {live?.stagePercent} % of its limits.
            </strong>{' '}
            <span className="text-ink-2">{live?.members.map(({ user }) => user.name).join(', ')}</span>
          </p>
          <PlaceLink to={placeOf('venues', { view: 'live' })} className="shrink-0">
            Live gate
          </PlaceLink>
        </div>
      ))}
    </div>
  )
}
