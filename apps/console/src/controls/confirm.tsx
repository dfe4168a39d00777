/** Asks before something that cannot be taken back. The safe answer has the focus; the dangerous one says what it does. */
import { AlertDialog } from 'radix-ui'
import type { ReactNode } from 'react'
import { Button, type ButtonProps } from './button.tsx'

export interface ConfirmProps {
  readonly open: boolean
  readonly title: string
  readonly action: string
  readonly tone?: ButtonProps['tone']
  readonly onConfirm: () => void
  readonly onCancel: () => void
  readonly children: ReactNode
}

export function Confirm({
  open,
  title,
  action,
  tone = 'primary',
  onConfirm,
  onCancel,
  children,
}: ConfirmProps) {
  return (
    <AlertDialog.Root open={open} onOpenChange={(next) => (next ? undefined : onCancel())}>
      <AlertDialog.Portal>
        <AlertDialog.Overlay className="fixed inset-0 z-50 bg-black/45" />
        <AlertDialog.Content className="fixed top-[18vh] left-1/2 z-50 flex w-[min(420px,calc(100vw-24px))] -translate-x-1/2 flex-col gap-3 rounded-md border border-line bg-panel p-4 shadow-xl">
          <AlertDialog.Title className="text-base font-semibold">{title}</AlertDialog.Title>
          <AlertDialog.Description asChild>
            <div className="text-sm text-ink-2">{children}</div>
          </AlertDialog.Description>
          <div className="flex justify-end gap-2">
            <AlertDialog.Cancel asChild>
              <Button size="large">Keep as it is</Button>
            </AlertDialog.Cancel>
            <AlertDialog.Action asChild>
              <Button size="large" tone={tone} onClick={onConfirm}>
                {action}
              </Button>
            </AlertDialog.Action>
          </div>
        </AlertDialog.Content>
      </AlertDialog.Portal>
    </AlertDialog.Root>
  )
}
