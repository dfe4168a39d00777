/** Names the organization; with more than one membership, switches between them. */
'use client'

import { Check, ChevronDown } from 'lucide-react'
import { DropdownMenu } from 'radix-ui'
import { menuItemLook, menuLook } from '../controls/menu-look.ts'
import { showWord } from '../format/words.ts'
import { useSession } from '../session/session.tsx'
import { useSelection } from './selection.tsx'

export function OrganizationSwitcher() {
  const { viewer } = useSession()
  const { membership, chooseOrganization } = useSelection()
  const name = membership.organization.name
  if (viewer.memberships.length === 1) return <span className="truncate text-xs font-medium">{name}</span>
  return (
    <DropdownMenu.Root modal={false}>
      <DropdownMenu.Trigger className="flex h-7 min-w-0 items-center gap-1 rounded-[3px] px-1.5 text-xs font-medium hover:bg-hover pointer-coarse:h-9">
        <span className="sr-only">Switch organization, now</span>
        <span className="truncate">{name}</span>
        <ChevronDown aria-hidden className="size-3 shrink-0 text-ink-2" />
      </DropdownMenu.Trigger>
      <DropdownMenu.Portal>
        <DropdownMenu.Content align="start" sideOffset={4} className={menuLook}>
          <DropdownMenu.RadioGroup value={membership.organization.slug} onValueChange={chooseOrganization}>
            {viewer.memberships.map(({ organization, role }) => (
              <DropdownMenu.RadioItem
                key={organization.id}
                value={organization.slug}
                className={menuItemLook}
              >
                <Check
                  aria-hidden
                  className={
                    organization.slug === membership.organization.slug ? 'size-3' : 'invisible size-3'
                  }
                />
                <span className="min-w-0 flex-1 truncate">{organization.name}</span>
                <span className="text-ink-2">{showWord(role)}</span>
              </DropdownMenu.RadioItem>
            ))}
          </DropdownMenu.RadioGroup>
        </DropdownMenu.Content>
      </DropdownMenu.Portal>
    </DropdownMenu.Root>
  )
}
