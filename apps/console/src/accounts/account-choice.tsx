/**
 * Switching accounts, the one way for menu and palette: to another mode only after a confirmation, because the same
 * keys then do something else.
 */
'use client'

import { type ReactNode, useState } from 'react'
import { Confirm } from '../controls/confirm.tsx'
import { useSelection } from '../shell/selection.tsx'
import { modeLook, type ModeName } from './mode-badge.tsx'

export interface ChoosableAccount {
  readonly id: string
  readonly name: string
  readonly mode: ModeName
}

export interface AccountChoice {
  readonly choose: (id: string) => void
  readonly confirmation: ReactNode
}

export function useAccountChoice(
  accounts: readonly ChoosableAccount[],
  selected: ChoosableAccount | null,
): AccountChoice {
  const { chooseAccount } = useSelection()
  const [asked, setAsked] = useState<string | null>(null)
  const target = accounts.find((account) => account.id === asked)

  const choose = (id: string) => {
    const next = accounts.find((account) => account.id === id)
    if (!next || next.id === selected?.id) return
    if (next.mode === selected?.mode) chooseAccount(next.id)
    else setAsked(next.id)
  }

  const confirmation = (
    <Confirm
      open={target !== undefined}
      title={target ? `Switch from ${selected?.mode ?? 'no account'} to ${target.mode}?` : ''}
      action={target ? `Switch to ${target.mode}` : ''}
      tone={target?.mode === 'LIVE' ? 'danger' : 'primary'}
      onCancel={() => setAsked(null)}
      onConfirm={() => {
        if (target) chooseAccount(target.id)
        setAsked(null)
      }}
    >
      {target ? (
        <p>
          The desk will work on <strong className="text-ink">{target.name}</strong>. {target.mode}:{' '}
          {modeLook[target.mode].meaning}
        </p>
      ) : null}
    </Confirm>
  )
  return { choose, confirmation }
}
