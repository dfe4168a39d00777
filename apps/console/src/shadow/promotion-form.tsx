/** What is asked of an account before its next stage, and the change of it: by the version that is shown, so that none is lost. */
'use client'

import { type FormEvent, useState } from 'react'
import { useMutation } from 'urql'
import { explainOutcome, outcomeOf, problemField } from '../connection/problem.ts'
import { GatedButton } from '../controls/gated-button.tsx'
import { Section } from '../controls/section.tsx'
import { TextField } from '../controls/text-field.tsx'
import { type FragmentType, getFragmentData, graphql } from '../generated/index.ts'
import { useSelection } from '../shell/selection.tsx'

export const PromotionForm_PromotionPolicyFragment = graphql(`
  fragment PromotionForm_PromotionPolicyFragment on PromotionPolicy {
    version
    daysInStage
    ordersInStage
    fillRatioMin
    fillRatioMax
    priceDriftBpsMax
    drawdownMaxShare
  }
`)

const SetPromotionPolicy = graphql(`
  mutation SetPromotionPolicy($input: SetPromotionPolicyInput!) {
    setPromotionPolicy(input: $input) {
      __typename
      ... on SetPromotionPolicyPayload {
        policy {
          ...PromotionForm_PromotionPolicyFragment
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

const fields = [
  { name: 'daysInStage', label: 'Days in the stage, at least' },
  { name: 'ordersInStage', label: 'Orders in the stage, at least' },
  { name: 'fillRatioMin', label: 'Fill ratio, at least' },
  { name: 'fillRatioMax', label: 'Fill ratio, at most' },
  { name: 'priceDriftBpsMax', label: 'Price drift, basis points at most' },
  { name: 'drawdownMaxShare', label: 'Drawdown, share of its high at most' },
] as const
type FieldName = (typeof fields)[number]['name']
const names = fields.map(({ name }) => name)

export interface PromotionFormProps {
  readonly policy: FragmentType<typeof PromotionForm_PromotionPolicyFragment>
  readonly onSaved: () => void
}

export function PromotionForm({ onSaved, ...props }: PromotionFormProps) {
  const policy = getFragmentData(PromotionForm_PromotionPolicyFragment, props.policy)
  const { membership, may } = useSelection()
  const [typed, setTyped] = useState<Readonly<Partial<Record<FieldName, string>>>>({})
  const [problem, setProblem] = useState<{ readonly field: FieldName | null; readonly text: string } | null>(
    null,
  )
  const [{ fetching }, save] = useMutation(SetPromotionPolicy)
  const mine = may('shadow:configure') ? null : 'A risk manager, admin or owner can.'
  const submit = async () => {
    setProblem(null)
    const read = (name: FieldName) => Number(typed[name] ?? policy[name])
    const wrong = names.find((name) => Number.isNaN(read(name)) || typed[name]?.trim() === '')
    if (wrong) return setProblem({ field: wrong, text: 'Must be a number.' })
    const { data, error } = await save({
      input: {
        organizationId: membership.organization.id,
        version: policy.version,
        daysInStage: read('daysInStage'),
        ordersInStage: read('ordersInStage'),
        fillRatioMin: read('fillRatioMin'),
        fillRatioMax: read('fillRatioMax'),
        priceDriftBpsMax: read('priceDriftBpsMax'),
        drawdownMaxShare: read('drawdownMaxShare'),
      },
    })
    const outcome = outcomeOf(data?.setPromotionPolicy, error)
    if (outcome.kind === 'done') {
      setTyped({})
      return onSaved()
    }
    const field = outcome.kind === 'problem' ? problemField(outcome.problem, names) : null
    setProblem({ field, text: explainOutcome(outcome) })
  }
  return (
    <Section title={`What is asked, version ${policy.version}`}>
      <form
        noValidate
        aria-label="Promotion policy"
        onSubmit={(event: FormEvent) => {
          event.preventDefault()
          if (mine === null) void submit()
        }}
        className="grid grid-cols-1 gap-2 p-2 sm:grid-cols-3"
      >
        {fields.map(({ name, label }) => (
          <TextField
            key={name}
            label={label}
            inputMode="decimal"
            readOnly={mine !== null}
            value={typed[name] ?? String(policy[name])}
            problem={problem?.field === name ? problem.text : undefined}
            onChange={(value) => setTyped((before) => ({ ...before, [name]: value }))}
          />
        ))}
        {problem?.field === null ? (
          <p role="alert" className="text-xs break-words text-bad sm:col-span-3">
            {problem.text}
          </p>
        ) : null}
        <GatedButton
          className="justify-self-end sm:col-span-3"
          why={mine}
          aria-disabled={fetching}
          onPress={() => void submit()}
        >
          Save
        </GatedButton>
      </form>
    </Section>
  )
}
