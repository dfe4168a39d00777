/** Says which account, in which mode, the desk works on, and offers the others. */
'use client'

import { Check, ChevronDown } from 'lucide-react'
import { DropdownMenu } from 'radix-ui'
import { menuItemLook, menuLook } from '../controls/menu-look.ts'
import { type FragmentType, getFragmentData, graphql } from '../generated/index.ts'
import { ModeBadge } from './mode-badge.tsx'

export const AccountSwitcher_AccountFragment = graphql(`
  fragment AccountSwitcher_AccountFragment on Account {
    id
    name
    mode
    currency
  }
`)

type Masked = FragmentType<typeof AccountSwitcher_AccountFragment>

export interface AccountSwitcherProps {
  readonly accounts: readonly Masked[]
  readonly selected: Masked
  readonly onChoose: (id: string) => void
}

export function AccountSwitcher(props: AccountSwitcherProps) {
  const accounts = getFragmentData(AccountSwitcher_AccountFragment, props.accounts)
  const selected = getFragmentData(AccountSwitcher_AccountFragment, props.selected)
  return (
    <DropdownMenu.Root modal={false}>
      <DropdownMenu.Trigger className="flex h-7 max-w-full min-w-0 items-center gap-1.5 rounded-[3px] border border-line px-1.5 text-xs hover:bg-hover pointer-coarse:h-9">
        <span className="sr-only">Switch account, now</span>
        <ModeBadge mode={selected.mode} />
        <span className="min-w-0 truncate font-medium">{selected.name}</span>
        <ChevronDown aria-hidden className="size-3 shrink-0 text-ink-2" />
      </DropdownMenu.Trigger>
      <DropdownMenu.Portal>
        <DropdownMenu.Content align="end" sideOffset={4} className={menuLook}>
          <DropdownMenu.Label className="px-2 py-1 text-2xs text-ink-2">Accounts</DropdownMenu.Label>
          <DropdownMenu.RadioGroup value={selected.id} onValueChange={props.onChoose}>
            {accounts.map((account) => (
              <DropdownMenu.RadioItem key={account.id} value={account.id} className={menuItemLook}>
                <Check aria-hidden className={account.id === selected.id ? 'size-3' : 'invisible size-3'} />
                <ModeBadge mode={account.mode} />
                <span className="min-w-0 flex-1 truncate">{account.name}</span>
                <span className="text-ink-2">{account.currency}</span>
              </DropdownMenu.RadioItem>
            ))}
          </DropdownMenu.RadioGroup>
        </DropdownMenu.Content>
      </DropdownMenu.Portal>
    </DropdownMenu.Root>
  )
}
