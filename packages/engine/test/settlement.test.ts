/** An event contract is settled by its venue's result: what is held closes at the payout, once, in every account and mode. */

import { describe, expect, it } from 'vitest'
import type { SettleInstrument } from '../src/index.ts'
import { restore, snapshot, type Mode, type PositionState } from './engine.ts'
import { SYSTEM } from './deployed.ts'
import {
  accepted,
  CONTRACT,
  expectReplay,
  fillOf,
  orderCommand,
  refused,
  SPOT,
  START,
  World,
  type Given,
} from './given.ts'
import { enabling, limitAccount, LIVE_CONTEXT, openLive, RAMP } from './live.ts'

const UNIT = 10n ** 18n
const YES = 10_000
const NO = 0

function settling(
  payoutTicks: number | null,
  terms: Partial<Given<SettleInstrument>> = {},
): Given<SettleInstrument> {
  return {
    type: 'SettleInstrument',
    instrumentId: CONTRACT.id,
    payoutTicks,
    venueReference: 'result yes',
    settledAt: START,
    actor: SYSTEM,
    ...terms,
  }
}

interface Desk {
  readonly world: World
  readonly accounts: Readonly<Record<Mode, string>>
}

/** The contract at 0.49 / 0.51, and one account of each mode with 1000 USD. */
function contractDesk(): Desk {
  const world = new World()
  world.context = LIVE_CONTEXT
  for (const instrument of [SPOT, CONTRACT]) world.list(instrument)
  world.quote(SPOT, 9_990, 10_010)
  world.quote(CONTRACT, 4_900, 5_100)
  const live = openLive(world, 'USD', { amount: '1000' })
  limitAccount({ world, accountId: live }, RAMP)
  accepted(world.when(enabling(live)))
  const [paper, shadow] = [world.open('PAPER', 'USD', '1000'), world.open('SHADOW', 'USD', '1000')]
  return { world, accounts: { PAPER: paper, SHADOW: shadow, LIVE: live } }
}

interface Trade {
  readonly side?: 'BUY' | 'SELL'
  readonly lots?: number
  readonly execId?: string
}

/** Trades at 0.40, for a fee of 1; the order's id. */
function traded({ world }: Desk, accountId: string, trade: Trade = {}): string {
  const { side = 'BUY', lots = 100, execId = 'x' } = trade
  const orderId = submitted(world, accountId, { side, quantityLots: lots })
  world.report(fillOf(orderId, execId, lots, 4_000, '1'))
  return orderId
}

function submitted(
  world: World,
  accountId: string,
  terms: { readonly side: 'BUY' | 'SELL'; readonly quantityLots: number },
): string {
  const orderId = world.submit({ accountId, instrumentId: CONTRACT.id, limitTicks: 4_000, ...terms })
  world.report({ kind: 'ACCEPTED', orderId, venueOrderId: orderId })
  return orderId
}

function position({ world }: Desk, accountId: string): PositionState {
  const index = world.book.accountIndexById.get(accountId)
  const found = world.book.positions.find(({ accountIndex }) => accountIndex === index)
  if (found === undefined) throw new Error('the account has a position')
  return found
}

function cash({ world }: Desk, accountId: string): bigint {
  return world.book.accounts[world.book.accountIndexById.get(accountId) ?? -1]?.cash[0]?.cash ?? -1n
}

