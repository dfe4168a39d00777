/** Opens an account on a connection: shadow, whose orders are simulated on the venue's market, or live. */
'use client'

import { type FormEvent, useState } from 'react'
import { useClient, useMutation } from 'urql'
import { explainOutcome, outcomeOf } from '../connection/problem.ts'
import { Button } from '../controls/button.tsx'
import { Choice } from '../controls/choice.tsx'
import { Dialog } from '../controls/dialog.tsx'
import { TextField } from '../controls/text-field.tsx'
import { graphql } from '../generated/gql.ts'
import { ShellQuery } from '../shell/organization.ts'
import { useSelection } from '../shell/selection.tsx'
import type { ConnectionRow } from './connection-row.tsx'

const OpenAccountMutation = graphql(`
  mutation OpenAccount($input: OpenAccountInput!) {
    openAccount(input: $input) {
      __typename
      ... on OpenAccountPayload {
        account {
          id
          ...BoundAccounts_AccountFragment
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

const SHADOW = { value: 'SHADOW', title: 'Shadow: the venue is read, orders are simulated' } as const
const LIVE = { value: 'LIVE', title: 'Live: real orders, once its gate is open' } as const

export interface OpenAccountProps {
  readonly row: ConnectionRow
  readonly onDone: (opened: boolean) => void
}

export function OpenAccount({ row, onDone }: OpenAccountProps) {
  const { membership } = useSelection()
  const [name, setName] = useState('')
  const [mode, setMode] = useState<'SHADOW' | 'LIVE'>('SHADOW')
  const [currency, setCurrency] = useState('USD')
  const [refusal, setRefusal] = useState<string | null>(null)
  const client = useClient()
  const [{ fetching }, open] = useMutation(OpenAccountMutation)
  const submit = async (event: FormEvent) => {
    event.preventDefault()
    if (name.trim() === '') return setRefusal('Give it a name.')
    const organizationId = membership.organization.id
    const { data, error } = await open({
      input: { organizationId, name: name.trim(), mode, currency: currency.trim(), connectionId: row.id },
    })
    const outcome = outcomeOf(data?.openAccount, error)
    if (outcome.kind !== 'done') return setRefusal(explainOutcome(outcome))
    // The shell offers accounts on every screen.
    const { slug } = membership.organization
    await client.query(ShellQuery, { slug }, { requestPolicy: 'network-only' }).toPromise()
    onDone(true)
  }
  return (
    <Dialog
      open
      onClose={() => onDone(false)}
      title={`Open an account on ${row.name}`}
      description="Its mode and its connection are for life."
    >
      <form noValidate onSubmit={(event) => void submit(event)} className="flex flex-col gap-3 p-3">
        <TextField label="Name" value={name} onChange={setName} />
        <Choice
          label="Mode"
          value={mode}
          options={row.purpose === 'TRADE' ? [SHADOW, LIVE] : [SHADOW]}
          onChange={setMode}
        />
        <TextField label="Currency" value={currency} onChange={setCurrency} />
        {refusal ? (
          <p role="alert" className="text-xs break-words text-bad">
            {refusal}
          </p>
        ) : null}
        <div className="flex justify-end gap-2">
          <Button size="large" onClick={() => onDone(false)}>
            Not now
          </Button>
          <Button type="submit" size="large" tone="primary" aria-disabled={fetching}>
            Open it
          </Button>
        </div>
      </form>
    </Dialog>
  )
}
