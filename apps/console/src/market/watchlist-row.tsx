/** One instrument of the watchlist with its quote. A quote that can't be relied on is marked, not hidden. */
import { Hourglass, Moon } from 'lucide-react'
import { fractionDigits } from '../format/decimal.ts'
import { Ticking } from '../format/ticking.tsx'
import { showTime } from '../format/time.ts'
import { showWord } from '../format/words.ts'
import { getFragmentData, graphql } from '../generated/index.ts'
import type { WatchlistRow_InstrumentFragmentFragment as Row } from '../generated/graphql.ts'
import type { TableColumn } from '../table/table-model.ts'
import { InstrumentName } from './instrument-name.tsx'
import { Quote_QuoteFragment } from './quotes.ts'

export const WatchlistRow_InstrumentFragment = graphql(`
  fragment WatchlistRow_InstrumentFragment on Instrument {
    id
    symbol
    name
    assetClass
    priceIncrement
    tradingStatus
    quote {
      ...Quote_QuoteFragment
    }
  }
`)

const quoteOf = (row: Row) => getFragmentData(Quote_QuoteFragment, row.quote)

export const watchlistColumns: readonly TableColumn<Row>[] = [
  {
    id: 'symbol',
    title: 'Instrument',
    width: 128,
    cell: (row) => (
      <span title={`${row.name}, ${showWord(row.assetClass)}`} className="font-medium">
        <InstrumentName instrument={row} />
      </span>
    ),
    compare: (a, b) => a.symbol.localeCompare(b.symbol),
  },
  { id: 'bid', title: 'Bid', width: 72, end: true, cell: (row) => <Price row={row} side="bid" /> },
  { id: 'ask', title: 'Ask', width: 72, end: true, cell: (row) => <Price row={row} side="ask" /> },
  { id: 'state', title: 'State', width: 26, hideTitle: true, cell: (row) => <QuoteState row={row} /> },
]

function Price({ row, side }: { readonly row: Row; readonly side: 'bid' | 'ask' }) {
  const quote = quoteOf(row)
  return (
    <Ticking
      value={quote?.[side]}
      digits={fractionDigits(row.priceIncrement)}
      className={quote && !quote.stale ? 'text-ink' : 'text-ink-3'}
    />
  )
}

function QuoteState({ row }: { readonly row: Row }) {
  const quote = quoteOf(row)
  if (row.tradingStatus && row.tradingStatus !== 'OPEN') {
    return (
      <span title={showWord(row.tradingStatus)} className="text-ink-2">
        <Moon aria-hidden className="inline size-3" />
        <span className="sr-only">{showWord(row.tradingStatus)}</span>
      </span>
    )
  }
  if (quote && !quote.stale) return null
  const since = quote ? `Stale since ${showTime(quote.receivedAt)}` : 'No quote yet'
  return (
    <span title={since} className="text-warn">
      <Hourglass aria-hidden className="inline size-3" />
      <span className="sr-only">{since}</span>
    </span>
  )
}
