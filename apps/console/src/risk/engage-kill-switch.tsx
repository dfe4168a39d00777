/** Engages a kill switch: one press, no question asked that could fail. Every field has a value from the start. */
'use client'

import { OctagonX } from 'lucide-react'
import { type FormEvent, useState } from 'react'
import { useMutation } from 'urql'
import { explainOutcome, outcomeOf } from '../connection/problem.ts'
import { Button } from '../controls/button.tsx'
import { controlLook, Field } from '../controls/field.tsx'
import { graphql } from '../generated/gql.ts'
import type { RiskTargetsQuery as TargetsResult } from '../generated/graphql.ts'
import { useSelection } from '../shell/selection.tsx'
import { ScopePicker, type ScopeChoice } from './scope-picker.tsx'
import { scopesOffered } from './scope-targets.ts'

const EngageKillSwitchMutation = graphql(`
  mutation EngageKillSwitch($input: EngageKillSwitchInput!) {
    engageKillSwitch(input: $input) {
      __typename
      ... on EngageKillSwitchPayload {
        killSwitch {
          id
          ...KillSwitchBanner_KillSwitchFragment
          ...KillSwitchCard_KillSwitchFragment
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

const scopes = ['ORGANIZATION', 'ACCOUNT', 'VENUE', 'USER', 'STRATEGY', 'GLOBAL'] as const
type SwitchScope = (typeof scopes)[number]

export function EngageKillSwitch({ targets }: { readonly targets: TargetsResult | undefined }) {
  const { membership } = useSelection()
  const [choice, setChoice] = useState<ScopeChoice<SwitchScope>>({ scope: 'ORGANIZATION', targetId: '' })
  const [reason, setReason] = useState('Manual halt')
  const [cancelOpenOrders, setCancelOpenOrders] = useState(true)
  const [allowReduceOnly, setAllowReduceOnly] = useState(false)
  const [refusal, setRefusal] = useState<string | null>(null)
  const [{ fetching }, engage] = useMutation(EngageKillSwitchMutation)

  const submit = async (event: FormEvent) => {
    event.preventDefault()
    setRefusal(null)
    const { data, error } = await engage({
      input: {
        organizationId: membership.organization.id,
        scope: choice.scope,
        ...(choice.targetId === '' ? {} : { targetId: choice.targetId }),
        reason: reason.trim() || 'Manual halt',
        cancelOpenOrders,
        allowReduceOnly,
      },
    })
    const outcome = outcomeOf(data?.engageKillSwitch, error)
    if (outcome.kind !== 'done') setRefusal(explainOutcome(outcome))
  }

  return (
    <form
      aria-label="Engage a kill switch"
      onSubmit={(event) => void submit(event)}
      className="flex flex-col gap-2 border border-live p-2"
    >
      <ScopePicker
        scopes={scopesOffered(scopes, targets)}
        choice={choice}
        onChange={setChoice}
        targets={targets}
      />
      <Field label="Reason">
        {(ids) => (
          <input
            {...ids}
            value={reason}
            onChange={(event) => setReason(event.target.value)}
            className={controlLook}
          />
        )}
      </Field>
      <div className="flex flex-wrap gap-x-4">
        <label className="flex h-7 items-center gap-2 text-xs pointer-coarse:h-9">
          <input
            type="checkbox"
            className="size-4 accent-accent"
            checked={cancelOpenOrders}
            onChange={(event) => setCancelOpenOrders(event.target.checked)}
          />
          Cancel open orders
        </label>
        <label className="flex h-7 items-center gap-2 text-xs pointer-coarse:h-9">
          <input
            type="checkbox"
            className="size-4 accent-accent"
            checked={allowReduceOnly}
            onChange={(event) => setAllowReduceOnly(event.target.checked)}
          />
          Let orders through that reduce risk
        </label>
      </div>
      <Button type="submit" tone="danger" size="large" aria-disabled={fetching}>
        <OctagonX aria-hidden className="size-4" />
        {fetching ? 'Engaging…' : 'Engage now'}
      </Button>
      {refusal ? (
        <p role="alert" className="text-xs text-bad">
          Not engaged: {refusal}
        </p>
      ) : null}
    </form>
  )
}
