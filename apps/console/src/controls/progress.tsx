/** How far something is: a bar with its share in words, so that neither colour nor width alone says it. */
import { showShare } from '../format/number.ts'

export interface ProgressProps {
  readonly label: string
  /** 0 to 1. */
  readonly share: number
  readonly hideText?: boolean
}

export function Progress({ label, share, hideText = false }: ProgressProps) {
  const bounded = Math.max(0, Math.min(1, share))
  return (
    <span className="flex min-w-0 items-center gap-2">
      <span
        role="progressbar"
        aria-label={label}
        aria-valuemin={0}
        aria-valuemax={100}
        aria-valuenow={Math.round(bounded * 100)}
        className="h-1.5 min-w-12 flex-1 overflow-hidden rounded-full bg-line"
      >
        <span className="block h-full bg-accent" style={{ width: `${bounded * 100}%` }} />
      </span>
      {hideText ? null : (
        <span className="w-10 text-right text-2xs tabular-nums">{showShare(bounded, 0)}</span>
      )}
    </span>
  )
}