describe('settlement (SE)', () => {
  it('[SE-01] only the system settles, only event contracts, at a payout of 0 to 1', () => {
    const { world } = contractDesk()
    const person = { kind: 'USER', id: 'user-1', name: 'Tess', userId: 'user-1' } as const
    const faults = [
      [settling(YES, { actor: person }), 'actor'],
      [settling(YES, { instrumentId: SPOT.id }), 'instrumentId'],
      [settling(YES, { instrumentId: 'SIM:NONE' }), 'instrumentId'],
      [settling(YES + 1), 'payoutTicks'],
      [settling(-1), 'payoutTicks'],
      [settling(0.5), 'payoutTicks'],
      [settling(YES, { venueReference: '' }), 'venueReference'],
      [settling(YES, { settledAt: -1 }), 'settledAt'],
    ] as const
    for (const [command, field] of faults) expect(refused(world.when(command)).field).toBe(field)
  })

  it.each([
    ['1', YES, { bought: 60n, sold: -60n }],
    ['0', NO, { bought: -40n, sold: 40n }],
  ])(
    '[SE-02] at %s cash moves, profit or loss is realized and margin released, whatever the mode',
    (_payout, payoutTicks, made) => {
      const desk = contractDesk()
      const { world, accounts } = desk
      traded(desk, accounts.LIVE)
      traded(desk, accounts.SHADOW)
      traded(desk, accounts.PAPER, { side: 'SELL' })
      expect(position(desk, accounts.PAPER).marginUsed).toBe(100n * UNIT)
      const before = world.postings.length
      expect(accepted(world.when(settling(payoutTicks))).events).toMatchObject([
        { type: 'InstrumentSettled', instrumentId: CONTRACT.id, payoutTicks, venueReference: 'result yes' },
      ])
      const lines = world.postings.slice(before)
      expect(lines.reduce((sum, { amount }) => sum + amount, 0n)).toBe(0n)
      expect(lines.every(({ ledgerAccount }) => ledgerAccount !== 'FEES')).toBe(true)
      for (const [mode, profit] of [
        ['LIVE', made.bought],
        ['SHADOW', made.bought],
        ['PAPER', made.sold],
      ] as const) {
        const settled = { lots: 0, cost: 0n, marginUsed: 0n, realizedPnl: profit * UNIT, fees: UNIT }
        expect(position(desk, accounts[mode])).toMatchObject(settled)
        expect(cash(desk, accounts[mode])).toBe((999n + profit) * UNIT)
      }
      expectReplay(world)
      expect(snapshot(restore(snapshot(world.book)))).toBe(snapshot(world.book))
    },
  )

  it('[SE-03] a fill that is taken back, restated or reported later counts as if it had been known before', () => {
    const known = contractDesk()
    traded(known, known.accounts.PAPER)
    const late = contractDesk()
    const first = traded(late, late.accounts.PAPER, { lots: 30, execId: 'wrong' })
    const second = traded(late, late.accounts.PAPER, { lots: 50, execId: 'half' })
    const third = submitted(late.world, late.accounts.PAPER, { side: 'BUY', quantityLots: 100 })
    for (const { world } of [known, late]) accepted(world.when(settling(YES)))
    late.world.report({ kind: 'BUSTED', orderId: first, execId: 'wrong', reason: 'never was' })
    late.world.report({
      ...fillOf(second, 'more', 60, 4_000, '0.5'),
      kind: 'CORRECTED',
      replacesExecId: 'half',
    })
    late.world.report(fillOf(third, 'last', 40, 4_000, '0.5'))
    expect(late.world.events.at(-1)).toMatchObject({ type: 'AlertRaised', kind: 'FILL_AFTER_END' })
    const { accounts } = late
    expect(position(late, accounts.PAPER)).toMatchObject({ lots: 0, cost: 0n, realizedPnl: 60n * UNIT })
    expect(cash(late, accounts.PAPER)).toBe(cash(known, known.accounts.PAPER))
    expectReplay(late.world)
  })

  it('[SE-04] the same payout again is no event; another one is told to a person and changes nothing', () => {
    const desk = contractDesk()
    const { world, accounts } = desk
    traded(desk, accounts.PAPER)
    accepted(world.when(settling(YES)))
    expect(accepted(world.when(settling(YES, { settledAt: START + 1 }))).events).toEqual([])
    const before = cash(desk, accounts.PAPER)
    expect(accepted(world.when(settling(NO))).events).toMatchObject([
      {
        type: 'AlertRaised',
        kind: 'SETTLEMENT_DIFFERS',
        message: `${CONTRACT.id} was settled at 1, and its venue says 0 now: result yes`,
      },
    ])
    expect(cash(desk, accounts.PAPER)).toBe(before)
    expect(world.book.instruments[1]?.settled?.payoutTicks).toBe(YES)
  })

  it('[SE-07] what cannot be booked is told to a person, settled or not, and changes nothing', () => {
    const desk = contractDesk()
    const { world, accounts } = desk
    traded(desk, accounts.PAPER)
    const before = cash(desk, accounts.PAPER)
    const told = () =>
      accepted(world.when(settling(null, { venueReference: 'scalar at 0.375' }))).events.map((event) =>
        event.type === 'AlertRaised' ? [event.kind, event.message] : event.type,
      )
    const says = 'and its venue says what cannot be booked: scalar at 0.375'
    expect(told()).toEqual([['SETTLEMENT_DIFFERS', `${CONTRACT.id} is not settled, ${says}`]])
    expect([cash(desk, accounts.PAPER), world.book.instruments[1]?.settled]).toEqual([before, null])
    accepted(world.when(settling(YES)))
    expect(told()).toEqual([['SETTLEMENT_DIFFERS', `${CONTRACT.id} was settled at 1, ${says}`]])
    expectReplay(world)
  })

  it('[SE-05] what works on simulated accounts expires, and what works LIVE is left to its venue', () => {
    const { world, accounts } = contractDesk()
    const terms = { side: 'BUY', quantityLots: 10 } as const
    const simulated = [accounts.PAPER, accounts.SHADOW].map((id) => submitted(world, id, terms))
    const live = submitted(world, accounts.LIVE, terms)
    expect(accepted(world.when(settling(YES))).orderIds).toEqual(simulated)
    for (const orderId of simulated) {
      expect(world.order(orderId)).toMatchObject({ status: 'EXPIRED', reserved: 0n })
      expect(world.order(orderId).endReason).toBe(`${CONTRACT.id} was settled at 1`)
    }
    expect(world.order(live).status).toBe('NEW')
    world.report({ kind: 'CANCELED', orderId: live, reason: 'market closed' })
    expect(world.order(live).status).toBe('CANCELED')
    expectReplay(world)
  })

  it('[SE-06] no order passes any more, no lots are adjusted, and restated terms do not undo it', () => {
    const { world, accounts } = contractDesk()
    const live = submitted(world, accounts.LIVE, { side: 'BUY', quantityLots: 10 })
    accepted(world.when(settling(2_500)))
    accepted(world.when({ type: 'ListInstrument', instrument: { ...CONTRACT, name: 'Rain, or not' } }))
    const order = orderCommand({ accountId: accounts.PAPER, instrumentId: CONTRACT.id, limitTicks: 4_000 })
    const replace = { type: 'ReplaceOrder', orderId: live, idempotencyKey: 'r', quantityLots: 20 } as const
    for (const command of [order, { ...replace, limitTicks: null, stopTicks: null }])
      for (const book of [world.book, restore(snapshot(world.book))]) {
        const { decision } = accepted(Object.assign(new World(), world, { book }).ask(command))
        expect(decision?.outcome).toBe('BLOCKED')
        const failed = decision?.checks.filter(({ verdict }) => verdict === 'FAILED')
        expect(failed).toMatchObject([
          { name: 'instrumentActive', message: `${CONTRACT.id} was settled at 0.25` },
        ])
      }
    const adjusted = { instrumentId: CONTRACT.id, lots: 5, priceTicks: 4_000 }
    const why = { reason: 'the venue', breakId: null, idempotencyKey: 'k' }
    const accountId = accounts.LIVE
    const refusal = refused(
      world.when({ type: 'AdjustAccount', accountId, kind: 'POSITION', ...adjusted, ...why }),
    )
    expect(refusal.message).toContain('was settled')
  })
})
