import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { restore, snapshot, type Book, type EngineEvent } from './engine.ts'
import { expectReplay } from './given.ts'
import { Watch } from './invariants.ts'
import { openWorld, operation, run } from './operations.ts'

const seed = Number(process.env.QUARTERDECK_TEST_SEED ?? 20_261_121)
const RUNS = 1000
const OPERATIONS_MAX = 240

describe('any book under any commands and reports', () => {
  it(
    `[SN-04] [LE-01] [OR-21] [ST-15] [LG-06] [AJ-08] [SE-03] [CA-08] keeps every invariant after every event, seed ${seed}`,
    { timeout: 240_000 },
    () => {
      const seen = { operations: 0, events: new Map<string, number>() }
      fc.assert(
        fc.property(fc.array(operation, { maxLength: OPERATIONS_MAX, size: 'max' }), (operations) => {
          const world = openWorld((opening) => {
            const watch = new Watch(opening.book)
            opening.afterCommand = () => watch.afterCommand()
            opening.afterEvent = (event) => {
              watch.afterEvent(event)
              for (const name of [event.type, ...kindsOf(opening.book, event)])
                seen.events.set(name, (seen.events.get(name) ?? 0) + 1)
            }
          })
          for (const one of operations) run(world, one)
          seen.operations += operations.length
          expectReplay(world)
          const text = snapshot(world.book)
          expect(snapshot(restore(text))).toBe(text)
        }),
        { seed, numRuns: RUNS },
      )
      expect(seen.operations).toBeGreaterThanOrEqual(100_000)
      // A generator that no longer reaches an event proves nothing about it.
      const missing = [
        ...EVENTS.filter((type) => (seen.events.get(type) ?? 0) < 20),
        ...OF_LIVE.filter((type) => (seen.events.get(type) ?? 0) < 20),
        ...OF_DEPLOYMENTS.filter((type) => (seen.events.get(type) ?? 0) < 5),
      ]
      expect(missing, 'events that the operations no longer reach').toEqual([])
      const counts = [...seen.events].map(([type, count]) => `${type} ${count}`).join(', ')
      process.stderr.write(`random operations: ${seen.operations}, seed ${seed}, events checked: ${counts}\n`)
    },
  )
})

/** Further names under which an event is counted. */
function kindsOf(book: Book, event: EngineEvent): readonly string[] {
  const ofDeployment = 'cause' in event ? [`${event.type} of a deployment`] : []
  if (event.type === 'AlertRaised') return [event.kind]
  const order = 'orderId' in event ? book.orders.get(event.orderId) : undefined
  const isSettled = order !== undefined && book.instruments[order.instrumentIndex]?.settled !== null
  if (isSettled && event.type === 'OrderFilled') return ['a fill of what was settled']
  if (isSettled && event.type === 'FillBusted') return ['a fill taken back of what was settled']
  const isLive = order !== undefined && book.accounts[order.accountIndex]?.mode === 'LIVE'
  return isLive ? [...ofDeployment, `${event.type} of a LIVE account`] : ofDeployment
}

const EVENTS = [
  'FundsDeposited',
  'CashConverted',
  'OrderAccepted',
  'OrderBlocked',
  'OrderConfirmed',
  'OrderRejected',
  'OrderFilled',
  'FillBusted',
  'FillCorrected',
  'OrderCancelRequested',
  'OrderCancelRejected',
  'OrderCanceled',
  'OrderExpired',
  'OrderReplaceRequested',
  'OrderReplaceBlocked',
  'OrderReplaced',
  'OrderReplaceRejected',
  'OrderMarkedUnknown',
  'OrderTriggered',
  'RiskPolicyPut',
  'KillSwitchEngaged',
  'KillSwitchTightened',
  'KillSwitchConfirmed',
  'KillSwitchReleased',
  'StrategyCreated',
  'StrategyDeployed',
  'DeploymentChanged',
  'DeploymentSet',
  'DeploymentQuarantined',
  'AlertRaised',
  'LiveEnabled',
  'LiveDisabled',
  'CapitalStageSet',
  'AccountAdjusted',
  'ForeignOrdersNoted',
  'PositionDisputed',
  'DisputeSettled',
  'InstrumentSettled',
  'CorporateActionApplied',
  'OrderRestated',
  'SETTLEMENT_DIFFERS',
  'a fill of what was settled',
  'a fill taken back of what was settled',
]

const OF_DEPLOYMENTS = [
  'OrderAccepted of a deployment',
  'OrderBlocked of a deployment',
  'OrderReplaceRequested of a deployment',
  'OrderReplaceBlocked of a deployment',
  'OrderCancelRequested of a deployment',
]

const OF_LIVE = ['OrderAccepted', 'OrderBlocked', 'OrderFilled', 'FillBusted', 'OrderReplaceRequested'].map(
  (type) => `${type} of a LIVE account`,
)
