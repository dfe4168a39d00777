/** What models propose and say: proposals that wait for a person first, each with its provenance, and the opinions behind them. */
'use client'

import { useQuery } from 'urql'
import { useLookAgain } from '../connection/look-again.ts'
import { Empty, Failed, Skeleton } from '../controls/panel-state.tsx'
import { showShare } from '../format/number.ts'
import { graphql } from '../generated/gql.ts'
import { placeOf } from '../shell/navigation.ts'
import { PlaceLink } from '../shell/place-link.tsx'
import { OpinionList } from './opinion-list.tsx'
import { ProposalItem } from './proposal-item.tsx'

const SignalsQuery = graphql(`
  query Signals($slug: String!) {
    organization(slug: $slug) {
      id
      signalPolicy {
        modes
        confidenceMin
        acceptedPerHourMax
        instruments {
          quantityMax
          instrument {
            id
            symbol
          }
        }
      }
      signalProposals(first: 100) {
        edges {
          node {
            id
            ...ProposalItem_SignalProposalFragment
          }
        }
      }
      signalOpinions(first: 50) {
        source
        bar
        closedAt
        silence
        instrument {
          id
          symbol
        }
        signal {
          direction
          confidence
          provenance {
            ...Provenance_SignalProvenanceFragment
          }
        }
      }
    }
  }
`)

/** Proposals have no stream of their own. */
const LOOKED_EVERY_MS = 3_000

export function SignalsScreen({ slug }: { readonly slug: string }) {
  const [{ data, error }, execute] = useQuery({
    query: SignalsQuery,
    variables: { slug },
    requestPolicy: 'cache-and-network',
  })
  useLookAgain(execute, LOOKED_EVERY_MS)
  const organization = data?.organization
  if (!organization)
    return error ? (
      <Failed error={error} onRetry={() => execute({ requestPolicy: 'network-only' })} />
    ) : (
      <Skeleton rows={12} label="Loading what models propose" />
    )
  const { signalPolicy: policy, signalProposals, signalOpinions } = organization
  const allowed = policy.instruments.map(
    ({ instrument, quantityMax }) => `${quantityMax} ${instrument.symbol}`,
  )
  return (
    <div className="flex h-full flex-col bg-ground">
      <div className="flex min-h-9 flex-wrap items-center gap-x-3 border-b border-line bg-panel px-2 py-1">
        <PlaceLink to={placeOf('strategies')} className="text-xs">
          Strategies
        </PlaceLink>
        <h2 className="text-sm font-semibold">Signals</h2>
        <p className="text-2xs text-ink-2">
          {allowed.length === 0
            ? 'The signal policy lets nothing be accepted: somebody who manages risk has to name instruments first.'
            : `At most ${allowed.join(', ')} on ${policy.modes.join(', ')}, from ${showShare(policy.confidenceMin, 0)} sure on, ${policy.acceptedPerHourMax} within an hour.`}
        </p>
      </div>
      <div className="grid min-h-0 flex-1 grid-cols-1 content-start gap-2 overflow-auto p-2 lg:grid-cols-[minmax(0,3fr)_minmax(0,2fr)]">
        <section aria-label="Proposals" className="self-start border border-line bg-panel">
          {signalProposals.edges.length === 0 ? (
            <Empty title="No model proposes anything.">
              Proposals come from programs with a key and from model servers that the operator names.
            </Empty>
          ) : null}
          <ul>
            {signalProposals.edges.map(({ node }) => (
              <ProposalItem key={node.id} proposal={node} />
            ))}
          </ul>
        </section>
        <section aria-label="What models say" className="self-start border border-line bg-panel">
          <OpinionList opinions={signalOpinions} />
        </section>
      </div>
    </div>
  )
}
