/** Light, dark, or as the system has it. */
'use client'

import { Check, Monitor, Moon, Sun } from 'lucide-react'
import { useTheme } from 'next-themes'
import { DropdownMenu } from 'radix-ui'
import { menuItemLook, menuLook } from '../controls/menu-look.ts'

export const themes = [
  { value: 'light', title: 'Light', icon: Sun },
  { value: 'dark', title: 'Dark', icon: Moon },
  { value: 'system', title: 'As the system', icon: Monitor },
] as const

export function ThemeToggle() {
  const { theme, setTheme, resolvedTheme } = useTheme()
  const Icon = resolvedTheme === 'dark' ? Moon : Sun
  return (
    <DropdownMenu.Root modal={false}>
      <DropdownMenu.Trigger
        aria-label="Theme"
        className="grid size-7 shrink-0 place-items-center rounded-[3px] text-ink-2 hover:bg-hover hover:text-ink pointer-coarse:size-9"
      >
        <Icon aria-hidden className="size-4" />
      </DropdownMenu.Trigger>
      <DropdownMenu.Portal>
        <DropdownMenu.Content align="end" sideOffset={4} className={menuLook}>
          <DropdownMenu.RadioGroup value={theme ?? 'system'} onValueChange={setTheme}>
            {themes.map(({ value, title, icon: ItemIcon }) => (
              <DropdownMenu.RadioItem key={value} value={value} className={menuItemLook}>
                <Check aria-hidden className={theme === value ? 'size-3' : 'invisible size-3'} />
                <ItemIcon aria-hidden className="size-3.5" />
                {title}
              </DropdownMenu.RadioItem>
            ))}
          </DropdownMenu.RadioGroup>
        </DropdownMenu.Content>
      </DropdownMenu.Portal>
    </DropdownMenu.Root>
  )
}
