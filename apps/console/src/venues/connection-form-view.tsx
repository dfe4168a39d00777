/** The form of a new connection. What the trial showed stays in sight until something is changed. */
'use client'

import { type FormEvent, useState } from 'react'
import { useMutation } from 'urql'
import { explainOutcome, outcomeOf } from '../connection/problem.ts'
import { Button } from '../controls/button.tsx'
import { Choice } from '../controls/choice.tsx'
import { FormRefusal } from '../controls/form-refusal.tsx'
import { Section } from '../controls/section.tsx'
import { TextField } from '../controls/text-field.tsx'
import { graphql } from '../generated/gql.ts'
import type { ConnectionPurpose } from '../generated/graphql.ts'
import { useAskedCode } from '../second-factor/use-asked-code.tsx'
import { goTo, placeOf } from '../shell/navigation.ts'
import { PlaceLink } from '../shell/place-link.tsx'
import { useSelection } from '../shell/selection.tsx'
import {
  type ConnectionDraft,
  draftInput,
  draftProblems,
  type DraftProblems,
  needsCredential,
  NO_CREDENTIAL,
  type OfferTerms,
} from './connection-form.ts'
import { CredentialFields, type CredentialFieldsProps, credentialInput } from './credential-fields.tsx'
import { SymbolPicker } from './symbol-picker.tsx'
import { type Trial, TrialSteps } from './trial-steps.tsx'

const TestConnection = graphql(`
  mutation TestConnection($input: AddConnectionInput!) {
    testConnection(input: $input) {
      __typename
      ... on TestConnectionPayload {
        ok
        steps {
          step
          ok
          message
        }
        excessScopes
      }
      ... on Problem {
        code
        message
        path
      }
    }
  }
`)

