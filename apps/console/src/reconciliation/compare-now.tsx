/** Compares our books with a venue's word at once, and says what the last comparisons came to. */
'use client'

import { toast } from 'sonner'
import { useMutation } from 'urql'
import { explainOutcome, outcomeOf } from '../connection/problem.ts'
import { GatedButton } from '../controls/gated-button.tsx'
import { Empty } from '../controls/panel-state.tsx'
import { Section } from '../controls/section.tsx'
import { showInstant, showTime } from '../format/time.ts'
import { showWord } from '../format/words.ts'
import { type FragmentType, getFragmentData, graphql } from '../generated/index.ts'
import { useSelection } from '../shell/selection.tsx'

export const CompareNow_VenueLinkFragment = graphql(`
  fragment CompareNow_VenueLinkFragment on VenueLink {
    id
    name
    purpose
    enabled
    standing {
      reconciled
    }
    reconciliations(first: 3) {
      edges {
        node {
          id
          cause
          startedAt
          ordersCompared
          positionsCompared
          balancesCompared
          breaksFound
          fault
        }
      }
    }
  }
`)

const RunReconciliation = graphql(`
  mutation RunReconciliation($input: RunReconciliationInput!) {
    runReconciliation(input: $input) {
      __typename
      ... on RunReconciliationPayload {
        run {
          id
          fault
        }
      }
      ... on Problem {
        code
        message
        path
      }
    }
  }
`)

export interface CompareNowProps {
  readonly connections: readonly FragmentType<typeof CompareNow_VenueLinkFragment>[]
  readonly onCompared: () => void
}

export function CompareNow({ onCompared, ...props }: CompareNowProps) {
  const all = getFragmentData(CompareNow_VenueLinkFragment, props.connections)
  const { may } = useSelection()
  const [{ fetching }, run] = useMutation(RunReconciliation)
  const withAccount = all.filter(({ purpose }) => purpose !== 'MARKET_DATA')
  const compare = async (connectionId: string) => {
    const { data, error } = await run({ input: { connectionId } })
    const outcome = outcomeOf(data?.runReconciliation, error)
    if (outcome.kind !== 'done') toast.error(explainOutcome(outcome))
    onCompared()
  }
  const mine = may('reconciliation:run') ? null : 'A trader, risk manager, admin or owner can.'
  return (
    <Section title="Comparisons" className="self-stretch">
      {withAccount.length === 0 ? (
        <Empty title="No connection sees an account.">There is nothing to compare with yet.</Empty>
      ) : (
        <ul aria-label="Comparisons" className="text-xs">
          {withAccount.map(({ id, name, enabled, standing, reconciliations }) => (
            <li key={id} className="flex flex-col gap-1 border-b border-line p-2">
              <div className="flex items-center gap-2">
                <span className="min-w-0 flex-1 truncate font-medium">{name}</span>
                <Agreement value={standing?.reconciled} />
                <GatedButton
                  size="dense"
                  why={mine ?? (enabled ? null : 'The connection is closed.')}
                  aria-label={`Compare now: ${name}`}
                  onPress={() => (fetching ? undefined : void compare(id))}
                >
                  Compare now
                </GatedButton>
              </div>
              {reconciliations.edges.map(({ node }) => (
                <p key={node.id} className="text-2xs text-ink-2">
                  <time dateTime={node.startedAt} title={showInstant(node.startedAt)}>
                    {showTime(node.startedAt)}
                  </time>
                  , {showWord(node.cause).toLowerCase()}:{' '}
                  {node.fault ?? (
                    <>
                      {node.ordersCompared} orders, {node.positionsCompared} positions,{' '}
                      {node.balancesCompared} balances; {node.breaksFound === 0 ? 'no' : node.breaksFound} new
                      differences
                    </>
                  )}
                </p>
              ))}
            </li>
          ))}
        </ul>
      )}
    </Section>
  )
}

function Agreement({ value }: { readonly value: boolean | null | undefined }) {
  if (value == null) return null
  return value ? (
    <span className="text-ok">Reconciled</span>
  ) : (
    <span className="font-medium text-bad">Not reconciled</span>
  )
}
