/** The kill switches: engaging one in a single step, those engaged with their phase, and those released. */
'use client'

import { useQuery } from 'urql'
import { useLiveQuery } from '../connection/live-query.ts'
import { Empty, Failed, Skeleton } from '../controls/panel-state.tsx'
import { graphql } from '../generated/gql.ts'
import { useSelection } from '../shell/selection.tsx'
import { EngageKillSwitch } from './engage-kill-switch.tsx'
import { KillSwitchCard } from './kill-switch-card.tsx'
import { RiskTargetsQuery } from './scope-targets.ts'

const KillSwitchesQuery = graphql(`
  query KillSwitches($slug: String!) {
    organization(slug: $slug) {
      id
      killSwitches {
        id
        engaged
        engagedAt
        ...KillSwitchCard_KillSwitchFragment
      }
    }
  }
`)

export function KillSwitches({ slug }: { readonly slug: string }) {
  const { may } = useSelection()
  const [{ data, error }, retry] = useLiveQuery({ query: KillSwitchesQuery, variables: { slug } })
  const [{ data: targets }] = useQuery({ query: RiskTargetsQuery, variables: { slug } })
  const switches = data?.organization?.killSwitches
  if (!switches) {
    return error ? (
      <Failed error={error} onRetry={() => retry({ requestPolicy: 'network-only' })} />
    ) : (
      <Skeleton label="Loading kill switches" />
    )
  }
  const newestFirst = [...switches].sort((a, b) => b.engagedAt.localeCompare(a.engagedAt))
  const engaged = newestFirst.filter((each) => each.engaged)
  const released = newestFirst.filter((each) => !each.engaged)
  return (
    <div className="flex flex-col gap-3 p-3">
      {may('killSwitch:engage') ? <EngageKillSwitch targets={targets} /> : null}
      <section aria-labelledby="engaged-switches">
        <h3 id="engaged-switches" className="mb-1 text-xs font-semibold">
          Engaged
        </h3>
        {engaged.length === 0 ? (
          <p className="text-xs text-ink-2">None. Orders pass to the risk checks.</p>
        ) : null}
        <ul className="flex flex-col gap-2">
          {engaged.map((each) => (
            <KillSwitchCard key={each.id} killSwitch={each} targets={targets} />
          ))}
        </ul>
      </section>
      <section aria-labelledby="released-switches">
        <h3 id="released-switches" className="mb-1 text-xs font-semibold">
          Released
        </h3>
        {released.length === 0 ? (
          <Empty title="None so far." />
        ) : (
          <ul className="flex flex-col gap-2">
            {released.map((each) => (
              <KillSwitchCard key={each.id} killSwitch={each} targets={targets} />
            ))}
          </ul>
        )}
      </section>
    </div>
  )
}
