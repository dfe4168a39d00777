/** Seeded random commands of every kind that changes a book: what a busy day looks like to the shell. */
import { NO_LIMITS } from '@quarterdeck/engine'
import type { CommandRequest, Committed } from '../runtime.ts'
import { type Deployed, SUPERVISOR, VERSION, causeOf, deployOn } from './deployed.ts'
import { type Desk, ORGANIZATION, order } from './desk.ts'
import { BTC, ETH } from './instruments.ts'

/** A repeatable stream of numbers in [0, 1): mulberry32. */
export function seededRandom(seed: number): () => number {
  let state = seed >>> 0
  return () => {
    state = (state + 0x6d2b79f5) >>> 0
    let mixed = Math.imul(state ^ (state >>> 15), state | 1)
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296
  }
}

/** Sends `count` random commands, some at once, and returns the ids of the orders that were acknowledged. */
export async function tradeAtRandom(
  desk: Desk,
  options: { readonly seed: number; readonly count: number },
): Promise<ReadonlySet<string>> {
  const random = seededRandom(options.seed)
  const deployed = await deployOn(desk)
  const orderIds: string[] = []
  const engaged: string[] = []
  let sent = 0
  while (sent < options.count) {
    const burst = Array.from({ length: 1 + Math.floor(random() * 8) }, () =>
      randomCommand(desk.accountId, { random, deployed, orderIds, engaged, n: sent++ }),
    )
    const results = await Promise.all(burst.map((command) => send(desk, deployed, command)))
    for (const [index, { outcome, orders }] of results.entries()) {
      for (const { id } of orders) if (!orderIds.includes(id)) orderIds.push(id)
      if (
        outcome.kind === 'ACCEPTED' &&
        outcome.subjectId !== null &&
        burst[index]!.type === 'EngageKillSwitch'
      ) {
        engaged.push(outcome.subjectId)
      }
    }
    desk.feed.quote(BTC, ...spread(100 + random() * 4 - 2), Date.now() * 1000)
    desk.feed.quote(ETH, ...spread(10 + random() - 0.5), Date.now() * 1000)
  }
  return new Set(orderIds)
}

function spread(mid: number): [string, string] {
  return [(mid - 0.01).toFixed(2), (mid + 0.01).toFixed(2)]
}

/** Orders with a cause are sent in the deployment's name, quarantines by the system, all else by a person. */
function send(desk: Desk, deployed: Deployed, command: CommandRequest): Promise<Committed> {
  if ('cause' in command) return deployed.submit(command)
  if (command.type !== 'QuarantineDeployment') return desk.submit(command)
  return desk.runtime.submit(ORGANIZATION, SUPERVISOR, command)
}

interface RandomState {
  readonly random: () => number
  readonly deployed: Deployed
  readonly orderIds: readonly string[]
  /** Switches that may stand; the newest is released next. */
  readonly engaged: string[]
  readonly n: number
}

function randomCommand(accountId: string, state: RandomState): CommandRequest {
  const { random, deployed, orderIds, engaged, n } = state
  const orderId = orderIds[Math.floor(random() * orderIds.length)]
  const dice = random()
  if (dice < 0.1 && orderId !== undefined) return { type: 'CancelOrder', orderId }
  if (dice < 0.2 && orderId !== undefined) {
    const prices = { limitTicks: 9_000 + Math.floor(random() * 1_500), stopTicks: null }
    return {
      type: 'ReplaceOrder',
      orderId,
      idempotencyKey: `r${n}`,
      quantityLots: 1 + Math.floor(random() * 3_000),
      ...prices,
    }
  }
  if (dice < 0.23)
    return {
      type: 'Deposit',
      accountId,
      amount: (random() * 1000).toFixed(2),
      currency: 'USD',
      idempotencyKey: `d${n}`,
    }
  if (dice < 0.26) {
    const limits = { ...NO_LIMITS, maxOrderQuantity: (1 + random() * 3).toFixed(3), maxOpenOrders: 200 }
    return { type: 'PutRiskPolicy', scope: 'ORGANIZATION', targetId: null, expectedVersion: null, limits }
  }
  if (dice < 0.28) {
    const reach = {
      scope: 'ACCOUNT',
      targetId: accountId,
      cancelOpenOrders: random() < 0.7,
      allowReduceOnly: random() < 0.5,
    } as const
    return { type: 'EngageKillSwitch', reason: 'drill', ...reach }
  }
  const killSwitchId = dice < 0.36 ? engaged.pop() : undefined
  if (killSwitchId !== undefined) return { type: 'ReleaseKillSwitch', killSwitchId, reason: 'drill over' }
  if (dice >= 0.36 && dice < 0.37) return { type: 'CancelAllOrders', accountId: null, instrumentId: BTC.id }
  if (dice >= 0.37 && dice < 0.38)
    return {
      type: 'RecordAudit',
      action: 'member.role',
      summary: 'Made Vic a viewer',
      before: null,
      after: 'VIEWER',
    }
  if (dice >= 0.38 && dice < 0.39) return { type: 'MarkAccounts' }
  if (dice >= 0.39 && dice < 0.44) return randomWish(state)
  const cause = dice < 0.6 ? { cause: causeOf(deployed.deploymentId, n) } : {}
  const instrument = random() < 0.7 ? BTC : ETH
  const mid = instrument === BTC ? 10_000 : 1_000
  return order(accountId, `c${n}`, {
    instrumentId: instrument.id,
    side: random() < 0.6 ? 'BUY' : 'SELL',
    timeInForce: random() < 0.7 ? 'GTC' : 'IOC',
    quantityLots: 1 + Math.floor(random() * 2_500),
    limitTicks: Math.round(mid * (0.97 + random() * 0.06)),
    ...cause,
  })
}

/** Something is wanted of the deployment: mostly that it runs. */
function randomWish({ random, deployed, n }: RandomState): CommandRequest {
  const { deploymentId } = deployed
  const dice = random()
  if (dice < 0.1) return { type: 'QuarantineDeployment', deploymentId, reason: 'drill', cancelOrders: true }
  if (dice < 0.3) {
    const terms = { version: VERSION, params: `{"n":${n}}`, instrumentIds: [BTC.id, ETH.id] }
    const expectedRevision = 1 + Math.floor(random() * 3)
    return { type: 'ChangeDeployment', deploymentId, expectedRevision, ...terms, ordersPerMinuteMax: 6000 }
  }
  const desired = dice < 0.8 ? 'RUNNING' : dice < 0.9 ? 'PAUSED' : 'STOPPED'
  const cancelOrders = desired !== 'RUNNING'
  return { type: 'SetDeployment', deploymentId, desired, reason: 'drill', cancelOrders }
}
