/** The release ceremony: a reason, and the word typed out, so that no slip lets orders through again. */
'use client'

import { type FormEvent, useState } from 'react'
import { useMutation } from 'urql'
import { explainOutcome, outcomeOf } from '../connection/problem.ts'
import { Button } from '../controls/button.tsx'
import { Dialog } from '../controls/dialog.tsx'
import { controlLook, Field } from '../controls/field.tsx'
import { graphql } from '../generated/gql.ts'
import { useAskedCode } from '../second-factor/use-asked-code.tsx'
import { useSelection } from '../shell/selection.tsx'

const ReleaseKillSwitchMutation = graphql(`
  mutation ReleaseKillSwitch($input: ReleaseKillSwitchInput!) {
    releaseKillSwitch(input: $input) {
      __typename
      ... on ReleaseKillSwitchPayload {
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

const WORD = 'RELEASE'

export interface ReleaseKillSwitchProps {
  readonly open: boolean
  readonly killSwitchId: string
  readonly covers: string
  readonly onClose: () => void
}

export function ReleaseKillSwitch({ open, killSwitchId, covers, onClose }: ReleaseKillSwitchProps) {
  return (
    <Dialog
      open={open}
      onClose={onClose}
      title={`Release: ${covers}`}
      description="Orders in this scope pass to the risk checks again."
    >
      <ReleaseForm killSwitchId={killSwitchId} onReleased={onClose} />
    </Dialog>
  )
}

function ReleaseForm({
  killSwitchId,
  onReleased,
}: {
  readonly killSwitchId: string
  readonly onReleased: () => void
}) {
  const { membership } = useSelection()
  const [reason, setReason] = useState('')
  const [word, setWord] = useState('')
  const [problems, setProblems] = useState<{
    readonly reason?: string
    readonly word?: string
    readonly server?: string
  }>({})
  const [{ fetching }, release] = useMutation(ReleaseKillSwitchMutation)
  const { perform, field } = useAskedCode()

  const submit = async (event: FormEvent) => {
    event.preventDefault()
    const missing = {
      ...(reason.trim() === '' ? { reason: 'Say why it is safe to release.' } : {}),
      ...(word === WORD ? {} : { word: `Type ${WORD} in capitals.` }),
    }
    setProblems(missing)
    if (Object.keys(missing).length > 0) return
    const outcome = await perform(async () => {
      const { data, error } = await release({
        input: { organizationId: membership.organization.id, killSwitchId, reason: reason.trim() },
      })
      return outcomeOf(data?.releaseKillSwitch, error)
    })
    if (outcome.kind === 'done') onReleased()
    else setProblems({ server: explainOutcome(outcome) })
  }

  return (
    <form noValidate onSubmit={(event) => void submit(event)} className="flex flex-col gap-3 p-3">
      <Field label="Reason" problem={problems.reason}>
        {(ids) => (
          <input
            {...ids}
            value={reason}
            onChange={(event) => setReason(event.target.value)}
            className={controlLook}
          />
        )}
      </Field>
      <Field label={`Type ${WORD} to confirm`} problem={problems.word}>
        {(ids) => (
          <input
            {...ids}
            autoComplete="off"
            value={word}
            onChange={(event) => setWord(event.target.value)}
            className={controlLook}
          />
        )}
      </Field>
      {field}
      {problems.server ? (
        <p role="alert" className="text-xs text-bad">
          Not released: {problems.server}
        </p>
      ) : null}
      <Button type="submit" tone="primary" size="large" aria-disabled={fetching}>
        {fetching ? 'Releasing…' : 'Release'}
      </Button>
    </form>
  )
}
