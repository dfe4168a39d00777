/**
 * Edits one policy, and shows every version it had.
 *
 * The editor remembers the version it started from. When somebody else saves in between, it says who changed what and
 * lets the person put their own edits on top of that, or let them go.
 */
'use client'

import { useState } from 'react'
import { toast } from 'sonner'
import { useClient } from 'urql'
import { explainOutcome, type Problem } from '../connection/problem.ts'
import { showTime } from '../format/time.ts'
import { type FragmentType, getFragmentData, graphql } from '../generated/index.ts'
import { useSelection } from '../shell/selection.tsx'
import { LimitDiff } from './limit-diff.tsx'
import { changesBetween, type LimitsForm, toForm, toLimits } from './limits.ts'
import { PolicyConflict } from './policy-conflict.tsx'
import { PolicyForm } from './policy-form.tsx'
import { usePutPolicy } from './put-policy.ts'
import { readLimits } from './risk-limits.ts'

export const PolicyEditor_RiskPolicyFragment = graphql(`
  fragment PolicyEditor_RiskPolicyFragment on RiskPolicy {
    id
    scope
    targetId
    version
    limits {
      ...RiskLimits_RiskLimitsFragment
    }
    updatedAt
    updatedBy {
      id
      kind
      name
    }
    history {
      version
      limits {
        ...RiskLimits_RiskLimitsFragment
      }
      updatedAt
      updatedBy {
        id
        kind
        name
      }
    }
  }
`)

const RereadPolicyQuery = graphql(`
  query RereadPolicy($id: ID!) {
    node(id: $id) {
      id
      ... on RiskPolicy {
        id
        ...PolicyRow_RiskPolicyFragment
        ...PolicyEditor_RiskPolicyFragment
      }
    }
  }
`)

interface Start {
  readonly version: number
  readonly form: LimitsForm
  /** Raised to draw the form anew from its start. */
  readonly round: number
}

export function PolicyEditor(props: {
  readonly policy: FragmentType<typeof PolicyEditor_RiskPolicyFragment>
}) {
  const policy = getFragmentData(PolicyEditor_RiskPolicyFragment, props.policy)
  const { membership, may } = useSelection()
  const client = useClient()
  const put = usePutPolicy()
  const limits = readLimits(policy.limits)
  const [start, setStart] = useState<Start>(() => ({
    version: policy.version,
    form: toForm(limits),
    round: 0,
  }))
  const [mine, setMine] = useState<LimitsForm | null>(null)
  const [problem, setProblem] = useState<Problem | null>(null)
  const overtaken = policy.version > start.version
  const before = policy.history.find((version) => version.version === start.version)

  const startFrom = (form: LimitsForm) => {
    setStart(({ round }) => ({ version: policy.version, form, round: round + 1 }))
    setMine(null)
    setProblem(null)
  }

  const save = async (form: LimitsForm) => {
    setProblem(null)
    setMine(form)
    const outcome = await put({
      organizationId: membership.organization.id,
      scope: policy.scope,
      ...(policy.targetId == null ? {} : { targetId: policy.targetId }),
      expectedVersion: start.version,
      limits: toLimits(form),
    })
    if (outcome.kind === 'done') {
      const { version } = outcome.payload.policy
      setStart(({ round }) => ({ version, form, round: round + 1 }))
      setMine(null)
      toast.success(`Policy saved as version ${version}. It holds from the next order on.`)
      return
    }
    setProblem(outcome.kind === 'problem' ? outcome.problem : { code: '', message: explainOutcome(outcome) })
    if (outcome.kind === 'problem' && outcome.problem.code === 'CONFLICT') {
      await client.query(RereadPolicyQuery, { id: policy.id }, { requestPolicy: 'network-only' }).toPromise()
    }
  }

  return (
    <div className="flex flex-col gap-4 p-3">
      {overtaken ? (
        <PolicyConflict
          name={policy.updatedBy.name}
          at={policy.updatedAt}
          startVersion={start.version}
          version={policy.version}
          changes={changesBetween(before ? readLimits(before.limits) : null, limits)}
          onKeepMine={() => startFrom(mine ?? start.form)}
          onTakeTheirs={() => startFrom(toForm(limits))}
        />
      ) : null}
      <PolicyForm
        key={start.round}
        start={start.form}
        readOnly={!may('policy:put')}
        version={start.version}
        problem={overtaken ? null : problem}
        onChange={setMine}
        onSave={save}
      />
      <section aria-labelledby="policy-history">
        <h3 id="policy-history" className="mb-1 text-xs font-semibold">
          Versions
        </h3>
        <ol className="flex flex-col text-xs">
          {policy.history.map((version, index) => {
            const older = policy.history[index + 1]
            return (
              <li key={version.version} className="border-t border-line py-1.5">
                <p className="mb-0.5 text-ink-2">
                  <strong className="text-ink">Version {version.version}</strong> · {version.updatedBy.name} ·{' '}
                  {showTime(version.updatedAt)}
                </p>
                <LimitDiff
                  changes={changesBetween(
                    older ? readLimits(older.limits) : null,
                    readLimits(version.limits),
                  )}
                />
              </li>
            )
          })}
        </ol>
      </section>
    </div>
  )
}
