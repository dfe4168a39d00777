/** The question before an incident is closed: why, kept with it. */
'use client'

import { type FormEvent, useState } from 'react'
import { useMutation } from 'urql'
import { explainOutcome, outcomeOf } from '../connection/problem.ts'
import { Button } from '../controls/button.tsx'
import { Dialog } from '../controls/dialog.tsx'
import { TextField } from '../controls/text-field.tsx'
import { graphql } from '../generated/gql.ts'

const CloseIncidentMutation = graphql(`
  mutation CloseIncident($input: CloseIncidentInput!) {
    closeIncident(input: $input) {
      __typename
      ... on CloseIncidentPayload {
        incident {
          id
          ...IncidentItem_IncidentFragment
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

export interface CloseIncidentProps {
  readonly incidentId: string
  readonly onDone: () => void
}

export function CloseIncident({ incidentId, onDone }: CloseIncidentProps) {
  const [reason, setReason] = useState('')
  const [problem, setProblem] = useState<string | undefined>()
  const [, close] = useMutation(CloseIncidentMutation)
  const submit = async (event: FormEvent) => {
    event.preventDefault()
    if (reason.trim() === '') return setProblem('Say why.')
    const { data, error } = await close({ input: { incidentId, reason: reason.trim() } })
    const outcome = outcomeOf(data?.closeIncident, error)
    if (outcome.kind === 'done') onDone()
    else setProblem(explainOutcome(outcome))
  }
  return (
    <Dialog
      open
      onClose={onDone}
      title="Close the incident"
      description="It does not come back for what it was about until its rule was quiet."
    >
      <form noValidate onSubmit={(event) => void submit(event)} className="flex flex-col gap-3 p-3">
        <TextField label="Reason" hint="Kept with it" value={reason} problem={problem} onChange={setReason} />
        <div className="flex justify-end gap-2">
          <Button size="large" onClick={onDone}>
            Keep it open
          </Button>
          <Button type="submit" size="large" tone="primary">
            Close it
          </Button>
        </div>
      </form>
    </Dialog>
  )
}
