/** The list of backtests and sweeps, newest first, moving while they run; marked ones are compared. */
'use client'

import { GitCompareArrows, Plus } from 'lucide-react'
import { useCallback, useMemo, useState } from 'react'
import { useLiveQuery } from '../connection/live-query.ts'
import { Button } from '../controls/button.tsx'
import { Empty, Failed, Skeleton } from '../controls/panel-state.tsx'
import { getFragmentData, graphql } from '../generated/index.ts'
import { useShortcut } from '../shell/keyboard.tsx'
import { useNarrow } from '../shell/narrow.ts'
import { goTo, placeOf } from '../shell/navigation.ts'
import { useSelection } from '../shell/selection.tsx'
import { DataTable } from '../table/data-table.tsx'
import { backtestColumns, BacktestRow_BacktestFragment, narrowBacktestColumns } from './backtest-row.tsx'
import { useRunProgress } from './run-progress.ts'
import { RUNS_COMPARED_MAX } from './run-tone.tsx'

const BacktestsQuery = graphql(`
  query Backtests($slug: String!, $first: Int!) {
    organization(slug: $slug) {
      id
      backtests(first: $first) {
        edges {
          node {
            id
            ...BacktestRow_BacktestFragment
          }
        }
        pageInfo {
          hasNextPage
        }
        totalCount
      }
    }
  }
`)

const PAGE_SIZE = 50
const PAGE_MAX = 200
const toNew = () => goTo(placeOf('backtests', { view: 'new' }))

/** What is marked to be compared; never more than can be told apart. */
function useMarks() {
  const [marked, setMarked] = useState<ReadonlySet<string>>(new Set())
  const mark = useCallback(
    (id: string) =>
      setMarked((before) => {
        const next = new Set(before)
        if (!next.delete(id) && next.size < RUNS_COMPARED_MAX) next.add(id)
        return next
      }),
    [],
  )
  return { marked, mark }
}

export function BacktestList({ slug }: { readonly slug: string }) {
  const { membership, may } = useSelection()
  const [first, setFirst] = useState(PAGE_SIZE)
  const [selectedId, setSelectedId] = useState<string | null>(null)
  const { marked, mark } = useMarks()
  const narrow = useNarrow()
  const [{ data, error, fetching }, retry] = useLiveQuery({
    query: BacktestsQuery,
    variables: { slug, first },
    requestPolicy: 'cache-and-network',
  })
  const list = data?.organization?.backtests
  const rows = getFragmentData(BacktestRow_BacktestFragment, list?.edges.map((edge) => edge.node) ?? [])
  useRunProgress(membership.organization.id, rows)
  const columns = useMemo(
    () => (narrow ? narrowBacktestColumns : backtestColumns)({ marked, onMark: mark }),
    [narrow, marked, mark],
  )
  const compare =
    marked.size > 1 ? () => goTo(placeOf('backtests', { compare: [...marked].join(',') })) : null
  useShortcut('research-compare', compare)

  if (!list) {
    return error ? (
      <Failed error={error} onRetry={() => retry({ requestPolicy: 'network-only' })} />
    ) : (
      <Skeleton rows={14} label="Loading the backtests" />
    )
  }
  return (
    <div className="flex h-full flex-col bg-panel">
      <ListHead count={list.totalCount} marks={marked.size} onCompare={compare} />
      <div className="min-h-0 flex-1">
        <DataTable
          label="Backtests"
          columns={columns}
          rows={rows}
          rowId={(row) => row.id}
          selectedId={selectedId}
          onSelect={(row) => setSelectedId(row.id)}
          onOpen={(row) => goTo(placeOf('backtests', { id: row.id }))}
          onEnd={
            list.pageInfo.hasNextPage && !fetching && first < PAGE_MAX
              ? () => setFirst((count) => count + PAGE_SIZE)
              : undefined
          }
          empty={
            <Empty title="No backtest yet.">
              {may('backtest:run') ? (
                <Button onClick={toNew}>Start one</Button>
              ) : (
                'A trader, admin or owner can start one.'
              )}
            </Empty>
          }
        />
      </div>
    </div>
  )
}

interface ListHeadProps {
  readonly count: number
  readonly marks: number
  /** Null while fewer than two are marked. */
  readonly onCompare: (() => void) | null
}

function ListHead({ count, marks, onCompare }: ListHeadProps) {
  const { may } = useSelection()
  return (
    <div className="flex min-h-9 flex-wrap items-center gap-2 border-b border-line px-2 py-1">
      <h2 className="flex-1 text-xs text-ink-2">{count === 1 ? '1 backtest' : `${count} backtests`}</h2>
      {onCompare ? (
        <Button onClick={onCompare} title="c">
          <GitCompareArrows aria-hidden className="size-3.5" />
          Compare {marks}
        </Button>
      ) : null}
      {may('backtest:run') ? (
        <Button tone="primary" onClick={toNew} title="n">
          <Plus aria-hidden className="size-3.5" />
          New backtest
        </Button>
      ) : null}
    </div>
  )
}
