/** A LIVE account whose every gate is open, and the commands that only such an account is asked. */

import { NO_LIMITS, type EnableLive, type LiveGate, type RiskLimits } from '../src/index.ts'
import { accepted, EURUSD, FUTURE, SPOT, World, type Given } from './given.ts'

export const CONNECTION = 'connection-1'
export const OPEN_GATE: LiveGate = {
  connectionHealthy: true,
  reconciled: true,
  compared: true,
  killSwitchesKnown: true,
}

/** A journal that is power-safe, and connections that are all well. */
export const LIVE_CONTEXT = { embedded: false, liveGates: () => OPEN_GATE } as const

/** Limits of which every stage has a share. */
export const RAMP = { maxOrderNotional: '2000', maxGrossExposure: '10000' } as const

export interface LiveDesk {
  readonly world: World
  readonly accountId: string
}

/** Of a second LIVE account: a connection trades for one. */
export const OTHER_CONNECTION = 'connection-2'

/** A LIVE account with what it held at the beginning, not enabled. */
export function openLive(
  world: World,
  currency = 'USD',
  { amount = '1000000', connectionId = CONNECTION } = {},
): string {
  const { subjectId: accountId } = accepted(
    world.when({ type: 'OpenAccount', name: 'Real', mode: 'LIVE', currency, connectionId }),
  )
  if (accountId === null) throw new Error('an opened account has an id')
  accepted(
    world.when({
      type: 'AdjustAccount',
      accountId,
      kind: 'OPENING',
      currency,
      amount,
      reason: 'what the venue holds',
      breakId: null,
      idempotencyKey: 'opening',
    }),
  )
  return accountId
}

/** Enables the account for the trader, at 100 % where nothing else is said. */
export function enabling(accountId: string, terms: Partial<EnableLive> = {}): Given<EnableLive> {
  return {
    type: 'EnableLive',
    accountId,
    connectionId: CONNECTION,
    userIds: ['user-1'],
    stagePercent: 100,
    reason: 'ready',
    ...terms,
  }
}

export function limitAccount(
  { world, accountId }: LiveDesk,
  limits: Partial<RiskLimits>,
  expectedVersion: number | null = null,
): void {
  accepted(
    world.when({
      type: 'PutRiskPolicy',
      scope: 'ACCOUNT',
      targetId: accountId,
      expectedVersion,
      limits: { ...NO_LIMITS, ...limits },
    }),
  )
}

/** BTC at 99.90 / 100.10, a future and a pair, and a LIVE account that the trader may trade under the limits of the ramp. */
export function liveDesk(terms: Partial<EnableLive> = {}): LiveDesk {
  const world = new World()
  world.context = LIVE_CONTEXT
  for (const instrument of [SPOT, FUTURE, EURUSD]) world.list(instrument)
  world.quote(SPOT, 9_990, 10_010)
  world.quote(FUTURE, 20_000, 20_001)
  world.quote(EURUSD, 10_999, 11_001)
  const accountId = openLive(world)
  limitAccount({ world, accountId }, RAMP)
  accepted(world.when(enabling(accountId, terms)))
  return { world, accountId }
}
