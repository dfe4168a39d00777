/** Moves a LIVE account on the capital ramp: up by one stage, down to any. */
'use client'

import { type FormEvent, useState } from 'react'
import { explainOutcome } from '../connection/problem.ts'
import { Button } from '../controls/button.tsx'
import { Choice } from '../controls/choice.tsx'
import { Dialog } from '../controls/dialog.tsx'
import { TextField } from '../controls/text-field.tsx'
import { useAskedCode } from '../second-factor/use-asked-code.tsx'
import { useLiveMutations } from './live-mutations.ts'
import { STAGES, type StageName, stageOf } from './stages.ts'

export interface WidenGateProps {
  readonly account: { readonly id: string; readonly name: string }
  readonly stagePercent: number
  readonly onDone: () => void
}

export function WidenGate({ account, stagePercent, onDone }: WidenGateProps) {
  const { setStage: move } = useLiveMutations()
  const { perform, field } = useAskedCode()
  const now = STAGES.find(({ value }) => value === String(stagePercent))?.value ?? '5'
  const [stage, setStage] = useState<StageName>(now)
  const [reason, setReason] = useState('')
  const [confirm, setConfirm] = useState('')
  const [refusal, setRefusal] = useState<string | null>(null)
  const submit = async (event: FormEvent) => {
    event.preventDefault()
    if (reason.trim() === '') return setRefusal('Say why.')
    const outcome = await perform(() =>
      move({
        accountId: account.id,
        stagePercent: stageOf(stage),
        reason: reason.trim(),
        confirm,
      }),
    )
    if (outcome.kind === 'done') onDone()
    else setRefusal(explainOutcome(outcome))
  }
  return (
    <Dialog
      open
      onClose={onDone}
      title={`Capital stage of ${account.name}`}
      description="Up by one stage, down to any. It counts from the next order on."
    >
      <form noValidate onSubmit={(event) => void submit(event)} className="flex flex-col gap-3 p-3">
        <Choice label="Capital stage" value={stage} options={STAGES} onChange={setStage} />
        <TextField label="Reason" hint="Kept in the journal" value={reason} onChange={setReason} />
        <TextField label={`LIVE: type ${account.name} to confirm`} value={confirm} onChange={setConfirm} />
        {field}
        {refusal ? (
          <p role="alert" className="text-xs break-words text-bad">
            Not changed: {refusal}
          </p>
        ) : null}
        <div className="flex justify-end gap-2">
          <Button size="large" onClick={onDone}>
            Keep it as it is
          </Button>
          <Button type="submit" size="large" tone="primary">
            Change it
          </Button>
        </div>
      </form>
    </Dialog>
  )
}
