/** What a role may do with a backtest: cancel it while it runs, start another on the same terms. */
'use client'

import { useState } from 'react'
import { toast } from 'sonner'
import { explainOutcome } from '../connection/problem.ts'
import { Button } from '../controls/button.tsx'
import { goTo, placeOf } from '../shell/navigation.ts'
import { useSelection } from '../shell/selection.tsx'
import { useBacktestMutations } from './backtest-mutations.ts'
import type { BacktestRow } from './backtest-row.tsx'
import { isOpen } from './status.tsx'

export function BacktestActions({ row }: { readonly row: BacktestRow }) {
  const { may } = useSelection()
  const { cancel } = useBacktestMutations()
  const [cancelling, setCancelling] = useState(false)
  const stop = async () => {
    setCancelling(true)
    const outcome = await cancel(row.id)
    setCancelling(false)
    if (outcome.kind !== 'done') toast.error(explainOutcome(outcome))
  }
  return (
    <div className="flex gap-1 sm:ml-auto">
      {isOpen(row.status) && may('backtest:cancel') ? (
        <Button onClick={() => void stop()} aria-disabled={cancelling}>
          {cancelling ? 'Cancelling…' : 'Cancel'}
        </Button>
      ) : null}
      {may('backtest:run') ? (
        <Button onClick={() => goTo(placeOf('backtests', { view: 'new', like: row.id }))}>Run again…</Button>
      ) : null}
    </div>
  )
}
