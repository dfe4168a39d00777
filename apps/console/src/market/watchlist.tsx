/** The instruments with their live quotes: searched and filtered by the server, walked with the arrow keys. */
'use client'

import { Search } from 'lucide-react'
import { useDeferredValue, useRef, useState } from 'react'
import { useLiveQuery } from '../connection/live-query.ts'
import { controlFrame } from '../controls/field.tsx'
import { Empty, Failed, Skeleton } from '../controls/panel-state.tsx'
import { showWord } from '../format/words.ts'
import { getFragmentData, graphql } from '../generated/index.ts'
import type { AssetClass } from '../generated/graphql.ts'
import { useShortcut } from '../shell/keyboard.tsx'
import { useSelection } from '../shell/selection.tsx'
import { DataTable } from '../table/data-table.tsx'
import { useQuoteStream } from './quotes.ts'
import { watchlistColumns, WatchlistRow_InstrumentFragment } from './watchlist-row.tsx'

const WatchlistQuery = graphql(`
  query Watchlist($search: String, $assetClass: AssetClass) {
    instruments(search: $search, assetClass: $assetClass, first: 100) {
      edges {
        node {
          id
          ...WatchlistRow_InstrumentFragment
        }
      }
    }
  }
`)

const assetClasses: readonly AssetClass[] = [
  'CRYPTO',
  'EQUITY',
  'OPTION',
  'FUTURE',
  'FX',
  'METAL',
  'EVENT_CONTRACT',
  'INDEX',
]

/** `selectedId`: the instrument that the rest of the desk follows. */
export function Watchlist({ selectedId }: { readonly selectedId: string | null }) {
  const [search, setSearch] = useState('')
  const [assetClass, setAssetClass] = useState<AssetClass | ''>('')
  const searched = useDeferredValue(search.trim())
  const input = useRef<HTMLInputElement>(null)
  const { chooseInstrument } = useSelection()
  const [{ data, error, fetching }, retry] = useLiveQuery({
    query: WatchlistQuery,
    variables: { search: searched || null, assetClass: assetClass || null },
    // What a connection brought in meanwhile is not in the cache.
    requestPolicy: 'cache-and-network',
  })
  const rows = getFragmentData(
    WatchlistRow_InstrumentFragment,
    data?.instruments.edges.map((edge) => edge.node) ?? [],
  )
  useQuoteStream(rows.map((row) => row.id))
  useShortcut('search', () => input.current?.focus())

  return (
    <div className="flex h-full flex-col">
      <div className="flex gap-1 border-b border-line p-1">
        <div className="relative min-w-0 flex-1">
          <Search aria-hidden className="absolute top-1/2 left-1.5 size-3.5 -translate-y-1/2 text-ink-3" />
          <input
            ref={input}
            type="search"
            aria-label="Search instruments"
            placeholder="Search"
            value={search}
            onChange={(event) => setSearch(event.target.value)}
            className={`${controlFrame} h-6 w-full pr-1 pl-6`}
          />
        </div>
        <select
          aria-label="Asset class"
          value={assetClass}
          onChange={(event) => setAssetClass(assetClasses.find((each) => each === event.target.value) ?? '')}
          className={`${controlFrame} h-6 px-1`}
        >
          <option value="">All classes</option>
          {assetClasses.map((each) => (
            <option key={each} value={each}>
              {showWord(each)}
            </option>
          ))}
        </select>
      </div>
      <div className="min-h-0 flex-1">
        {data ? (
          <DataTable
            label="Watchlist"
            columns={watchlistColumns}
            rows={rows}
            rowId={(row) => row.id}
            selectedId={selectedId}
            onSelect={(row) => chooseInstrument(row.id)}
            empty={<Empty title={fetching ? 'Searching…' : 'No instrument by that name.'} />}
          />
        ) : error ? (
          <Failed error={error} onRetry={() => retry({ requestPolicy: 'network-only' })} />
        ) : (
          <Skeleton rows={14} label="Loading instruments" />
        )}
      </div>
    </div>
  )
}
