/** The question before a deployment is flattened, rolled back, or started with real money. */
'use client'

import { type FormEvent, useState } from 'react'
import { toast } from 'sonner'
import { explainOutcome, type Outcome } from '../connection/problem.ts'
import { Button } from '../controls/button.tsx'
import { Dialog } from '../controls/dialog.tsx'
import { TextField } from '../controls/text-field.tsx'
import { controls } from './deployment-control.ts'
import type { ControlMutations } from './control-mutations.ts'
import type { Asked } from './deployment-controls.tsx'

export interface ControlDialogProps {
  readonly asked: Asked
  readonly mutations: ControlMutations
  readonly onClose: () => void
}

interface Answers {
  readonly reason: string
  readonly confirm: string
}

const suggested = {
  start: 'Started in the console',
  flatten: 'Flattened in the console',
  rollBack: '',
} as const
const worked = {
  start: 'is told to run',
  flatten: 'is stopped and closes what it holds',
  rollBack: 'is rolled back',
}

/** Says what is still missing, or null. */
function missing({ control, deployment }: Asked, { reason, confirm }: Answers): string | null {
  if (control !== 'rollBack' && reason.trim() === '') return 'Say why.'
  if (control !== 'flatten' && deployment.mode === 'LIVE' && confirm !== deployment.name)
    return `Type ${deployment.name}, the name of the deployment.`
  return null
}

function send(
  asked: Asked,
  { reason, confirm }: Answers,
  mutations: ControlMutations,
): Promise<Outcome<unknown>> {
  const { id, mode, revision } = asked.deployment
  const confirmed = mode === 'LIVE' ? { confirm } : {}
  if (asked.control === 'flatten') return mutations.flatten({ deploymentId: id, reason: reason.trim() })
  if (asked.control === 'start')
    return mutations.start({ deploymentId: id, reason: reason.trim(), ...confirmed })
  return mutations.rollBack({ deploymentId: id, expectedRevision: revision, ...confirmed })
}

export function ControlDialog({ asked, mutations, onClose }: ControlDialogProps) {
  const { control, deployment } = asked
  const { title, meaning } = controls[control]
  const [answers, setAnswers] = useState<Answers>({ reason: suggested[control], confirm: '' })
  const [refusal, setRefusal] = useState<string | null>(null)
  const [sending, setSending] = useState(false)
  const submit = async (event: FormEvent) => {
    event.preventDefault()
    const lacks = missing(asked, answers)
    setRefusal(lacks)
    if (lacks !== null || sending) return
    setSending(true)
    const outcome = await send(asked, answers, mutations)
    setSending(false)
    if (outcome.kind !== 'done') return setRefusal(explainOutcome(outcome))
    toast(`${deployment.name} ${worked[control]}`)
    onClose()
  }
  const live = deployment.mode === 'LIVE'
  return (
    <Dialog open onClose={onClose} title={`${title}: ${deployment.name}`} description={meaning}>
      <form noValidate onSubmit={(event) => void submit(event)} className="flex flex-col gap-3 p-3">
        {control === 'rollBack' ? (
          <p className="text-xs">
            Change {deployment.revision} is taken back. A new run begins; state is handed over where its shape
            allows it.
          </p>
        ) : (
          <TextField
            label="Reason"
            hint="Kept in the audit log"
            value={answers.reason}
            onChange={(reason) => setAnswers({ ...answers, reason })}
          />
        )}
        {live && control !== 'flatten' ? (
          <TextField
            label={`LIVE: type ${deployment.name} to confirm`}
            autoFocus
            value={answers.confirm}
            onChange={(confirm) => setAnswers({ ...answers, confirm })}
          />
        ) : null}
        {refusal ? (
          <p role="alert" className="text-xs text-bad">
            {refusal}
          </p>
        ) : null}
        <div className="flex justify-end gap-2">
          <Button size="large" onClick={onClose}>
            Keep as it is
          </Button>
          <Button
            type="submit"
            size="large"
            tone={control === 'flatten' || live ? 'danger' : 'primary'}
            aria-disabled={sending}
          >
            {title}
          </Button>
        </div>
      </form>
    </Dialog>
  )
}
