/**
 * Ends what a step began elsewhere and nobody waits for any more: its run was cancelled, or its attempt took too long.
 *
 * An update of data and a comparison are left to themselves: both are short, and good for others too.
 */
import { RequestFault } from '../request-fault.ts'
import type { WorkflowAction } from './definition.ts'
import type { ActionParts } from './step-action.ts'

export async function abandon(
  { research, strategies }: Pick<ActionParts, 'research' | 'strategies'>,
  organizationId: string,
  { action, begun }: { readonly action: WorkflowAction; readonly begun: string },
): Promise<void> {
  try {
    if (action.do === 'BACKTEST') await (await research()).backtests.cancel(organizationId, begun)
    else if (action.do === 'BUILD') await (await strategies()).cancelBuild(organizationId, begun)
  } catch (error) {
    // It came to its end meanwhile.
    if (!(error instanceof RequestFault)) throw error
  }
}
