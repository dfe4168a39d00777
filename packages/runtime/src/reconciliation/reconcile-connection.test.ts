/** What is said to be corrected is booked: an order of others that the engine does not count stays for somebody to decide. */
import type { Book } from '@quarterdeck/engine'
import { beforeEach, expect, it } from 'vitest'
import type { CommandRequest } from '../runtime.ts'
import { TRADER } from '../testing/desk.ts'
import { BTC } from '../testing/instruments.ts'
import type { BookingHost } from './book-correction.ts'
import { type ConnectionBooks, correctBreak, noteOthers } from './reconcile-connection.ts'
import type { Break } from './reconciliation.ts'

const foreign = (id: string, order: object): Break =>
  ({
    id,
    kind: 'FOREIGN_ORDER',
    subject: id,
    status: 'CORRECTED',
    proposed: { kind: 'NOTE_FOREIGN_ORDER' },
    evidence: JSON.stringify({ order: { venueOrderId: id, ...order }, instrumentId: BTC.id }),
  }) as unknown as Break
const COUNTED = { side: 'BUY', quantity: '1', filledQuantity: '0', limitPrice: null }
const UNCOUNTED = { ...COUNTED, quantity: null }

let standing: readonly Break[]
let updates: string[]
let noted: CommandRequest[]
let isRefused: boolean
let books: ConnectionBooks
beforeEach(() => {
  ;[standing, updates, noted, isRefused] = [[], [], [], false]
  const book = {
    accounts: [{ id: 'a', index: 0, mode: 'LIVE', connectionId: 'c', cash: [], foreignOrders: [] }],
    instruments: [{ terms: BTC }],
    instrumentIndexById: new Map([[BTC.id, 0]]),
    positions: [],
    orders: new Map(),
    workingOrders: new Map(),
  } as unknown as Book
  books = {
    database: {
      query(text: string, [id]: readonly string[]) {
        if (text.startsWith('UPDATE')) updates.push(`${/status = ('OPEN'|\$2)/.exec(text)?.[1]} ${id}`)
        const rows = standing.map((one) => ({ ...one, proposed: JSON.stringify(one.proposed) }))
        return Promise.resolve(text.startsWith('SELECT') ? rows : [{ id }])
      },
    } as unknown as ConnectionBooks['database'],
    now: () => 1,
    organizationId: 'org',
    connectionId: 'c',
    told: 'POSITIONS',
    host: {
      partition: { book },
      submit(_actor: object, request: CommandRequest) {
        noted.push(request)
        const outcome = isRefused ? { kind: 'REFUSED', message: 'orders are too many' } : { kind: 'ACCEPTED' }
        return Promise.resolve({ outcome, orders: [] })
      },
    } as unknown as BookingHost,
  }
})
const by = { actor: TRADER, reason: 'it is so' }

it('is counted first, and said to be then', async () => {
  standing = [foreign('v1', COUNTED)]
  expect(await correctBreak(books, foreign('v2', COUNTED), by)).toBe(true)
  expect(noted).toMatchObject([{ orders: [{ venueOrderId: 'v1' }, { venueOrderId: 'v2' }] }])
  expect(updates).toEqual(['$2 v2'])
})

it('stays open where the engine refuses to count it', async () => {
  isRefused = true
  await expect(correctBreak(books, foreign('v1', COUNTED), by)).rejects.toThrow('orders are too many')
  expect(updates).toEqual([])
})

it('stays open where it cannot be counted', async () => {
  await expect(correctBreak(books, foreign('v1', UNCOUNTED), by)).rejects.toThrow('quantity is not told')
  expect([noted, updates]).toEqual([[], []])
})

it('is open again when it was counted and cannot be any more', async () => {
  standing = [foreign('v1', UNCOUNTED), foreign('v2', COUNTED)]
  await noteOthers(books, TRADER)
  expect(noted).toMatchObject([{ orders: [{ venueOrderId: 'v2' }] }])
  expect(updates).toEqual(["'OPEN' v1"])
})
