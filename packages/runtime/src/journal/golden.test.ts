/** Journals that earlier versions wrote are read for ever: each shape has one here, byte for byte as it was written. */
import { readFileSync } from 'node:fs'
import { evolve, initialBook, restore, snapshot } from '@quarterdeck/engine'
import { formatDecimal } from '@quarterdeck/sdk'
import { describe, expect, it } from 'vitest'
import { decodeEvent } from './payload.ts'

const lines = (name: string) =>
  readFileSync(new URL(`golden/${name}`, import.meta.url), 'utf8')
    .trimEnd()
    .split('\n')

describe('a journal of version 1', () => {
  // Two orders sell what a third bought, and one of them more than is held: each set its own share aside then.
  const events = lines('version-1.jsonl').map((line) => decodeEvent(line))

  it('replays, though what its orders set aside is reckoned together now', () => {
    const book = initialBook({ organizationId: 'org-1', baseCurrency: 'USD' })
    for (const event of events) evolve(book, event)
    const [buy, sell, short] = [...book.orders.values()]
    expect([buy?.status, sell?.status, short?.status]).toEqual([
      'PARTIALLY_FILLED',
      'PARTIALLY_FILLED',
      'CANCELED',
    ])
    expect(book.positions[0]).toMatchObject({ lots: 200, workingBuyLots: 800, workingSellLots: 100 })
    // 800 lots of the buy are still open; the rest of the sell closes what is held.
    expect([buy?.reserved, sell?.reserved]).toEqual([80_160_000_000_000_000_000n, 0n])
    expect(snapshot(restore(snapshot(book)))).toBe(snapshot(book))
  })

  it('gives the checks of its decisions back whole', () => {
    const decisions = events.flatMap((event) => ('decision' in event ? [event.decision] : []))
    expect(decisions).toHaveLength(4)
    for (const { checks } of decisions) {
      expect(checks[0]).toEqual({
        name: 'tradingMode',
        scope: 'SYSTEM',
        targetId: null,
        policyVersion: null,
        verdict: 'PASSED',
        observed: null,
        limit: null,
        headroom: null,
        message: 'the account trades PAPER, as requested',
      })
    }
  })
})

describe('a journal of version 2', () => {
  // A strategy is deployed, asks past its own rate, is upgraded, paused, quarantined, started, and quarantined again.
  const events = lines('version-2.jsonl').map((line) => decodeEvent(line))

  it('has what strategies do', () => {
    const types = new Set(events.map(({ type }) => type))
    for (const type of [
      'StrategyCreated',
      'StrategyDeployed',
      'DeploymentChanged',
      'DeploymentSet',
      'DeploymentQuarantined',
    ] as const)
      expect(types).toContain(type)
    const caused = new Set(events.flatMap((event) => ('cause' in event ? [event.type] : [])))
    expect([...caused].toSorted()).toEqual([
      'OrderAccepted',
      'OrderBlocked',
      'OrderCancelRequested',
      'OrderReplaceBlocked',
      'OrderReplaceRequested',
    ])
  })

  it('replays: deployments stand as they were left, and their orders say where they come from', () => {
    const book = initialBook({ organizationId: 'org-1', baseCurrency: 'USD' })
    for (const event of events) evolve(book, event)
    const [deployment] = [...book.deployments.values()]
    expect(deployment).toMatchObject({
      name: 'one',
      revision: 2,
      version: { number: 2 },
      previous: { params: '{"fast":5}', ordersPerMinuteMax: 2 },
      desired: 'RUNNING',
      quarantineReason: 'again',
      ordersPerMinuteMax: 60,
    })
    expect(deployment?.requestTimes).toHaveLength(5)
    const [first, blocked, last] = [...book.orders.values()]
    expect([first?.status, blocked?.status, last?.status]).toEqual([
      'PENDING_CANCEL',
      'REJECTED',
      'PENDING_CANCEL',
    ])
    expect(last).toMatchObject({
      deploymentId: deployment?.id,
      strategyId: deployment?.strategyId,
      cause: { run: 2, input: 1, digest: 'b'.repeat(64) },
    })
    expect(snapshot(restore(snapshot(book)))).toBe(snapshot(book))
  })

  it("gives the check of a deployment's own rate back whole", () => {
    const blocked = events.find(({ type }) => type === 'OrderBlocked')
    if (blocked?.type !== 'OrderBlocked') throw new Error('an order was blocked')
    expect(blocked.decision.checks.find(({ name }) => name === 'deploymentOrderRate')).toEqual({
      name: 'deploymentOrderRate',
      scope: 'SYSTEM',
      targetId: null,
      policyVersion: null,
      verdict: 'FAILED',
      observed: '3',
      limit: '2',
      headroom: '-1',
      message:
        'a rate of the deployment over 60 s of 3 requests is over the limit of 2 requests (deployment one, revision 1)',
    })
  })
})

