/** Where the build of a version is, in a word and a colour. */
import { classes } from '../controls/classes.ts'
import { showWord } from '../format/words.ts'
import type { StrategyVersionStatus } from '../generated/graphql.ts'

const tones: Readonly<Record<StrategyVersionStatus, string>> = {
  QUEUED: 'text-ink-2',
  BUILDING: 'text-accent',
  READY: 'text-ok',
  FAILED: 'text-bad',
  CANCELLED: 'text-ink-2',
}

/** Whether its build can still move. */
export function isBuilding(status: StrategyVersionStatus): boolean {
  return status === 'QUEUED' || status === 'BUILDING'
}

export function VersionStatus({ status }: { readonly status: StrategyVersionStatus }) {
  return (
    <span data-status={status} className={classes('font-medium', tones[status])}>
      {showWord(status)}
    </span>
  )
}
