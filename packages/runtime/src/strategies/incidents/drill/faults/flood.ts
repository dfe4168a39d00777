/** RUNAWAY: asks in its name, as often as the rule counts, for what the gate refuses. The book keeps nothing of it. */
import { randomUUID } from 'node:crypto'
import { DrillImpossible, type Inject, SLACK, hostedRun } from '../drill.ts'

export const flood: Inject = async (parts) => {
  const { host, bounds } = parts
  const { run } = hostedRun(parts)
  const { actor, accountId, strategyId, deploymentId, digest, run: number, opening } = run.facts
  const [instrument] = opening.instruments
  if (instrument === undefined) throw new DrillImpossible('it may trade nothing')
  for (let count = 0; count < bounds.refusals; count += 1) {
    const { outcome } = await host.submit(actor, {
      type: 'SubmitOrder',
      accountId,
      instrumentId: instrument.id,
      clientOrderId: `drill-${randomUUID()}`,
      side: 'BUY',
      orderType: 'MARKET',
      timeInForce: 'IOC',
      // No order has none.
      quantityLots: 0,
      limitTicks: null,
      stopTicks: null,
      requestedMode: null,
      strategyId,
      cause: { deploymentId, run: number, input: run.figures.inputs, digest },
    })
    if (outcome.kind !== 'REFUSED') throw new Error('Invariant: an order of nothing is refused')
    run.figures.ordersRefused += 1
  }
  return {
    done: `${bounds.refusals} orders of nothing were asked for in its name`,
    patience: SLACK,
    lift: () => Promise.resolve(),
  }
}
