/** For a person whose every organization demands a second factor: the way to set one up, and nothing else. */
'use client'

import { Button } from '../controls/button.tsx'
import { useSignOut } from '../session/use-sign-out.ts'
import { SetUp } from './set-up.tsx'

export interface ShutOutProps {
  /** Names of the organizations that demand it. */
  readonly demandedBy: readonly string[]
  readonly onDone: () => void
}

export function ShutOut({ demandedBy, onDone }: ShutOutProps) {
  const leave = useSignOut()
  return (
    <main className="flex h-full items-start justify-center overflow-auto px-4 pt-[10vh] pb-8">
      <div className="flex w-full max-w-[440px] flex-col gap-3">
        <h1 className="text-lg font-semibold tracking-tight">Set up a second factor</h1>
        <p className="text-sm text-ink-2">
          {demandedBy.join(', ')} {demandedBy.length === 1 ? 'demands' : 'demand'} one of every member. You
          can trade again as soon as yours is set up.
        </p>
        <SetUp onDone={onDone} />
        <div>
          <Button tone="quiet" onClick={leave}>
            Sign out
          </Button>
        </div>
      </div>
    </main>
  )
}
