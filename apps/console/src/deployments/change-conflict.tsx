/** Says that a deployment was changed while it was being edited, and what, and offers the two ways on. */
import { GitMerge } from 'lucide-react'
import { Button } from '../controls/button.tsx'
import type { TermChange } from './change-form.ts'
import { TermChanges } from './term-changes.tsx'

export interface ChangeConflictProps {
  readonly revision: number
  readonly startRevision: number
  readonly theirs: readonly TermChange[]
  readonly onKeepMine: () => void
  readonly onTakeTheirs: () => void
}

export function ChangeConflict({
  revision,
  startRevision,
  theirs,
  onKeepMine,
  onTakeTheirs,
}: ChangeConflictProps) {
  return (
    <div role="alert" className="border-l-2 border-warn bg-warn-soft p-2 text-xs">
      <p className="mb-1 flex items-center gap-1.5 font-semibold">
        <GitMerge aria-hidden className="size-3.5" />
        Somebody changed it: revision {revision} is in force, you are editing revision {startRevision}.
      </p>
      <TermChanges changes={theirs} />
      <div className="mt-2 flex flex-wrap gap-2">
        <Button onClick={onTakeTheirs}>Take revision {revision}</Button>
        <Button onClick={onKeepMine}>Keep my edits, on top of it</Button>
      </div>
    </div>
  )
}
