/** A new policy: its scope and target, then its first limits. */
'use client'

import { useState } from 'react'
import { toast } from 'sonner'
import { explainOutcome, type Problem } from '../connection/problem.ts'
import { Button } from '../controls/button.tsx'
import type { RiskTargetsQuery as TargetsResult } from '../generated/graphql.ts'
import { useSelection } from '../shell/selection.tsx'
import { type LimitsForm, toForm, toLimits } from './limits.ts'
import { PolicyForm } from './policy-form.tsx'
import { usePutPolicy } from './put-policy.ts'
import { ScopePicker, type ScopeChoice } from './scope-picker.tsx'

const scopes = ['ORGANIZATION', 'ACCOUNT', 'INSTRUMENT', 'ASSET_CLASS', 'VENUE', 'USER', 'STRATEGY'] as const
const empty = toForm({})

export interface NewPolicyProps {
  readonly targets: TargetsResult | undefined
  readonly onSaved: (policyId: string) => void
  readonly onCancel: () => void
}

export function NewPolicy({ targets, onSaved, onCancel }: NewPolicyProps) {
  const { membership } = useSelection()
  const put = usePutPolicy()
  const [choice, setChoice] = useState<ScopeChoice>({ scope: 'ACCOUNT', targetId: '' })
  const [problem, setProblem] = useState<Problem | null>(null)

  const save = async (form: LimitsForm) => {
    setProblem(null)
    const outcome = await put({
      organizationId: membership.organization.id,
      scope: choice.scope,
      ...(choice.targetId === '' ? {} : { targetId: choice.targetId }),
      limits: toLimits(form),
    })
    if (outcome.kind === 'done') {
      toast.success('Policy saved. It holds from the next order on.')
      onSaved(outcome.payload.policy.id)
    } else
      setProblem(
        outcome.kind === 'problem' ? outcome.problem : { code: '', message: explainOutcome(outcome) },
      )
  }

  return (
    <div className="flex flex-col gap-3 p-3">
      <h3 className="text-sm font-semibold">New policy</h3>
      <ScopePicker scopes={scopes} choice={choice} onChange={setChoice} targets={targets} />
      <PolicyForm start={empty} readOnly={false} version={null} problem={problem} onSave={save} />
      <div>
        <Button onClick={onCancel}>Leave without saving</Button>
      </div>
    </div>
  )
}
