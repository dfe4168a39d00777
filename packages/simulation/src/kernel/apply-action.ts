/** A split or dividend as it happens: what the venue said before it, the data behind it, the account, and the market that goes on. */

import type { Micros } from '@quarterdeck/engine'
import { restate, type InstrumentAction } from './corporate-actions.ts'
import type { KernelParts } from './kernel.ts'

/** `settle` does all that follows from what was said so far. */
export function applyAction(
  action: InstrumentAction,
  { desk, pits, streams, valuation }: Pick<KernelParts, 'desk' | 'pits' | 'streams' | 'valuation'>,
  of: { readonly at: Micros; readonly settle: () => void },
): void {
  const instrument = desk.book.instrumentIndexById.get(action.instrumentId)!
  const pit = pits[instrument]
  if (action.kind === 'SPLIT') {
    // What the venue has said by then is of old shares: it is told before anything is counted in new ones.
    pit?.venue.tellAll()
    of.settle()
    for (const { data, terms } of streams)
      if (terms.instrument === instrument) restate(data, action.exTime, action.ratio)
  }
  const halfTicks = valuation.halfTicksOf(instrument)
  desk.act(action, halfTicks)
  if (action.kind === 'SPLIT' && pit !== undefined) {
    pit.split(action.ratio, desk.workingOrders(instrument), of.at)
    const { stream } = pit
    const isClosed = stream.isBars && stream.closedRow >= 0
    valuation.mark(
      instrument,
      isClosed ? stream.markOf(stream.closedRow) : Math.round(halfTicks / action.ratio),
    )
  }
  of.settle()
}
