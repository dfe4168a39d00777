/** Where a backtest is, in a word and a colour. */
import { classes } from '../controls/classes.ts'
import { showWord } from '../format/words.ts'
import type { BacktestStatus } from '../generated/graphql.ts'

const tones: Readonly<Record<BacktestStatus, string>> = {
  QUEUED: 'text-ink-2',
  RUNNING: 'text-accent',
  COMPLETED: 'text-ok',
  CANCELLED: 'text-ink-2',
  FAILED: 'text-bad',
}

/** Whether it can still move. */
export function isOpen(status: BacktestStatus): boolean {
  return status === 'QUEUED' || status === 'RUNNING'
}

export function RunStatus({ status }: { readonly status: BacktestStatus }) {
  return <span className={classes('font-medium', tones[status])}>{showWord(status)}</span>
}
