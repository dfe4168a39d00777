/** Who is signed in, in which role, the person's own security, and the way out. */
'use client'

import { CircleUser, KeyRound, LogOut } from 'lucide-react'
import { DropdownMenu } from 'radix-ui'
import { useState } from 'react'
import { menuItemLook, menuLook } from '../controls/menu-look.ts'
import { showWord } from '../format/words.ts'
import { AccountSecurity } from '../second-factor/account-security.tsx'
import { useSession } from '../session/session.tsx'
import { useSignOut } from '../session/use-sign-out.ts'
import { useSelection } from './selection.tsx'

export function UserMenu() {
  const { viewer } = useSession()
  const { membership } = useSelection()
  const leave = useSignOut()
  const [security, setSecurity] = useState(false)
  return (
    <>
      <DropdownMenu.Root modal={false}>
        <DropdownMenu.Trigger className="flex h-7 shrink-0 items-center gap-1.5 rounded-[3px] px-1.5 text-xs text-ink-2 hover:bg-hover hover:text-ink pointer-coarse:h-9">
          <CircleUser aria-hidden className="size-4" />
          <span className="sr-only">User {viewer.name},</span>
          <span className="sr-only lg:not-sr-only">{showWord(membership.role)}</span>
        </DropdownMenu.Trigger>
        <DropdownMenu.Portal>
          <DropdownMenu.Content align="end" sideOffset={4} className={menuLook}>
            <DropdownMenu.Label className="px-2 py-1">
              <span className="block font-medium">{viewer.name}</span>
              <span className="block text-2xs text-ink-2">{viewer.email ?? ''}</span>
            </DropdownMenu.Label>
            <DropdownMenu.Item className={menuItemLook} onSelect={() => setSecurity(true)}>
              <KeyRound aria-hidden className="size-3.5" />
              Account security
            </DropdownMenu.Item>
            <DropdownMenu.Item className={menuItemLook} onSelect={leave}>
              <LogOut aria-hidden className="size-3.5" />
              Sign out
            </DropdownMenu.Item>
          </DropdownMenu.Content>
        </DropdownMenu.Portal>
      </DropdownMenu.Root>
      <AccountSecurity open={security} onClose={() => setSecurity(false)} />
    </>
  )
}
