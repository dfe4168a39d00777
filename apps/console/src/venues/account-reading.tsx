/** The venue's own account, read when somebody asks for it: every reading costs a part of the budget. */
'use client'

import { RefreshCw } from 'lucide-react'
import { useQuery } from 'urql'
import { Button } from '../controls/button.tsx'
import { Failed, Skeleton } from '../controls/panel-state.tsx'
import { Section } from '../controls/section.tsx'
import { showDecimal, trimZeros } from '../format/decimal.ts'
import { showTime } from '../format/time.ts'
import { graphql } from '../generated/gql.ts'

const VenueAccountQuery = graphql(`
  query VenueAccount($id: ID!) {
    node(id: $id) {
      __typename
      id
      ... on VenueLink {
        id
        venueAccount {
          venueAccountId
          name
          paper
          at
          balances {
            currency
            total
            available
            held
          }
          positions {
            symbol
            quantity
            averagePrice
          }
        }
      }
    }
  }
`)

const show = (amount: string) => showDecimal(trimZeros(amount))

export function AccountReading({ id }: { readonly id: string }) {
  const [{ data, error, fetching }, execute] = useQuery({
    query: VenueAccountQuery,
    variables: { id },
    requestPolicy: 'network-only',
  })
  const again = () => execute({ requestPolicy: 'network-only' })
  const account = data?.node?.__typename === 'VenueLink' ? data.node.venueAccount : null
  const read = (
    <Button size="dense" tone="quiet" aria-disabled={fetching} onClick={again}>
      <RefreshCw aria-hidden className="size-3.5" />
      Read again
    </Button>
  )
  return (
    <Section title="Account at the venue" actions={read} className="self-start">
      {account ? (
        <>
          <p className="border-b border-line px-2 py-1 text-xs text-ink-2">
            {account.name || account.venueAccountId}
            {account.paper === true ? ', simulated money' : ''}, read {showTime(account.at)}
          </p>
          <Amounts
            label="Balances at the venue"
            titles={['Currency', 'Total', 'Available', 'Held']}
            rows={account.balances.map(({ currency, total, available, held }) => [
              currency,
              show(total),
              show(available),
              show(held),
            ])}
          />
          {account.positions.length === 0 ? null : (
            <Amounts
              label="Positions at the venue"
              titles={['Symbol', 'Quantity', 'Average price']}
              rows={account.positions.map(({ symbol, quantity, averagePrice }) => [
                symbol,
                show(quantity),
                averagePrice == null ? '–' : show(averagePrice),
              ])}
            />
          )}
        </>
      ) : error && !fetching ? (
        <Failed error={error} onRetry={again} />
      ) : (
        <Skeleton rows={4} label="Reading the account" />
      )}
    </Section>
  )
}

interface AmountsProps {
  readonly label: string
  readonly titles: readonly string[]
  readonly rows: readonly (readonly string[])[]
}

function Amounts({ label, titles, rows }: AmountsProps) {
  return (
    <div tabIndex={0} role="region" aria-label={label} className="overflow-auto">
      <table aria-label={label} className="w-full text-xs">
        <thead>
          <tr>
            {titles.map((title, index) => (
              <th
                key={title}
                scope="col"
                className={`h-6 border-b border-line bg-raised px-2 text-2xs font-medium text-ink-2 ${index === 0 ? 'text-left' : 'text-right'}`}
              >
                {title}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {rows.map((row) => (
            <tr key={row[0]} className="border-b border-line/60">
              {row.map((text, index) => (
                <td
                  key={titles[index]}
                  className={index === 0 ? 'px-2 py-0.5 font-medium' : 'num px-2 py-0.5'}
                >
                  {text}
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  )
}
