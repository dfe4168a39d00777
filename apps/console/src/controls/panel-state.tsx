/** What a panel shows when it has nothing to show: still loading, empty, or failed with a way to try again. */
import type { ReactNode } from 'react'
import { CircleAlert } from 'lucide-react'
import type { CombinedError } from 'urql'
import { Button } from './button.tsx'
import { explainFailure } from '../connection/failure.ts'

/** Rows of the height of what will come, so that nothing moves when it does. */
export function Skeleton({
  rows = 6,
  label = 'Loading',
}: {
  readonly rows?: number
  readonly label?: string
}) {
  return (
    <div role="status" aria-label={label} className="flex flex-col gap-2 p-2">
      {Array.from({ length: rows }, (_, row) => (
        <div key={row} className="skeleton h-4" style={{ width: `${92 - ((row * 17) % 40)}%` }} />
      ))}
    </div>
  )
}

export function Empty({ title, children }: { readonly title: string; readonly children?: ReactNode }) {
  return (
    <div className="flex h-full min-h-24 flex-col items-center justify-center gap-1 p-4 text-center">
      <p className="text-sm text-ink-2">{title}</p>
      {children ? <div className="max-w-sm text-xs text-ink-3">{children}</div> : null}
    </div>
  )
}

export function Failed({ error, onRetry }: { readonly error: CombinedError; readonly onRetry: () => void }) {
  return (
    <div
      role="alert"
      className="flex h-full min-h-24 flex-col items-center justify-center gap-2 p-4 text-center"
    >
      <p className="flex items-center gap-1.5 text-sm text-bad">
        <CircleAlert aria-hidden className="size-4" />
        {explainFailure(error)}
      </p>
      <Button onClick={onRetry}>Try again</Button>
    </div>
  )
}
