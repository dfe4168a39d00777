/** Who is signed in, in which role, and the way out. */
'use client'

import { CircleUser, LogOut } from 'lucide-react'
import { DropdownMenu } from 'radix-ui'
import { toast } from 'sonner'
import { menuItemLook, menuLook } from '../controls/menu-look.ts'
import { showWord } from '../format/words.ts'
import { signOut } from '../session/authentication.ts'
import { useSession } from '../session/session.tsx'
import { useSelection } from './selection.tsx'

/** Returns what signs the person out; when the server can't be told, it says so and the session stays. */
export function useSignOut(): () => void {
  const { end } = useSession()
  return () => {
    signOut().then(end, () => toast.error('You are still signed in: the server could not be reached.'))
  }
}

export function UserMenu() {
  const { viewer } = useSession()
  const { membership } = useSelection()
  const leave = useSignOut()
  return (
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
          <DropdownMenu.Item className={menuItemLook} onSelect={leave}>
            <LogOut aria-hidden className="size-3.5" />
            Sign out
          </DropdownMenu.Item>
        </DropdownMenu.Content>
      </DropdownMenu.Portal>
    </DropdownMenu.Root>
  )
}
