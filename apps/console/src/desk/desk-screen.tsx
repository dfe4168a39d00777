/** The desk: watchlist, chart, ticket and blotters, docked side by side where there is room and in tabs where not. */
'use client'

import { useMemo, useSyncExternalStore } from 'react'
import { useQuery } from 'urql'
import type { ModeName } from '../accounts/mode-badge.tsx'
import { graphql } from '../generated/gql.ts'
import { useQuoteStream } from '../market/quotes.ts'
import { useSelection } from '../shell/selection.tsx'
import { DeskContext } from './desk-context.ts'
import { DockedDesk } from './docked-desk.tsx'
import { TabbedDesk } from './tabbed-desk.tsx'

const FirstInstrumentQuery = graphql(`
  query FirstInstrument {
    instruments(first: 1) {
      edges {
        node {
          id
        }
      }
    }
  }
`)

const WIDE = '(min-width: 1024px)'

function useWide(): boolean {
  return useSyncExternalStore(
    (listener) => {
      const query = window.matchMedia(WIDE)
      query.addEventListener('change', listener)
      return () => query.removeEventListener('change', listener)
    },
    () => window.matchMedia(WIDE).matches,
  )
}

export interface DeskScreenProps {
  readonly slug: string
  readonly account: { readonly id: string; readonly name: string; readonly mode: ModeName } | null
}

export function DeskScreen({ slug, account }: DeskScreenProps) {
  const { instrumentId } = useSelection()
  const [{ data }] = useQuery({ query: FirstInstrumentQuery, pause: instrumentId !== null })
  const shown = instrumentId ?? data?.instruments.edges[0]?.node.id ?? null
  useQuoteStream(useMemo(() => (shown ? [shown] : []), [shown]))
  const desk = useMemo(() => ({ slug, account, instrumentId: shown }), [slug, account, shown])
  const wide = useWide()
  return <DeskContext value={desk}>{wide ? <DockedDesk /> : <TabbedDesk />}</DeskContext>
}
