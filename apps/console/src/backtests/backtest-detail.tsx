/** One backtest, sweep or walk-forward: how far it is while it runs, what came of it when it has ended, and on what terms. */
'use client'

import { useLiveQuery } from '../connection/live-query.ts'
import { Empty, Failed, Skeleton } from '../controls/panel-state.tsx'
import { type FragmentType, getFragmentData, graphql } from '../generated/index.ts'
import { placeOf } from '../shell/navigation.ts'
import { PlaceLink } from '../shell/place-link.tsx'
import { useSelection } from '../shell/selection.tsx'
import { BacktestActions } from './backtest-actions.tsx'
import { type BacktestRow, BacktestRow_BacktestFragment } from './backtest-row.tsx'
import { BacktestTerms, BacktestTerms_BacktestFragment } from './backtest-terms.tsx'
import { useRunProgress } from './run-progress.ts'
import { RunningSection } from './running-section.tsx'
import { SingleResult } from './single-result.tsx'
import { isOpen, RunStatus } from './status.tsx'
import { SweepResult, type SweepResult_BacktestFragment } from './sweep-result.tsx'
import { WalkForwardResult } from './walk-forward-result.tsx'

const BacktestQuery = graphql(`
  query Backtest($slug: String!, $id: ID!) {
    organization(slug: $slug) {
      id
      backtest(id: $id) {
        id
        ...BacktestRow_BacktestFragment
        ...BacktestTerms_BacktestFragment
        ...SweepResult_BacktestFragment
      }
    }
  }
`)

export function BacktestDetail({ id, slug }: { readonly id: string; readonly slug: string }) {
  const { membership } = useSelection()
  const [{ data, error }, retry] = useLiveQuery({
    query: BacktestQuery,
    variables: { slug, id },
    requestPolicy: 'cache-and-network',
  })
  const backtest = data?.organization?.backtest
  const row = getFragmentData(BacktestRow_BacktestFragment, backtest)
  useRunProgress(membership.organization.id, row ? [row] : [])
  if (!backtest || !row) {
    if (error) return <Failed error={error} onRetry={() => retry({ requestPolicy: 'network-only' })} />
    if (!data) return <Skeleton rows={14} label="Loading the backtest" />
    return (
      <Empty title="There is no such backtest.">
        <PlaceLink to={placeOf('backtests')}>All backtests</PlaceLink>
      </Empty>
    )
  }
  return <Loaded row={row} backtest={backtest} />
}

interface LoadedProps {
  readonly row: BacktestRow
  readonly backtest: FragmentType<typeof BacktestTerms_BacktestFragment> &
    FragmentType<typeof SweepResult_BacktestFragment>
}

function Loaded({ row, backtest }: LoadedProps) {
  const terms = getFragmentData(BacktestTerms_BacktestFragment, backtest)
  const result =
    row.kind === 'SWEEP' ? (
      <SweepResult row={row} backtest={backtest} />
    ) : row.kind === 'WALK_FORWARD' ? (
      <WalkForwardResult row={row} backtest={backtest} terms={terms} />
    ) : row.status === 'COMPLETED' ? (
      <SingleResult id={row.id} name={row.name} terms={terms} />
    ) : null
  return (
    <div className="flex h-full flex-col bg-ground">
      <div className="flex flex-wrap items-center gap-x-3 gap-y-1 border-b border-line bg-panel px-2 py-1">
        <PlaceLink to={placeOf('backtests')} className="text-xs">
          Backtests
        </PlaceLink>
        <h2 className="min-w-0 truncate text-sm font-semibold">{row.name}</h2>
        <span className="text-xs">
          <RunStatus status={row.status} />
        </span>
        <BacktestActions row={row} />
      </div>
      <div
        tabIndex={0}
        role="region"
        aria-label={row.name}
        className="flex min-h-0 flex-1 flex-col gap-2 overflow-auto p-2"
      >
        {isOpen(row.status) ? <RunningSection row={row} plan={terms.plan} /> : null}
        {row.failure ? (
          <p role="alert" className="border border-bad bg-bad-soft p-2 text-xs break-words text-bad">
            {row.failure}
          </p>
        ) : null}
        {result}
        <BacktestTerms backtest={backtest} />
      </div>
    </div>
  )
}
