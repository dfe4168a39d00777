/** One change of a deployment from its first edit to the server's answer, on top of the revision that the editing began with. */
'use client'

import { useEffect, useState } from 'react'
import { toast } from 'sonner'
import { useMutation } from 'urql'
import { explainOutcome, outcomeOf } from '../connection/problem.ts'
import { getFragmentData, graphql } from '../generated/index.ts'
import { type ChangeForm, changeFormOf, changeInput } from './change-form.ts'
import { type FieldFault, missingParameter, placeOfProblem, rateFault } from './deploy-form.ts'
import { DeploymentTerms_DeploymentFragment, type DeploymentTerms } from './deployment-terms.ts'
import { useVersionParameters } from './use-version-parameters.ts'

const ChangeDeployment = graphql(`
  mutation ChangeDeployment($input: ChangeDeploymentInput!) {
    changeDeployment(input: $input) {
      __typename
      ... on ChangeDeploymentPayload {
        deployment {
          id
          ...DeploymentRow_DeploymentFragment
          ...DeploymentTerms_DeploymentFragment
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

export type Edit = ReturnType<typeof useChange>

export function useChange(terms: DeploymentTerms) {
  const [start, setStart] = useState(() => ({ revision: terms.revision, form: changeFormOf(terms) }))
  const [form, setForm] = useState(start.form)
  const [fault, setFault] = useState<FieldFault | null>(null)
  const [confirm, setConfirm] = useState('')
  const [saving, setSaving] = useState(false)
  const [, change] = useMutation(ChangeDeployment)
  const parameters = useVersionParameters(form.versionId)
  /** Begins anew from what is in force, with what was edited or without. */
  const restart = (from: DeploymentTerms, keep: ChangeForm | null) => {
    setStart({ revision: from.revision, form: changeFormOf(from) })
    setForm(keep ?? changeFormOf(from))
    setFault(null)
    setConfirm('')
  }
  const untouched = JSON.stringify(form) === JSON.stringify(start.form)
  useEffect(() => {
    // Where nothing was edited there is nothing to lose: what is in force is shown.
    if (untouched && terms.revision > start.revision) restart(terms, null)
  }, [untouched, terms, start.revision])
  const save = async () => {
    const lacks = missingParameter(form.parameters, parameters ?? []) ?? rateFault(form.ordersPerMinute)
    setFault(lacks)
    if (lacks || saving) return
    setSaving(true)
    const { data, error } = await change({
      input: {
        deploymentId: terms.id,
        expectedRevision: start.revision,
        ...changeInput(start.form, form),
        ...(terms.mode === 'LIVE' ? { confirm } : {}),
      },
    })
    setSaving(false)
    const outcome = outcomeOf(data?.changeDeployment, error)
    if (outcome.kind === 'done') {
      restart(getFragmentData(DeploymentTerms_DeploymentFragment, outcome.payload.deployment), null)
      toast(`${terms.name} is changed; a new run begins`)
    } else {
      const path = outcome.kind === 'problem' ? (outcome.problem.path ?? []) : []
      setFault({ field: placeOfProblem(path).field, message: explainOutcome(outcome) })
    }
  }
  return {
    start,
    form,
    set: (next: Partial<ChangeForm>) => {
      setFault(null)
      setForm((before) => ({ ...before, ...next }))
    },
    fault,
    confirm,
    setConfirm,
    saving,
    parameters,
    restart,
    save,
  }
}
