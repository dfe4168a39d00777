/** Puts the ticket on the selected account and instrument, or says why there is none. */
'use client'

import type { ModeName } from '../accounts/mode-badge.tsx'
import { useLiveQuery } from '../connection/live-query.ts'
import { Empty, Failed, Skeleton } from '../controls/panel-state.tsx'
import { getFragmentData, graphql } from '../generated/index.ts'
import { Quote_QuoteFragment } from '../market/quotes.ts'
import { useSelection } from '../shell/selection.tsx'
import { OrderTicket } from './order-ticket.tsx'

const TicketQuery = graphql(`
  query Ticket($id: ID!) {
    node(id: $id) {
      __typename
      id
      ... on Instrument {
        id
        symbol
        currency
        priceIncrement
        quantityIncrement
        minQuantity
        quote {
          ...Quote_QuoteFragment
        }
      }
    }
  }
`)

export interface TicketPanelProps {
  readonly account: { readonly id: string; readonly name: string; readonly mode: ModeName } | null
  readonly instrumentId: string | null
}

export function TicketPanel({ account, instrumentId }: TicketPanelProps) {
  const { may } = useSelection()
  const [{ data, error }, retry] = useLiveQuery({
    query: TicketQuery,
    variables: { id: instrumentId ?? '' },
    pause: instrumentId === null,
  })
  if (!may('order:submit')) return <Empty title="Your role watches orders; it does not place them." />
  if (!account) return <Empty title="There is no account to trade on yet." />
  if (instrumentId === null) return <Empty title="Choose an instrument from the watchlist." />
  const instrument = data?.node?.__typename === 'Instrument' ? data.node : null
  if (!instrument) {
    return error ? (
      <Failed error={error} onRetry={() => retry({ requestPolicy: 'network-only' })} />
    ) : (
      <Skeleton label="Loading the ticket" />
    )
  }
  const quote = getFragmentData(Quote_QuoteFragment, instrument.quote)
  return (
    <OrderTicket
      key={account.id}
      account={account}
      instrument={{ ...instrument, bid: quote?.bid ?? null, ask: quote?.ask ?? null }}
    />
  )
}
