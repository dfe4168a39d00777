/** A modal dialog and a side sheet on Radix: focus is kept inside, Escape closes, the page behind is inert. */
import { Dialog as Base } from 'radix-ui'
import type { ReactNode } from 'react'
import { X } from 'lucide-react'
import { classes } from './classes.ts'

export interface DialogProps {
  readonly open: boolean
  readonly onClose: () => void
  readonly title: string
  readonly description?: string
  /** `sheet` slides along the right edge and keeps the desk visible beside it. */
  readonly shape?: 'centre' | 'sheet'
  readonly children: ReactNode
}

const shapes = {
  centre:
    'top-[10vh] left-1/2 max-h-[80vh] w-[min(560px,calc(100vw-24px))] -translate-x-1/2 rounded-md border',
  sheet: 'top-0 right-0 h-full w-[min(520px,100vw)] border-l',
} as const

export function Dialog({ open, onClose, title, description, shape = 'centre', children }: DialogProps) {
  return (
    <Base.Root open={open} onOpenChange={(next) => (next ? undefined : onClose())}>
      <Base.Portal>
        <Base.Overlay className="fixed inset-0 z-40 bg-black/45" />
        <Base.Content
          className={classes('fixed z-50 flex flex-col border-line bg-panel shadow-xl', shapes[shape])}
          {...(description ? {} : { 'aria-describedby': undefined })}
        >
          <header className="flex items-start gap-2 border-b border-line px-3 py-2">
            <div className="min-w-0 flex-1">
              <Base.Title className="truncate text-sm font-semibold">{title}</Base.Title>
              {description ? (
                <Base.Description className="text-xs text-ink-2">{description}</Base.Description>
              ) : null}
            </div>
            <Base.Close
              aria-label="Close"
              className="grid size-7 place-items-center rounded-[3px] text-ink-2 hover:bg-hover pointer-coarse:size-9"
            >
              <X aria-hidden className="size-4" />
            </Base.Close>
          </header>
          {/* Scrolled by keyboard too when nothing inside takes the focus. */}
          <div tabIndex={0} role="group" aria-label={title} className="min-h-0 flex-1 overflow-auto">
            {children}
          </div>
        </Base.Content>
      </Base.Portal>
    </Base.Root>
  )
}
