/** What is asked of a deployment twice at once is done once. */
import type { Book } from '@quarterdeck/engine'
import { expect, it } from 'vitest'
import type { PartitionHost } from '../../partition/host.ts'
import type { CommandRequest, Committed } from '../../runtime.ts'
import { manualClock } from '../../testing/manual-clock.ts'
import { DeploymentCommands } from './commands.ts'

const ASKING = { organizationId: 'org', actor: { kind: 'USER', id: 'u', name: 'u', userId: 'u' } } as const

it('closes a position once, however often at once a flattening is asked for', async () => {
  const filled = (side: 'BUY' | 'SELL', lots: number) => ({
    deploymentId: 'dep',
    instrumentIndex: 0,
    status: 'FILLED',
    side,
    fills: [{ lots, priceTicks: 1, fee: 0n, voided: false }],
  })
  const orders = new Map<string, object>([['first', filled('BUY', 5)]])
  const book = {
    orders,
    instruments: [{ tickLotValue: 1n, terms: { id: 'SIM:BTC' } }],
    accounts: [{ id: 'account' }],
    deployments: new Map([['dep', { id: 'dep', strategyId: 'strategy', accountIndex: 0 }]]),
  } as unknown as Book
  const closings: number[] = []
  const submit = async (_actor: unknown, request: CommandRequest): Promise<Committed> => {
    // As in a mailbox: decided a turn later.
    await Promise.resolve()
    if (request.type === 'SubmitOrder') {
      closings.push(request.quantityLots)
      orders.set(request.clientOrderId, filled(request.side, request.quantityLots))
    }
    return { outcome: { kind: 'ACCEPTED', subjectId: 'order' }, orders: [] } as unknown as Committed
  }
  const unasked = () => {
    throw new Error('Invariant: no code is asked for')
  }
  const commands = new DeploymentCommands({
    database: {} as never,
    clock: manualClock(),
    host: () => ({ partition: { book }, submit }) as unknown as PartitionHost,
    artifact: unasked,
    startRunner: unasked,
  })
  const asked = ['once', 'twice'].map((reason) => commands.flatten(ASKING, 'dep', reason))
  expect(await Promise.all(asked)).toEqual([['order'], []])
  expect(closings).toEqual([5])
})
