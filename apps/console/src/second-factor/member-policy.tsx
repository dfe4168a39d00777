/** Whether an organization demands a second factor of its members, and who has none yet. */
'use client'

import { type FormEvent, useState } from 'react'
import { useMutation, useQuery } from 'urql'
import { explainOutcome, outcomeOf } from '../connection/problem.ts'
import { Button } from '../controls/button.tsx'
import { FormRefusal } from '../controls/form-refusal.tsx'
import { Confirm } from '../controls/confirm.tsx'
import { Failed, Skeleton } from '../controls/panel-state.tsx'
import { graphql } from '../generated/gql.ts'
import { useSelection } from '../shell/selection.tsx'
import { useAskedCode } from './use-asked-code.tsx'

const MemberPolicyQuery = graphql(`
  query MemberPolicy($slug: String!) {
    organization(slug: $slug) {
      id
      name
      secondFactorRequired
      members {
        hasSecondFactor
        user {
          id
          name
        }
      }
    }
  }
`)

const SetSecondFactorPolicy = graphql(`
  mutation SetSecondFactorPolicy($input: SetSecondFactorPolicyInput!) {
    setSecondFactorPolicy(input: $input) {
      __typename
      ... on SetSecondFactorPolicyPayload {
        organization {
          id
          secondFactorRequired
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

export function MemberPolicy({ hasOwn }: { readonly hasOwn: boolean }) {
  const { membership } = useSelection()
  const [{ data, error }, look] = useQuery({
    query: MemberPolicyQuery,
    variables: { slug: membership.organization.slug },
    requestPolicy: 'cache-and-network',
  })
  const again = () => look({ requestPolicy: 'network-only' })
  const organization = data?.organization
  if (!organization)
    return error ? <Failed error={error} onRetry={again} /> : <Skeleton rows={2} label="Loading the policy" />
  const without = organization.members.filter(({ hasSecondFactor }) => hasSecondFactor !== true)
  return (
    <section aria-labelledby="member-policy" className="flex flex-col gap-2">
      <h3 id="member-policy" className="text-sm font-semibold">
        Members of {organization.name}
      </h3>
      <Demand
        organizationId={organization.id}
        required={organization.secondFactorRequired}
        hasOwn={hasOwn}
        without={without.map(({ user }) => user.name)}
        onChanged={again}
      />
    </section>
  )
}

interface DemandProps {
  readonly organizationId: string
  readonly required: boolean
  readonly hasOwn: boolean
  /** Names of the members who have no second factor. */
  readonly without: readonly string[]
  readonly onChanged: () => void
}

function Demand({ organizationId, required, hasOwn, without, onChanged }: DemandProps) {
  const [, set] = useMutation(SetSecondFactorPolicy)
  const { perform, field } = useAskedCode()
  const [refusal, setRefusal] = useState<string | null>(null)
  const [asking, setAsking] = useState(false)
  const change = async () => {
    setAsking(false)
    const outcome = await perform(async () => {
      const { data, error } = await set({ input: { organizationId, required: !required } })
      return outcomeOf(data?.setSecondFactorPolicy, error)
    })
    setRefusal(outcome.kind === 'done' ? null : explainOutcome(outcome))
    if (outcome.kind === 'done') onChanged()
  }
  const submit = (event: FormEvent) => {
    event.preventDefault()
    if (!required && without.length > 0) setAsking(true)
    else void change()
  }
  return (
    <form noValidate onSubmit={submit} className="flex flex-col gap-2">
      <p className="text-xs text-ink-2">
        {required
          ? 'Every member must have a second factor. API keys may not do what asks for one.'
          : 'A second factor is each member’s own choice.'}
      </p>
      {without.length > 0 ? (
        <p className="text-xs text-ink-2">
          {required ? 'Shut out until they set one up: ' : 'Without one: '}
          {without.join(', ')}.
        </p>
      ) : null}
      {field}
      <FormRefusal refusal={refusal} />
      {hasOwn || required ? (
        <div>
          <Button type="submit" size="large">
            {required ? 'Leave it to the members' : 'Demand it of every member'}
          </Button>
        </div>
      ) : (
        <p className="text-xs text-ink-2">To demand it of all, set up your own first.</p>
      )}
      <Confirm
        open={asking}
        title="Demand a second factor of every member?"
        action="Demand it"
        tone="danger"
        onConfirm={() => void change()}
        onCancel={() => setAsking(false)}
      >
        Shut out at once, until they set one up: {without.join(', ')}. They cannot even stop trading
        meanwhile.
      </Confirm>
    </form>
  )
}
