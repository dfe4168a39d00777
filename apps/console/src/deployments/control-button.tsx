/** A button that has a deployment do something. It says what will come of it, or why it cannot be pressed. */
'use client'

import { Pause, Play, Square, type LucideIcon, Undo2, XCircle } from 'lucide-react'
import type { ButtonProps } from '../controls/button.tsx'
import { GatedButton } from '../controls/gated-button.tsx'
import { type Control, controls } from './deployment-control.ts'

const icons: Readonly<Record<Control, LucideIcon>> = {
  start: Play,
  pause: Pause,
  stop: Square,
  flatten: XCircle,
  rollBack: Undo2,
}

export interface ControlButtonProps {
  readonly control: Control
  /** Whose button it is, for those who do not see the row. */
  readonly name: string
  /** Why it cannot be pressed; null: it can. */
  readonly why: string | null
  readonly onPress: () => void
  readonly size?: ButtonProps['size']
  readonly tone?: ButtonProps['tone']
  readonly iconOnly?: boolean
  readonly shortcut?: string
}

export function ControlButton(props: ControlButtonProps) {
  const { control, name, why, onPress, size = 'normal', tone = 'plain', iconOnly = false, shortcut } = props
  const { title, meaning } = controls[control]
  const Icon = icons[control]
  return (
    <GatedButton
      size={size}
      tone={tone}
      why={why}
      meaning={meaning}
      aria-label={`${title} ${name}`}
      title={shortcut}
      onPress={onPress}
    >
      <Icon aria-hidden className="size-3.5" />
      {iconOnly ? null : title}
    </GatedButton>
  )
}
