/** Says who changed a policy while it was being edited, and what, and offers the two ways on. */
import { GitMerge } from 'lucide-react'
import { Button } from '../controls/button.tsx'
import { showTime } from '../format/time.ts'
import { LimitDiff } from './limit-diff.tsx'
import type { LimitChange } from './limits.ts'

export interface PolicyConflictProps {
  readonly name: string
  readonly at: string
  readonly startVersion: number
  readonly version: number
  readonly changes: readonly LimitChange[]
  readonly onKeepMine: () => void
  readonly onTakeTheirs: () => void
}

export function PolicyConflict(props: PolicyConflictProps) {
  return (
    <div role="alert" className="border-l-2 border-warn bg-warn-soft p-2 text-xs">
      <p className="mb-1 flex items-center gap-1.5 font-semibold">
        <GitMerge aria-hidden className="size-3.5" />
        {props.name} saved version {props.version} at {showTime(props.at)}, after the version{' '}
        {props.startVersion} you are editing.
      </p>
      <LimitDiff changes={props.changes} />
      <div className="mt-2 flex flex-wrap gap-2">
        <Button onClick={props.onTakeTheirs}>Take version {props.version}</Button>
        <Button onClick={props.onKeepMine}>Keep my edits, on top of version {props.version}</Button>
      </div>
    </div>
  )
}
