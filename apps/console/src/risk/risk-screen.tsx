/** The risk screen: policies on one side, kill switches on the other. */
'use client'

import { useSelection } from '../shell/selection.tsx'
import { KillSwitches } from './kill-switches.tsx'
import { Policies } from './policies.tsx'

export function RiskScreen({ slug }: { readonly slug: string }) {
  const { may } = useSelection()
  return (
    <div className="grid h-full grid-cols-1 overflow-auto bg-panel xl:grid-cols-[minmax(0,1fr)_440px] xl:overflow-hidden">
      {may('killSwitch:read') ? (
        <section
          aria-labelledby="switches-title"
          className="min-h-0 border-line xl:order-last xl:overflow-auto xl:border-l"
        >
          <h2
            id="switches-title"
            className="sticky top-0 z-10 border-b border-line bg-raised px-3 py-1 text-xs font-semibold"
          >
            Kill switches
          </h2>
          <KillSwitches slug={slug} />
        </section>
      ) : null}
      {may('policy:read') ? (
        <section aria-labelledby="policies-title" className="flex min-h-0 flex-col">
          <h2 id="policies-title" className="border-b border-line bg-raised px-3 py-1 text-xs font-semibold">
            Risk policies
          </h2>
          <Policies slug={slug} />
        </section>
      ) : null}
    </div>
  )
}