const AddConnectionMutation = graphql(`
  mutation AddConnection($input: AddConnectionInput!) {
    addConnection(input: $input) {
      __typename
      ... on AddConnectionPayload {
        connection {
          id
          ...ConnectionRow_VenueLinkFragment
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

interface Offer extends OfferTerms {
  readonly rehearsal: boolean
  readonly venue: { readonly id: string; readonly name: string }
}

export interface ConnectionFormProps {
  readonly offers: readonly Offer[]
  readonly first: Offer
}

const purposes: readonly { readonly value: ConnectionPurpose; readonly title: string }[] = [
  { value: 'MARKET_DATA', title: 'Market data: quotes and trades' },
  { value: 'READ', title: 'Read: the account as well, for shadow' },
  { value: 'TRADE', title: 'Trade: orders as well, once the live gate is open' },
]

export function ConnectionForm({ offers, first }: ConnectionFormProps) {
  const [draft, setDraft] = useState<ConnectionDraft>({
    venueId: first.venue.id,
    name: first.venue.name,
    purpose: 'MARKET_DATA',
    credential: NO_CREDENTIAL,
    symbols: [],
  })
  const offer = offers.find(({ venue }) => venue.id === draft.venueId) ?? first
  const { problems, refusal, trial, busy, codeField, test, add, forget } = useTrial(draft, offer)
  const change = (part: Partial<ConnectionDraft>) => {
    forget()
    setDraft((before) => ({ ...before, ...part }))
  }
  const submit = (event: FormEvent) => {
    event.preventDefault()
    void add()
  }
  const asksCredential = needsCredential(draft.purpose, offer)
  return (
    <div className="h-full overflow-auto bg-ground p-2">
      <p className="pb-1 text-xs">
        <PlaceLink to={placeOf('venues')}>Connections</PlaceLink>
      </p>
      <Section title="Add a connection" className="max-w-2xl">
        <form noValidate aria-label="Add a connection" onSubmit={submit} className="flex flex-col gap-3 p-3">
          <Choice
            label="Venue"
            value={draft.venueId}
            options={offers.map(({ venue, rehearsal }) => ({
              value: venue.id,
              title: rehearsal ? `${venue.name} (rehearsal)` : venue.name,
            }))}
            hint={offer.rehearsal ? "A simulator or sandbox of the operator's stands in for it." : undefined}
            onChange={(venueId) => change({ venueId, credential: NO_CREDENTIAL, symbols: [] })}
          />
          <TextField
            label="Name"
            value={draft.name}
            problem={problems.name}
            onChange={(name) => change({ name })}
          />
          <Choice
            label="For"
            value={draft.purpose}
            options={purposes}
            onChange={(purpose) => change({ purpose })}
          />
          {asksCredential ? (
            <CredentialSection
              fields={offer.credentialFields}
              typed={draft.credential}
              problem={problems.credential}
              onChange={(credential) => change({ credential })}
            />
          ) : null}
          <SymbolPicker
            key={draft.venueId}
            of={{
              venueId: draft.venueId,
              credential: asksCredential ? credentialInput(offer.credentialFields, draft.credential) : [],
            }}
            chosen={draft.symbols}
            problem={problems.symbols}
            onChange={(symbols) => change({ symbols })}
          />
          {trial ? <TrialSteps trial={trial} /> : null}
          {codeField}
          <FormRefusal refusal={refusal} />
          <Ways busy={busy} onTest={() => void test()} />
        </form>
      </Section>
    </div>
  )
}

function CredentialSection({
  problem,
  ...fields
}: CredentialFieldsProps & { readonly problem: string | undefined }) {
  return (
    <fieldset className="flex flex-col gap-2 border border-line p-2">
      <legend className="px-1 text-2xs text-ink-2">Credential: sealed, never shown again</legend>
      <CredentialFields {...fields} />
      {problem ? (
        <p role="alert" className="text-2xs text-bad">
          {problem}
        </p>
      ) : null}
    </fieldset>
  )
}

function Ways({ busy, onTest }: { readonly busy: boolean; readonly onTest: () => void }) {
  return (
    <div className="flex flex-wrap justify-end gap-2">
      <Button size="large" aria-disabled={busy} onClick={onTest}>
        Test
      </Button>
      <Button type="submit" size="large" tone="primary" aria-disabled={busy}>
        {busy ? 'Asking the venue…' : 'Test and add'}
      </Button>
    </div>
  )
}

/** Tries the draft, and keeps it where that goes well. */
function useTrial(draft: ConnectionDraft, offer: Offer) {
  const { membership } = useSelection()
  const [testing, test] = useMutation(TestConnection)
  const [adding, add] = useMutation(AddConnectionMutation)
  const { perform, field } = useAskedCode()
  const [trial, setTrial] = useState<Trial | null>(null)
  const [refusal, setRefusal] = useState<string | null>(null)
  const [problems, setProblems] = useState<DraftProblems>({})
  const busy = testing.fetching || adding.fetching
  const forget = () => {
    setTrial(null)
    setRefusal(null)
    setProblems({})
  }
  const input = () => {
    forget()
    const missing = draftProblems(draft, offer)
    setProblems(missing)
    return Object.keys(missing).length > 0 ? null : draftInput(draft, offer, membership.organization.id)
  }
  const tried = async () => {
    const wanted = input()
    if (wanted === null || busy) return null
    const { data, error } = await test({ input: wanted })
    const outcome = outcomeOf(data?.testConnection, error)
    if (outcome.kind === 'done') setTrial(outcome.payload)
    else setRefusal(explainOutcome(outcome))
    return outcome.kind === 'done' && outcome.payload.ok ? wanted : null
  }
  const keep = async () => {
    const wanted = await tried()
    if (wanted === null) return
    const outcome = await perform(async () => {
      const { data, error } = await add({ input: wanted })
      return outcomeOf(data?.addConnection, error)
    })
    if (outcome.kind === 'done') goTo(placeOf('venues', { id: outcome.payload.connection.id }))
    else setRefusal(explainOutcome(outcome))
  }
  return { problems, refusal, trial, busy, codeField: field, test: tried, add: keep, forget }
}
