/** The question before a difference is decided about: why, kept with it. A correction is booked as an event of the journal. */
'use client'

import { type FormEvent, useState } from 'react'
import { useMutation } from 'urql'
import { explainOutcome, outcomeOf } from '../connection/problem.ts'
import { Button } from '../controls/button.tsx'
import { Dialog } from '../controls/dialog.tsx'
import { TextField } from '../controls/text-field.tsx'
import { graphql } from '../generated/gql.ts'

const CorrectBreak = graphql(`
  mutation CorrectBreak($input: CorrectBreakInput!) {
    correctBreak(input: $input) {
      __typename
      ... on CorrectBreakPayload {
        break {
          id
          ...BreakCard_ReconciliationBreakFragment
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

const DismissBreak = graphql(`
  mutation DismissBreak($input: DismissBreakInput!) {
    dismissBreak(input: $input) {
      __typename
      ... on DismissBreakPayload {
        break {
          id
          ...BreakCard_ReconciliationBreakFragment
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

export type BreakDecision = 'correct' | 'dismiss'

export interface DecideBreakProps {
  readonly decision: BreakDecision
  readonly id: string
  /** What would be booked. */
  readonly summary: string
  readonly onDone: (decided: boolean) => void
}

const words = {
  correct: { title: 'Book the correction?', action: 'Book it' },
  dismiss: { title: 'Dismiss the difference?', action: 'Dismiss it' },
} as const satisfies Readonly<Record<BreakDecision, object>>

export function DecideBreak({ decision, id, summary, onDone }: DecideBreakProps) {
  const [reason, setReason] = useState('')
  const [problem, setProblem] = useState<string | undefined>()
  const [correcting, correct] = useMutation(CorrectBreak)
  const [dismissing, dismiss] = useMutation(DismissBreak)
  const submit = async (event: FormEvent) => {
    event.preventDefault()
    if (reason.trim() === '') return setProblem('Say why.')
    const input = { breakId: id, reason: reason.trim() }
    const outcome =
      decision === 'correct'
        ? await correct({ input }).then(({ data, error }) => outcomeOf(data?.correctBreak, error))
        : await dismiss({ input }).then(({ data, error }) => outcomeOf(data?.dismissBreak, error))
    if (outcome.kind === 'done') onDone(true)
    else setProblem(explainOutcome(outcome))
  }
  const { title, action } = words[decision]
  const says =
    decision === 'correct' ? summary : 'Our books stay as they are. A later comparison may find it again.'
  return (
    <Dialog open onClose={() => onDone(false)} title={title} description={says}>
      <form noValidate onSubmit={(event) => void submit(event)} className="flex flex-col gap-3 p-3">
        <TextField label="Reason" hint="Kept with it" value={reason} problem={problem} onChange={setReason} />
        <div className="flex justify-end gap-2">
          <Button size="large" onClick={() => onDone(false)}>
            Leave it open
          </Button>
          <Button
            type="submit"
            size="large"
            tone="primary"
            aria-disabled={correcting.fetching || dismissing.fetching}
          >
            {action}
          </Button>
        </div>
      </form>
    </Dialog>
  )
}
