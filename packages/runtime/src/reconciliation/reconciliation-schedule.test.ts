/** When a connection is reconciled, and when it counts as reconciled. */
import type { AccountState } from '@quarterdeck/engine'
import { expect, it } from 'vitest'
import type { Queryable } from '../database/database.ts'
import type { Connector } from '../connections/connector.ts'
import type { Partition } from '../partition/partition.ts'
import { silent } from '../testing/desk.ts'
import { manualClock } from '../testing/manual-clock.ts'
import type { BookingHost } from './book-correction.ts'
import { ReconciliationSchedule } from './reconciliation-schedule.ts'

const EVERY_MS = 60_000

const scheduled = () => {
  const clock = manualClock()
  const seen = { state: 'READY', isOpen: true, isFinished: true, isBlocked: false, causes: [] as string[] }
  /** Questions that the database has yet to answer; null: it answers at once. */
  const asked = { waiting: null as (() => void)[] | null }
  let standing: (connector: Connector) => void = () => undefined
  const connector = {
    connectionId: 'c',
    organizationId: 'o',
    standing: () => ({ state: seen.state }),
  } as unknown as Connector
  const account = { mode: 'LIVE', connectionId: 'c' } as AccountState
  const host: BookingHost = {
    partition: { book: { accounts: [account] } } as unknown as Partition,
    submit: () => Promise.reject(new Error('nothing is booked here')),
    checkClaim: () => Promise.resolve(),
  }
  const database: Queryable = {
    query: async () => {
      const rows = seen.isBlocked ? [{ one: 1 }] : []
      const { waiting } = asked
      if (waiting !== null) await new Promise<void>((resolve) => waiting.push(resolve))
      return rows as never
    },
    script: () => Promise.resolve(),
  }
  const schedule = new ReconciliationSchedule({
    database,
    clock,
    log: silent,
    runner: {
      begin: (_, { cause }) => Promise.resolve(void seen.causes.push(cause)),
      run: () => Promise.resolve(seen.isFinished),
    },
    connections: {
      connector: () => (seen.isOpen ? connector : null),
      connectors: () => (seen.isOpen ? [connector] : []),
      onStanding: (listener) => {
        standing = listener
        return () => undefined
      },
    },
    host: () => host,
    policy: () => Promise.resolve({ everyMs: EVERY_MS, applies: [], worthMax: '0' }),
  })
  schedule.start()
  const pass = async (ms: number) => {
    clock.advance(ms)
    await new Promise((resolve) => setImmediate(resolve))
  }
  const stands = (state: string) => {
    seen.state = state
    standing(connector)
  }
  return { schedule, seen, asked, pass, stands }
}

it('is reconciled when it comes up, again every so often, and anew after it was lost', async () => {
  const { schedule, seen, pass, stands } = scheduled()
  expect(schedule.isReconciled('c')).toBe(false)
  await pass(1_000)
  expect([schedule.isReconciled('c'), seen.causes]).toEqual([true, ['CONNECTED']])
  await pass(EVERY_MS - 1_000)
  expect(seen.causes).toHaveLength(1)
  await pass(1_000)
  expect(seen.causes).toEqual(['CONNECTED', 'PERIODIC'])
  stands('CONNECTING')
  expect(schedule.isReconciled('c')).toBe(false)
  await pass(5_000)
  expect(seen.causes).toHaveLength(2)
  stands('READY')
  await pass(1_000)
  expect([schedule.isReconciled('c'), seen.causes.at(-1)]).toEqual([true, 'CONNECTED'])
})

it('stays reconciled while it is only in doubt', async () => {
  const { schedule, seen, pass, stands } = scheduled()
  await pass(1_000)
  stands('DEGRADED')
  stands('READY')
  await pass(1_000)
  expect([schedule.isReconciled('c'), seen.causes]).toEqual([true, ['CONNECTED']])
})

it('does not count any more once it is closed, though it was well to the last, until it was compared anew', async () => {
  const { schedule, seen, pass, stands } = scheduled()
  await pass(1_000)
  expect(schedule.isReconciled('c')).toBe(true)
  seen.isOpen = false
  stands('READY')
  seen.isOpen = true
  expect([schedule.isReconciled('c'), schedule.isCompared('c')]).toEqual([false, false])
  await pass(1_000)
  expect([schedule.isReconciled('c'), seen.causes]).toEqual([true, ['CONNECTED', 'CONNECTED']])
})

it('goes by the newest look at what is open, whichever is answered last', async () => {
  const { schedule, seen, asked, pass } = scheduled()
  await pass(1_000)
  asked.waiting = []
  const before = schedule.judge('c')
  seen.isBlocked = true
  const after = schedule.judge('c')
  for (const answer of asked.waiting.toReversed()) answer()
  await Promise.all([before, after])
  expect(schedule.isReconciled('c')).toBe(false)
})

it('does not count while a run cannot be finished, which is tried again, or while a break is open', async () => {
  const { schedule, seen, pass } = scheduled()
  seen.isFinished = false
  await pass(1_000)
  expect([schedule.isReconciled('c'), seen.causes]).toEqual([false, ['CONNECTED']])
  expect(schedule.isCompared('c')).toBe(false)
  seen.isFinished = true
  seen.isBlocked = true
  await pass(11_000)
  expect([schedule.isReconciled('c'), seen.causes.length]).toEqual([false, 2])
  // What differs is on record: who only reduces may get out.
  expect(schedule.isCompared('c')).toBe(true)
  seen.isBlocked = false
  await schedule.judge('c')
  expect(schedule.isReconciled('c')).toBe(true)
})
