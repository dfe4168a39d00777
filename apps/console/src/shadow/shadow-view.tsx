/** Shadow: how the orders of an account fared beside the real market, and what is asked of it before real orders. */
'use client'

import { useState } from 'react'
import { useQuery } from 'urql'
import { Choice } from '../controls/choice.tsx'
import { Empty, Failed, Skeleton } from '../controls/panel-state.tsx'
import { Segmented } from '../controls/segmented.tsx'
import { graphql } from '../generated/gql.ts'
import { PromotionForm } from './promotion-form.tsx'
import { ShadowReport } from './shadow-report.tsx'

const ShadowAccountsQuery = graphql(`
  query ShadowAccounts($slug: String!) {
    organization(slug: $slug) {
      id
      promotionPolicy {
        version
        ...PromotionForm_PromotionPolicyFragment
      }
      accounts(first: 100) {
        edges {
          node {
            id
            name
            mode
          }
        }
      }
    }
  }
`)

const spans = [
  { value: '1', title: '1 day' },
  { value: '7', title: '7 days' },
  { value: '30', title: '30 days' },
  { value: '90', title: '90 days' },
] as const

export function ShadowView({ slug }: { readonly slug: string }) {
  const [{ data, error }, execute] = useQuery({
    query: ShadowAccountsQuery,
    variables: { slug },
    requestPolicy: 'cache-and-network',
  })
  const [chosen, setChosen] = useState('')
  const [days, setDays] = useState<(typeof spans)[number]['value']>('7')
  const again = () => execute({ requestPolicy: 'network-only' })
  const organization = data?.organization
  if (!organization)
    return error ? (
      <Failed error={error} onRetry={again} />
    ) : (
      <Skeleton rows={8} label="Loading the accounts" />
    )
  const accounts = organization.accounts.edges.map(({ node }) => node).filter(({ mode }) => mode === 'SHADOW')
  const account = accounts.find(({ id }) => id === chosen) ?? accounts[0]
  if (!account)
    return (
      <Empty title="No SHADOW account.">
        Its orders are simulated on a venue's real market. One is opened on a connection that sees an account.
      </Empty>
    )
  return (
    <div className="h-full overflow-auto bg-ground">
      <div className="flex flex-wrap items-end gap-2 border-b border-line bg-panel p-2">
        <Choice
          label="Account"
          className="w-56"
          value={account.id}
          options={accounts.map(({ id, name }) => ({ value: id, title: name }))}
          onChange={setChosen}
        />
        <Segmented label="Of the last" options={spans} value={days} onChange={setDays} />
      </div>
      <ShadowReport
        key={`${account.id} ${organization.promotionPolicy.version}`}
        accountId={account.id}
        days={Number(days)}
      />
      <div className="p-2 pt-0">
        <PromotionForm
          key={organization.promotionPolicy.version}
          policy={organization.promotionPolicy}
          onSaved={again}
        />
      </div>
    </div>
  )
}
