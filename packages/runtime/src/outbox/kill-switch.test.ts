/** A kill switch that is pressed again asks the venues again, and shows in its row and in the audit log; so does its release. */
import {
  type EngageKillSwitch,
  type EngineEvent,
  decide,
  emptyMarket,
  evolve,
  initialBook,
} from '@quarterdeck/engine'
import { beforeEach, describe, expect, it } from 'vitest'
import { createProjector, type Projector } from '../projection/projector.ts'
import { BTC } from '../testing/instruments.ts'
import { createOutbox, type Outbox } from './outbox.ts'

type Asked =
  | { readonly type: 'ListInstrument'; readonly instrument: typeof BTC }
  | Omit<EngageKillSwitch, 'at' | 'commandId' | 'actor'>
  | { readonly type: 'ReleaseKillSwitch'; readonly killSwitchId: string; readonly reason: string }

let outbox: Outbox
let projector: Projector
let ask: (asked: Asked) => readonly EngineEvent[]
beforeEach(() => {
  const book = initialBook({ organizationId: 'org-1', baseCurrency: 'USD' })
  const market = emptyMarket()
  outbox = createOutbox(book, [])
  projector = createProjector(book)
  const cause = {
    at: 1_790_000_000_000_000,
    commandId: 'c',
    actor: { kind: 'USER', id: 'user-1', name: 'Tess', userId: 'user-1' },
  } as const
  ask = (asked) => {
    const outcome = decide(book, market, { ...cause, ...asked })
    if (outcome.kind === 'REFUSED') throw new Error(outcome.message)
    for (const event of outcome.events) {
      projector.take(event, evolve(book, event))
      outbox.take(event)
    }
    return outcome.events
  }
  ask({ type: 'ListInstrument', instrument: BTC })
})

const engage = (cancelOpenOrders: boolean, allowReduceOnly: boolean, reason: string): Asked => ({
  type: 'EngageKillSwitch',
  scope: 'VENUE',
  targetId: 'SIM',
  reason,
  cancelOpenOrders,
  allowReduceOnly,
})

/** The switch's row and the newest audit entry of what was asked since the last look. */
function shown() {
  const changes = projector.drain()
  const [row] = [...(changes.get('killSwitch')?.values() ?? [])]
  const entry = [...(changes.get('audit')?.values() ?? [])].at(-1)
  const data = (text: unknown): unknown => (typeof text === 'string' ? JSON.parse(text) : null)
  return { row, action: entry?.['action'], before: data(entry?.['before']), after: data(entry?.['after']) }
}

describe('a kill switch pressed again', () => {
  it('asks the venues in scope for their working orders, as the first press does', () => {
    ask(engage(false, true, 'odd'))
    expect(outbox.drain().added).toEqual([])
    ask(engage(true, true, 'worse'))
    expect(outbox.drain().added).toMatchObject([{ venueId: 'SIM', request: { kind: 'LIST_WORKING' } }])
    ask(engage(true, true, 'still'))
    expect(outbox.drain().added).toMatchObject([{ venueId: 'SIM', request: { kind: 'LIST_WORKING' } }])
  })

  it('restates the row and leaves an entry in the audit log, also where nothing changed', () => {
    ask(engage(false, true, 'odd'))
    projector.drain()
    ask(engage(true, false, 'worse'))
    expect(shown()).toMatchObject({
      row: { phase: 'CANCELLING', cancel_open_orders: true, allow_reduce_only: false, reason: 'odd' },
      action: 'kill-switch.tighten',
      before: { cancelOpenOrders: false, allowReduceOnly: true },
      after: { reason: 'worse', cancelOpenOrders: true, allowReduceOnly: false },
    })
    ask(engage(false, true, 'just to be sure'))
    expect(shown()).toMatchObject({
      action: 'kill-switch.tighten',
      after: { reason: 'just to be sure', cancelOpenOrders: true, allowReduceOnly: false },
    })
  })

  it('is released with its scope, target and options on record', () => {
    const [engaged] = ask(engage(false, true, 'odd'))
    if (engaged?.type !== 'KillSwitchEngaged') throw new Error('the first press engages')
    ask({ type: 'ReleaseKillSwitch', killSwitchId: engaged.killSwitchId, reason: 'calm' })
    expect(shown()).toMatchObject({
      row: { phase: 'RELEASED' },
      action: 'kill-switch.release',
      before: {
        engaged: true,
        scope: 'VENUE',
        targetId: 'SIM',
        reason: 'odd',
        cancelOpenOrders: false,
        allowReduceOnly: true,
      },
      after: { engaged: false, reason: 'calm' },
    })
  })
})
