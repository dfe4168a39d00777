/** A connection ends with nothing begun through it: what is asked for while its end is decided comes before it, or not at all. */
import type { Book, OrderState, Refusal } from '@quarterdeck/engine'
import { beforeEach, expect, it } from 'vitest'
import type { SubmitOptions } from '../partition/partition.ts'
import { WithheldConnections } from '../partition/withheld-connections.ts'
import { manualClock } from '../testing/manual-clock.ts'
import { TRADER } from '../testing/desk.ts'
import { ConnectionChanges, type ConnectionChangesOptions } from './connection-changes.ts'

const ASKING = { organizationId: 'org', actor: TRADER }
const ROW = { id: 'c', organizationId: 'org', name: 'Coinbase', venueId: 'X', enabled: true, symbols: '[]' }
const OPEN = { connectionHealthy: true, reconciled: true, compared: true, killSwitchesKnown: true }

let row: typeof ROW
let did: string[]
let orders: Map<string, OrderState>
let accounts: { name: string; mode: string; connectionId: string }[]
let withheld: WithheldConnections
/** What the mailbox holds when the end of the connection is asked for: decided before it. */
let waiting: () => void
let changes: ConnectionChanges
beforeEach(() => {
  row = ROW
  did = []
  orders = new Map()
  accounts = [{ name: 'Live', mode: 'LIVE', connectionId: 'c' }]
  withheld = new WithheldConnections()
  waiting = () => undefined
  const gate = () => Object.values(withheld.gate('c', () => OPEN)).every(Boolean)
  const done = (what: string) => () =>
    Promise.resolve(void did.push(`${what}, gate ${gate() ? 'open' : 'shut'}`))
  const book = () => ({ accounts, workingOrders: orders }) as unknown as Book
  const database = {
    query: (text: string) => Promise.resolve(text.startsWith('SELECT') ? [row] : []),
    transaction: (work: (tx: object) => Promise<unknown>) => work(database),
  }
  changes = new ConnectionChanges({
    database,
    clock: manualClock(),
    pool: { close: done('closed'), open: done('opened') },
    vault: { destroy: done('destroyed') },
    host: () => ({
      withhold: (connectionId: string) => withheld.withhold(connectionId),
      submit(_actor: object, _request: object, { unless }: SubmitOptions) {
        waiting()
        const refusal: Refusal | null = unless?.(book()) ?? null
        if (refusal === null) did.push('on record')
        return Promise.resolve({ outcome: refusal ?? { kind: 'ACCEPTED' }, orders: [] })
      },
    }),
    onChange: () => undefined,
  } as unknown as ConnectionChangesOptions)
})
const order = { accountIndex: 0, effectiveMode: 'LIVE' } as OrderState

it('is not closed when an order went through it just before, and takes orders again', async () => {
  waiting = () => orders.set('o', order)
  await expect(changes.setEnabled(ASKING, 'c', false)).rejects.toThrow('1 orders of LIVE accounts')
  expect(did).toEqual([])
  expect(withheld.gate('c', () => OPEN)).toEqual(OPEN)
})

it('lets no order pass from before its end is decided until it is closed', async () => {
  await changes.setEnabled(ASKING, 'c', false)
  expect(did).toEqual(['on record', 'closed, gate shut'])
  await changes.setEnabled(ASKING, 'c', true)
  expect(did.slice(2)).toEqual(['on record', 'opened, gate open'])
})

it('is not removed when an account was bound to it just before', async () => {
  accounts = []
  waiting = () => (accounts = [{ name: 'Live', mode: 'LIVE', connectionId: 'c' }])
  await expect(changes.remove(ASKING, 'c')).rejects.toThrow('bound to Live')
  expect(did).toEqual([])
  expect(withheld.unless({ connectionId: 'c' })).toBeNull()
})

it('has no account bound to it any more once it is removed', async () => {
  accounts = []
  await changes.remove(ASKING, 'c')
  expect(did).toEqual(['on record', 'closed, gate shut', 'destroyed, gate shut'])
  expect(withheld.unless({ connectionId: 'c' })).toMatchObject({ code: 'CONFLICT', field: 'connectionId' })
  expect(withheld.unless({ connectionId: null })).toBeNull()
})

it('stays closed where somebody closed it after its row had been read', async () => {
  accounts = []
  waiting = () => (row = { ...ROW, enabled: false })
  const closing = changes.setEnabled(ASKING, 'c', false)
  await Promise.all([closing, changes.open(ROW)])
  expect(did).toEqual(['on record', 'closed, gate shut'])
})
