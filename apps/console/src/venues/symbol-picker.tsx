/** Picks which symbols of a venue to follow: what it lists is searched, what is chosen can be taken off again. */
'use client'

import { Plus, X } from 'lucide-react'
import { type KeyboardEvent, useState } from 'react'
import { useMutation } from 'urql'
import { explainOutcome, outcomeOf } from '../connection/problem.ts'
import { Button } from '../controls/button.tsx'
import { TextField } from '../controls/text-field.tsx'
import { showWord } from '../format/words.ts'
import { graphql } from '../generated/gql.ts'
import type { CredentialFieldInput, ListVenueInstrumentsMutation } from '../generated/graphql.ts'
import { useSelection } from '../shell/selection.tsx'

const ListVenueInstruments = graphql(`
  mutation ListVenueInstruments($input: ListVenueInstrumentsInput!) {
    listVenueInstruments(input: $input) {
      __typename
      ... on ListVenueInstrumentsPayload {
        instruments {
          symbol
          name
          assetClass
          status
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

type Answer = ListVenueInstrumentsMutation['listVenueInstruments']
type Listed = Extract<Answer, { __typename: 'ListVenueInstrumentsPayload' }>['instruments'][number]

/** Whose list is searched: a kept connection's, or a venue's by a credential that is not kept. */
export type ListOf =
  | { readonly connectionId: string }
  | { readonly venueId: string; readonly credential: readonly CredentialFieldInput[] }

export interface SymbolPickerProps {
  readonly of: ListOf
  readonly chosen: readonly string[]
  readonly onChange: (chosen: readonly string[]) => void
  readonly problem?: string | undefined
}

export function SymbolPicker({ of, chosen, onChange, problem }: SymbolPickerProps) {
  const { listed, refusal, searching, look } = useListed(of)
  const [search, setSearch] = useState('')
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.key !== 'Enter') return
    // Enter looks, it does not send the form around it.
    event.preventDefault()
    void look(search)
  }
  const others = listed?.filter(({ symbol }) => !chosen.includes(symbol)) ?? []
  return (
    <div className="flex flex-col gap-1.5">
      <ul aria-label="Followed symbols" className="flex flex-wrap gap-1 empty:hidden">
        {chosen.map((symbol) => (
          <li key={symbol} className="flex items-center border border-line bg-raised pl-1.5 text-xs">
            {symbol}
            <Button
              size="dense"
              tone="quiet"
              aria-label={`Take ${symbol} off`}
              onClick={() => onChange(chosen.filter((each) => each !== symbol))}
            >
              <X aria-hidden className="size-3" />
            </Button>
          </li>
        ))}
      </ul>
      <div className="flex items-end gap-1.5">
        <TextField
          label="Symbols to follow"
          className="flex-1"
          placeholder="BTC"
          value={search}
          problem={problem ?? refusal}
          onChange={setSearch}
          onKeyDown={onKeyDown}
        />
        <Button aria-disabled={searching} onClick={() => void look(search)}>
          {searching ? 'Searching…' : 'Search the venue'}
        </Button>
      </div>
      {listed === null ? null : (
        <ul aria-label="Listed symbols" className="max-h-44 overflow-auto border border-line">
          {others.map(({ symbol, name, assetClass, status }) => (
            <li key={symbol}>
              <button
                type="button"
                onClick={() => onChange([...chosen, symbol])}
                className="flex w-full items-center gap-2 border-b border-line px-2 py-1 text-left text-xs hover:bg-hover"
              >
                <Plus aria-hidden className="size-3 shrink-0" />
                <span className="sr-only">Follow</span>
                <span className="font-medium">{symbol}</span>
                <span className="min-w-0 flex-1 truncate text-ink-2">{name}</span>
                <span className="text-ink-2">
                  {showWord(assetClass)}, {showWord(status).toLowerCase()}
                </span>
              </button>
            </li>
          ))}
          {others.length === 0 ? (
            <li className="px-2 py-1 text-xs text-ink-2">
              {listed.length === 0 ? 'The venue lists nothing of that kind.' : 'All of it is followed.'}
            </li>
          ) : null}
        </ul>
      )}
    </div>
  )
}

function useListed(of: ListOf) {
  const { membership } = useSelection()
  const [{ fetching }, list] = useMutation(ListVenueInstruments)
  const [listed, setListed] = useState<readonly Listed[] | null>(null)
  const [refusal, setRefusal] = useState<string | undefined>()
  const look = async (search: string) => {
    setRefusal(undefined)
    const credential = 'venueId' in of && of.credential.length > 0 ? { credential: [...of.credential] } : {}
    const whose = 'venueId' in of ? { venueId: of.venueId, ...credential } : of
    const organizationId = membership.organization.id
    const { data, error } = await list({ input: { organizationId, search: search.trim(), ...whose } })
    const outcome = outcomeOf(data?.listVenueInstruments, error)
    if (outcome.kind === 'done') setListed(outcome.payload.instruments)
    else setRefusal(explainOutcome(outcome))
  }
  return { listed, refusal, searching: fetching, look }
}
