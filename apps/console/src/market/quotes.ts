/** Quotes: the fragment that every panel with prices reads, and the stream that keeps them current in the cache. */
'use client'

import { useEffect } from 'react'
import { useClient } from 'urql'
import { graphql } from '../generated/gql.ts'

export const Quote_QuoteFragment = graphql(`
  fragment Quote_QuoteFragment on Quote {
    instrument {
      id
    }
    bid
    bidSize
    ask
    askSize
    last
    at
    receivedAt
    stale
  }
`)

const QuotesSubscription = graphql(`
  subscription Quotes($instrumentIds: [ID!]!) {
    quotes(instrumentIds: $instrumentIds) {
      ...Quote_QuoteFragment
    }
  }
`)

/** Keeps the quotes of these instruments current while the component is shown. */
export function useQuoteStream(instrumentIds: readonly string[]): void {
  const client = useClient()
  const list = instrumentIds.join('\n')
  useEffect(() => {
    if (list === '') return
    const stream = client
      .subscription(QuotesSubscription, { instrumentIds: list.split('\n') })
      .subscribe(() => undefined)
    return () => stream.unsubscribe()
  }, [client, list])
}
