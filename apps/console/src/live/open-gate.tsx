/** The ceremony that opens the live gate: who, through which connection, how far, why, and the account's name typed out. */
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

export interface LiveMember {
  readonly role: string
  readonly user: { readonly id: string; readonly name: string; readonly email?: string | null | undefined }
}

export interface OpenGateProps {
  readonly account: { readonly id: string; readonly name: string }
  readonly connection: { readonly id: string; readonly name: string; readonly venueId: string }
  readonly members: readonly LiveMember[]
  /** Limits of the policies that cover the account, in words. */
  readonly limits: readonly string[]
  readonly onDone: () => void
}

const TRADING = ['OWNER', 'ADMIN', 'TRADER']

export function OpenGate({ account, connection, members, limits, onDone }: OpenGateProps) {
  const { enable } = useLiveMutations()
  const { perform, field } = useAskedCode()
  const [userIds, setUserIds] = useState<readonly string[]>([])
  const [stage, setStage] = useState<StageName>('5')
  const [reason, setReason] = useState('')
  const [confirm, setConfirm] = useState('')
  const [refusal, setRefusal] = useState<string | null>(null)
  const [busy, setBusy] = useState(false)
  const submit = async (event: FormEvent) => {
    event.preventDefault()
    if (userIds.length === 0) return setRefusal('Choose who may trade it.')
    if (reason.trim() === '') return setRefusal('Say why.')
    if (confirm !== account.name) return setRefusal(`Type ${account.name} to confirm.`)
    setBusy(true)
    const outcome = await perform(() =>
      enable({
        accountId: account.id,
        connectionId: connection.id,
        userIds: [...userIds],
        stagePercent: stageOf(stage),
        reason: reason.trim(),
        confirm,
      }),
    )
    setBusy(false)
    if (outcome.kind === 'done') onDone()
    else setRefusal(explainOutcome(outcome))
  }
  return (
    <Dialog
      open
      onClose={onDone}
      title={`Open the live gate of ${account.name}`}
      description={`Real orders go to ${connection.venueId} through ${connection.name} from the next one on.`}
    >
      <form noValidate onSubmit={(event) => void submit(event)} className="flex flex-col gap-3 p-3">
        <MemberPicker members={members} chosen={userIds} onChange={setUserIds} />
        <Choice
          label="Capital stage"
          value={stage}
          options={STAGES}
          hint="It goes up one stage at a time."
          onChange={setStage}
        />
        <Limits limits={limits} />
        <TextField label="Reason" hint="Kept in the journal" value={reason} onChange={setReason} />
        <TextField label={`LIVE: type ${account.name} to confirm`} value={confirm} onChange={setConfirm} />
        {field}
        {refusal ? (
          <p role="alert" className="text-xs break-words text-bad">
            Not opened: {refusal}
          </p>
        ) : null}
        <div className="flex justify-end gap-2">
          <Button size="large" onClick={onDone}>
            Keep it shut
          </Button>
          <Button type="submit" size="large" tone="danger" aria-disabled={busy}>
            Open the gate
          </Button>
        </div>
      </form>
    </Dialog>
  )
}

interface MemberPickerProps {
  readonly members: readonly LiveMember[]
  readonly chosen: readonly string[]
  readonly onChange: (userIds: readonly string[]) => void
}

/** Those whose role lets them trade. */
function MemberPicker({ members, chosen, onChange }: MemberPickerProps) {
  return (
    <fieldset className="flex flex-col">
      <legend className="text-2xs text-ink-2">Who may trade it</legend>
      {members
        .filter(({ role }) => TRADING.includes(role))
        .map(({ user }) => (
          <label key={user.id} className="flex h-6 items-center gap-2 text-xs pointer-coarse:h-9">
            <input
              type="checkbox"
              className="size-4 accent-accent"
              checked={chosen.includes(user.id)}
              onChange={({ target }) =>
                onChange(target.checked ? [...chosen, user.id] : chosen.filter((each) => each !== user.id))
              }
            />
            {user.name}
          </label>
        ))}
    </fieldset>
  )
}

function Limits({ limits }: Pick<OpenGateProps, 'limits'>) {
  return (
    <div className="text-xs">
      <p className="text-2xs text-ink-2">Limits that its stage is a part of; the tightest counts</p>
      <ul aria-label="Limits">
        {limits.map((limit) => (
          <li key={limit}>{limit}</li>
        ))}
      </ul>
      {limits.length === 0 ? <p className="text-bad">No policy limits it: the gate stays shut.</p> : null}
    </div>
  )
}