describe('a journal of version 2 with a live account', () => {
  // It is adjusted, enabled, raised, lowered, shut and enabled again; others trade on it, and its position is in dispute meanwhile.
  const events = lines('version-2-live.jsonl').map((line) => decodeEvent(line))

  it('replays: who may trade stands as it was left, adjustments stay, and a fill that was taken back is gone', () => {
    const book = initialBook({ organizationId: 'org-1', baseCurrency: 'USD' })
    for (const event of events) evolve(book, event)
    const [account] = book.accounts
    expect(account).toMatchObject({
      liveEnabled: true,
      live: { userIds: ['user-1', 'user-2'], stagePercent: 25 },
      foreignOrders: [
        { venueOrderId: 'f-1', lots: 500, limitTicks: 11_000 },
        { venueOrderId: 'f-2', lots: 200, limitTicks: null },
      ],
      openOrderCount: 2,
    })
    const totals = account?.ledger.map(({ ledgerAccount, total }) => [
      ledgerAccount,
      formatDecimal(total, 18),
    ])
    expect(Object.fromEntries(totals ?? [])).toEqual({
      CASH: '1009.98',
      EXTERNAL: '-1179.98',
      POSITION: '171',
      FEES: '0',
      REALIZED_PNL: '-1',
    })
    expect(book.positions[0]).toMatchObject({
      lots: 1900,
      workingBuyLots: 200,
      foreignBuyLots: 200,
      foreignSellLots: 500,
      dispute: null,
    })
    expect(snapshot(restore(snapshot(book)))).toBe(snapshot(book))
  })

  it('gives the checks of stage and dispute back whole', () => {
    const decisions = events.flatMap((event) => (event.type === 'OrderBlocked' ? [event.decision] : []))
    const failed = decisions.flatMap(({ checks }) => checks.filter(({ verdict }) => verdict === 'FAILED'))
    expect(failed.map(({ name, message }) => [name, message])).toEqual([
      [
        'capitalStage',
        expect.stringMatching(
          /^at the 5 % capital stage, a worst-case order notional of 100.1 USD is over the limit of 100 USD/,
        ),
      ],
      [
        'positionDispute',
        expect.stringMatching(/^the position in SIM:BTC-USD is in dispute since .*: the venue holds 2.9$/),
      ],
    ])
  })
})

describe('a journal of version 2 with an event contract that was paid out', () => {
  // Live and paper hold some of it, and one order of each works; afterwards an execution is taken back, and another one told late.
  const events = lines('version-2-settled.jsonl').map((line) => decodeEvent(line))

  it('replays: nothing is held, and cash is what the fills that stand have brought', () => {
    const book = initialBook({ organizationId: 'org-1', baseCurrency: 'USD' })
    for (const event of events) evolve(book, event)
    expect(book.instruments[0]?.settled).toMatchObject({ payoutTicks: 10_000, venueReference: 'result yes' })
    expect(book.accounts.map(({ cash }) => formatDecimal(cash[0]?.cash ?? 0n, 18))).toEqual(['1041.5', '940'])
    for (const position of book.positions)
      expect(position).toMatchObject({ lots: 0, cost: 0n, marginUsed: 0n })
    const orders = [...book.orders.values()].map(({ clientOrderId, status }) => [clientOrderId, status])
    expect(Object.fromEntries(orders)).toEqual({
      bought: 'CANCELED',
      resting: 'FILLED',
      sold: 'FILLED',
      expires: 'EXPIRED',
    })
    expect(events.at(-3)).toMatchObject({
      kind: 'SETTLEMENT_DIFFERS',
      message: expect.stringContaining('its venue says 0 now') as string,
    })
    expect(snapshot(restore(snapshot(book)))).toBe(snapshot(book))
  })
})
