/** How often books are compared, and which corrections are booked without a person. */
'use client'

import { type FormEvent, useState } from 'react'
import { useMutation } from 'urql'
import { explainOutcome, outcomeOf } from '../connection/problem.ts'
import { GatedButton } from '../controls/gated-button.tsx'
import { Section } from '../controls/section.tsx'
import { TextField } from '../controls/text-field.tsx'
import { showWord } from '../format/words.ts'
import { type FragmentType, getFragmentData, graphql } from '../generated/index.ts'
import type { BreakKind } from '../generated/graphql.ts'
import { useSelection } from '../shell/selection.tsx'

export const PolicySection_ReconciliationPolicyFragment = graphql(`
  fragment PolicySection_ReconciliationPolicyFragment on ReconciliationPolicy {
    everyMs
    applies
    worthMax
  }
`)

const SetReconciliationPolicy = graphql(`
  mutation SetReconciliationPolicy($input: SetReconciliationPolicyInput!) {
    setReconciliationPolicy(input: $input) {
      __typename
      ... on SetReconciliationPolicyPayload {
        policy {
          ...PolicySection_ReconciliationPolicyFragment
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

export interface PolicySectionProps {
  readonly policy: FragmentType<typeof PolicySection_ReconciliationPolicyFragment>
  readonly onSaved: () => void
}

const kinds: readonly BreakKind[] = ['FOREIGN_ORDER', 'ORDER', 'POSITION', 'BALANCE']

export function PolicySection({ onSaved, ...props }: PolicySectionProps) {
  const policy = getFragmentData(PolicySection_ReconciliationPolicyFragment, props.policy)
  const { membership, may } = useSelection()
  const [seconds, setSeconds] = useState(String(policy.everyMs / 1_000))
  const [applies, setApplies] = useState<readonly BreakKind[]>(policy.applies)
  const [worthMax, setWorthMax] = useState(policy.worthMax)
  const [refusal, setRefusal] = useState<string | null>(null)
  const [{ fetching }, save] = useMutation(SetReconciliationPolicy)
  const mine = may('reconciliation:configure') ? null : 'A risk manager, admin or owner can.'
  const submit = async () => {
    setRefusal(null)
    const everyMs = Math.round(Number(seconds) * 1_000)
    if (!(everyMs > 0)) return setRefusal('Say every how many seconds.')
    const organizationId = membership.organization.id
    const input = { organizationId, everyMs, applies: [...applies], worthMax: worthMax.trim() }
    const { data, error } = await save({ input })
    const outcome = outcomeOf(data?.setReconciliationPolicy, error)
    if (outcome.kind === 'done') onSaved()
    else setRefusal(explainOutcome(outcome))
  }
  return (
    <Section title="Policy">
      <form
        noValidate
        aria-label="Reconciliation policy"
        onSubmit={(event: FormEvent) => {
          event.preventDefault()
          if (mine === null) void submit()
        }}
        className="flex flex-col gap-2 p-2"
      >
        <TextField
          label="Compare every (seconds)"
          inputMode="numeric"
          readOnly={mine !== null}
          value={seconds}
          onChange={setSeconds}
        />
        <fieldset className="flex flex-col">
          <legend className="text-2xs text-ink-2">Booked without a person</legend>
          {kinds.map((kind) => (
            <label key={kind} className="flex h-6 items-center gap-2 text-xs pointer-coarse:h-9">
              <input
                type="checkbox"
                className="size-4 accent-accent"
                disabled={mine !== null}
                checked={applies.includes(kind)}
                onChange={(event) =>
                  setApplies(
                    event.target.checked ? [...applies, kind] : applies.filter((each) => each !== kind),
                  )
                }
              />
              {showWord(kind)}
            </label>
          ))}
        </fieldset>
        <TextField
          label="Up to a worth of (account's currency)"
          inputMode="decimal"
          readOnly={mine !== null}
          value={worthMax}
          onChange={setWorthMax}
        />
        {refusal ? (
          <p role="alert" className="text-xs break-words text-bad">
            {refusal}
          </p>
        ) : null}
        <GatedButton className="self-end" why={mine} aria-disabled={fetching} onPress={() => void submit()}>
          Save
        </GatedButton>
      </form>
    </Section>
  )
}
