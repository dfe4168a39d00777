/** Below the ticket: the decision the order got, or before that the decision it would get now. */
'use client'

import { explainOutcome } from '../connection/problem.ts'
import { Button } from '../controls/button.tsx'
import { DecisionView } from '../decision/decision-view.tsx'
import { Money, Status } from '../format/figures.tsx'
import { getFragmentData } from '../generated/index.ts'
import type { PreviewState } from './order-preview.ts'
import { OrderRow_OrderFragment } from './order-row.tsx'
import type { Submitted } from './submit-order.ts'

export interface TicketResultProps {
  readonly submitted: Submitted | null
  readonly preview: PreviewState
  readonly onDismiss: () => void
}

export function TicketResult({ submitted, preview, onDismiss }: TicketResultProps) {
  if (submitted) return <Sent submitted={submitted} onDismiss={onDismiss} />
  return (
    <section aria-label="Preview" aria-busy={preview.asking} className="min-h-0 flex-1 border-t border-line">
      <p className="flex h-6 items-center justify-between px-2 text-2xs text-ink-2">
        <span>Preview: what the gate would decide now</span>
        <span>{preview.asking && !preview.outcome ? 'Asking…' : ''}</span>
      </p>
      <PreviewBody preview={preview} />
    </section>
  )
}

function PreviewBody({ preview }: { readonly preview: PreviewState }) {
  const { outcome } = preview
  if (!outcome) return <p className="px-2 pb-2 text-xs text-ink-2">Complete the ticket to see every check.</p>
  if (outcome.kind !== 'done') return <p className="px-2 pb-2 text-xs text-bad">{explainOutcome(outcome)}</p>
  const { decision, estimatedNotional, estimatedFee } = outcome.payload
  return (
    <>
      <dl className="flex gap-4 px-2 pb-1 text-xs">
        <div className="flex gap-1">
          <dt className="text-ink-2">Notional</dt>
          <dd className="num">
            <Money money={estimatedNotional} />
          </dd>
        </div>
        <div className="flex gap-1">
          <dt className="text-ink-2">Fee</dt>
          <dd className="num">
            <Money money={estimatedFee} />
          </dd>
        </div>
      </dl>
      <DecisionView decision={decision} />
    </>
  )
}

function Sent({ submitted, onDismiss }: { readonly submitted: Submitted; readonly onDismiss: () => void }) {
  const order = getFragmentData(OrderRow_OrderFragment, submitted.order)
  return (
    <section aria-label="Order sent" className="min-h-0 flex-1 border-t border-line">
      <div role="status" className="flex items-center justify-between gap-2 px-2 py-1 text-xs">
        <span>
          Answered: <Status status={order.status} />
        </span>
        <Button size="dense" tone="quiet" onClick={onDismiss}>
          Back to preview
        </Button>
      </div>
      <DecisionView decision={submitted.order.decision} />
    </section>
  )
}
