import { describe, expect, it } from 'vitest'
import { keepNewest, type Memory } from './newest-wins.ts'

const order = (over: Readonly<Record<string, unknown>>): Record<string, unknown> => ({
  __typename: 'Order',
  id: 'o1',
  status: 'NEW',
  open: true,
  updatedAt: '2026-01-05T10:00:00.5Z',
  ...over,
})

describe('an answer that comes after newer news', () => {
  it('takes the state that the stream has already told', () => {
    const memory: Memory = new Map()
    keepNewest({ orderUpdates: { cursor: '2', order: order({}) } }, memory)
    const late = order({
      status: 'PENDING_NEW',
      updatedAt: '2026-01-05T10:00:00.123456Z',
      decision: { outcome: 'ALLOWED' },
    })
    const { submitOrder } = keepNewest({ submitOrder: { order: late } }, memory)
    expect(submitOrder.order).toMatchObject({ status: 'NEW', updatedAt: '2026-01-05T10:00:00.5Z' })
    expect(submitOrder.order['decision']).toEqual({ outcome: 'ALLOWED' })
  })

  it('is believed when it is newer', () => {
    const memory: Memory = new Map()
    keepNewest(order({}), memory)
    const filled = order({ status: 'FILLED', open: false, updatedAt: '2026-01-05T10:00:01Z' })
    expect(keepNewest([filled], memory)).toEqual([filled])
  })

  it('does not make an ended order work again when both carry one instant', () => {
    const memory: Memory = new Map()
    keepNewest(order({ status: 'CANCELED', open: false }), memory)
    expect(keepNewest(order({}), memory)).toMatchObject({ status: 'CANCELED', open: false })
  })

  it('does not turn a confirmed switch back to cancelling, nor a policy to its last version', () => {
    const memory: Memory = new Map()
    const killSwitch = { __typename: 'KillSwitch', id: 'k1' }
    keepNewest({ ...killSwitch, phase: 'CONFIRMED' }, memory)
    expect(keepNewest({ ...killSwitch, phase: 'CANCELLING' }, memory)).toMatchObject({ phase: 'CONFIRMED' })
    const policy = { __typename: 'RiskPolicy', id: 'p1' }
    keepNewest({ ...policy, version: 3 }, memory)
    expect(keepNewest({ ...policy, version: 2 }, memory)).toMatchObject({ version: 3 })
  })

  it('leaves everything else as it came', () => {
    const data = { quotes: { __typename: 'Quote', bid: '1' }, list: [1, null, 'x'] }
    expect(keepNewest(data, new Map())).toEqual(data)
  })

  it('does not bring back the progress of a build that has ended', () => {
    const version = (over: object) => ({ __typename: 'StrategyVersion', id: 'ver_1', ...over })
    const memory: Memory = new Map()
    keepNewest(version({ status: 'READY', updatedAt: '2026-01-05T10:00:02Z' }), memory)
    const late = keepNewest(version({ status: 'BUILDING', updatedAt: '2026-01-05T10:00:01.5Z' }), memory)
    expect(late).toMatchObject({ status: 'READY' })
  })

  describe('about a deployment', () => {
    const deployment = (revision: number, activity: string, since: string, inputs: number): object => ({
      __typename: 'Deployment',
      id: 'dep_1',
      revision,
      observed: { activity, since: `2026-01-05T10:00:${since}Z`, inputs },
    })

    it('does not bring back what it did before it stopped', () => {
      const memory: Memory = new Map()
      const stopped = deployment(2, 'STOPPED', '02.5', 40)
      keepNewest({ deploymentUpdated: stopped }, memory)
      const late = deployment(2, 'STOPPING', '02', 40)
      expect(keepNewest({ setDeploymentDesired: late }, memory)).toEqual({ setDeploymentDesired: stopped })
    })

    it('takes what is wanted of it now, and the progress of what it does', () => {
      const memory: Memory = new Map()
      keepNewest(deployment(1, 'RUNNING', '01', 40), memory)
      const further = deployment(1, 'RUNNING', '01', 41)
      expect(keepNewest(further, memory)).toEqual(further)
      expect(keepNewest(deployment(1, 'RUNNING', '01', 39), memory)).toEqual(further)
      const changed = deployment(2, 'RUNNING', '01', 41)
      expect(keepNewest(changed, memory)).toEqual(changed)
    })
  })
})
