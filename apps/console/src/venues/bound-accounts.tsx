/** Accounts that are bound to a connection, and the opening of another one: its mode and its connection are for life. */
'use client'

import { Plus } from 'lucide-react'
import { useState } from 'react'
import { ModeBadge } from '../accounts/mode-badge.tsx'
import { GatedButton } from '../controls/gated-button.tsx'
import { Empty } from '../controls/panel-state.tsx'
import { Section } from '../controls/section.tsx'
import { type FragmentType, getFragmentData, graphql } from '../generated/index.ts'
import { placeOf } from '../shell/navigation.ts'
import { PlaceLink } from '../shell/place-link.tsx'
import { useSelection } from '../shell/selection.tsx'
import type { ConnectionRow } from './connection-row.tsx'
import { OpenAccount } from './open-account.tsx'

export const BoundAccounts_AccountFragment = graphql(`
  fragment BoundAccounts_AccountFragment on Account {
    id
    name
    mode
    currency
    liveEnabled
  }
`)

export interface BoundAccountsProps {
  readonly row: ConnectionRow
  readonly accounts: readonly FragmentType<typeof BoundAccounts_AccountFragment>[]
  /** The accounts are to be read again. */
  readonly onOpened: () => void
}

export function BoundAccounts({ row, onOpened, ...props }: BoundAccountsProps) {
  const accounts = getFragmentData(BoundAccounts_AccountFragment, props.accounts)
  const { may } = useSelection()
  const [opening, setOpening] = useState(false)
  const open = (
    <GatedButton
      size="dense"
      why={may('account:open') ? null : 'An admin or owner can open an account.'}
      onPress={() => setOpening(true)}
    >
      <Plus aria-hidden className="size-3.5" />
      Open an account…
    </GatedButton>
  )
  return (
    <Section title="Accounts on it" actions={open} className="self-start">
      {accounts.length === 0 ? (
        <Empty title="No account is bound to it.">
          Paper accounts trade on its quotes without being bound to it.
        </Empty>
      ) : (
        <ul aria-label="Accounts on it" className="text-xs">
          {accounts.map(({ id, name, mode, currency, liveEnabled }) => (
            <li key={id} className="flex items-center gap-2 border-b border-line px-2 py-1">
              <ModeBadge mode={mode} />
              <span className="min-w-0 flex-1 truncate">{name}</span>
              <span className="text-ink-2">{currency}</span>
              {mode === 'LIVE' ? (
                <PlaceLink to={placeOf('venues', { view: 'live' })}>
                  {liveEnabled ? 'Gate open' : 'Gate shut'}
                </PlaceLink>
              ) : null}
            </li>
          ))}
        </ul>
      )}
      {opening ? (
        <OpenAccount
          row={row}
          onDone={(opened) => {
            setOpening(false)
            if (opened) onOpened()
          }}
        />
      ) : null}
    </Section>
  )
}
