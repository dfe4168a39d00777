/** What positions bring or cost without a trade: booked once, into cash against its own account of the ledger. */

import { describe, expect, it } from 'vitest'
import { accepted, expectReplay, refused, SPOT, World } from './given.ts'

function opened(): { readonly world: World; readonly accountId: string } {
  const world = new World()
  world.list(SPOT)
  return { world, accountId: world.open('PAPER', 'USD') }
}

function income(accountId: string, amount: string, idempotencyKey = 'ex 1') {
  const kind = 'DIVIDEND'
  return { type: 'BookIncome', accountId, instrumentId: SPOT.id, kind, amount, idempotencyKey } as const
}

const totals = (world: World) =>
  Object.fromEntries(world.book.accounts[0]!.ledger.map((line) => [line.ledgerAccount, line.total]))

describe('accounts: income (AC)', () => {
  it('[LE-05] a dividend is cash against DIVIDENDS, and funding that is paid takes cash', () => {
    const { world, accountId } = opened()
    const before = world.book.accounts[0]!.cash[0]!.cash
    accepted(world.when(income(accountId, '12.5')))
    accepted(world.when({ ...income(accountId, '-2.25', 'funding 1'), kind: 'FUNDING' }))
    const unit = 10n ** 18n
    expect(world.book.accounts[0]!.cash[0]!.cash - before).toBe((1025n * unit) / 100n)
    expect(totals(world)).toMatchObject({ DIVIDENDS: (-125n * unit) / 10n, FUNDING: (225n * unit) / 100n })
    expectReplay(world)
  })

  it('[AC-10] the same key books once, and other terms of it are a conflict', () => {
    const { world, accountId } = opened()
    expect(accepted(world.when(income(accountId, '12.50'))).events).toHaveLength(1)
    expect(accepted(world.when(income(accountId, '12.5'))).events).toHaveLength(0)
    expect(refused(world.when(income(accountId, '13'))).code).toBe('CONFLICT')
  })

  it('[AC-10] nothing, what is no amount, and income of an unknown instrument are refused', () => {
    const { world, accountId } = opened()
    expect(refused(world.when(income(accountId, '0'))).field).toBe('amount')
    expect(refused(world.when(income(accountId, 'much'))).field).toBe('amount')
    const unknown = { ...income(accountId, '1'), instrumentId: 'SIM:NONE' }
    expect(refused(world.when(unknown)).field).toBe('instrumentId')
  })
})
