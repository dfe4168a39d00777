/** A LIVE account at a real venue's protocol: what is asked is done there once, and our books are what the venue says. */
import { formatDecimal } from '@quarterdeck/sdk'
import { TcpProxy } from '@quarterdeck/testkit'
import { afterAll, afterEach, beforeEach, describe, expect, it } from 'vitest'
import { type Coinbase, PORTFOLIO, startCoinbase } from '../testing/coinbase.ts'
import {
  COINBASE_BTC,
  type ConnectedDesk,
  isOpen,
  openConnectedDesk,
  openLiveAccount,
} from '../testing/connected-desk.ts'
import { faultPlan } from '../testing/faulty-database.ts'
import { newPlace, order, ORGANIZATION, type Place, removePlaces, until } from '../testing/desk.ts'

let venue: Coinbase
let place: Place
let desk: ConnectedDesk
let accountId: string
beforeEach(async () => {
  venue = await startCoinbase()
  place = await newPlace('PostgreSQL')
  desk = await openConnectedDesk({ place, settings: venue.settings() })
  const connectionId = await desk.connect('TRADE', venue.credential)
  accountId = await openLiveAccount(desk, connectionId)
  await until('the live gate is open', () => isOpen(desk, connectionId))
})
afterEach(async () => {
  await desk.close()
  await venue.close()
})
afterAll(removePlaces)

const REST = { instrumentId: COINBASE_BTC, quantityLots: 2_000_000, limitTicks: 5_000_000 }
const TAKE = { ...REST, limitTicks: 6_001_000 }

const booked = (orderId: string) => desk.host.partition?.book.orders.get(orderId)
const statusIs = (orderId: string, status: string) =>
  until(`the order is ${status}, not ${booked(orderId)?.status}`, () => booked(orderId)?.status === status)
const atVenue = (orderId: string) =>
  [...venue.simulator.exchange.orders.values()].filter(({ terms }) => terms.clientOrderId === orderId)

/** Submits an order that the gate lets through; its id. */
async function submit(clientOrderId: string, terms: Parameters<typeof order>[2]): Promise<string> {
  const { outcome, orders } = await desk.submit(order(accountId, clientOrderId, terms))
  expect(outcome).toMatchObject({ kind: 'ACCEPTED' })
  expect(orders[0]?.endReason).toBeNull()
  return orders[0]!.id
}

/** Bitcoin as our books have it, and as the venue does. */
function holding(): string {
  const { book } = desk.host.partition!
  const index = book.instrumentIndexById.get(COINBASE_BTC)!
  const lots = book.positions
    .filter(({ instrumentIndex }) => instrumentIndex === index)
    .reduce((sum, position) => sum + position.lots, 0)
  return formatDecimal(BigInt(lots) * book.instruments[index]!.quantityUnitsPerLot, 18)
}
function truth(): string {
  const { available, held } = venue.simulator.exchange.wallets.of(PORTFOLIO, 'BTC')
  return formatDecimal(available + held, 18)
}

function expectSameBooks(): void {
  expect(holding()).toBe(truth())
  for (const ours of desk.host.partition!.book.orders.values()) {
    const [there] = atVenue(ours.id)
    const execs = ours.fills.map(({ execId }) => execId).toSorted()
    expect({ id: ours.id, filled: ours.filledLots, execs }).toEqual({
      id: ours.id,
      filled: there?.filledLots ?? 0,
      execs: there?.fills.map(({ execId }) => execId).toSorted() ?? [],
    })
  }
}

describe('a live account', () => {
  it('places, fills, replaces and cancels at its venue, each once', async () => {
    const taken = await submit('takes', TAKE)
    await statusIs(taken, 'FILLED')
    const rests = await submit('rests', REST)
    await statusIs(rests, 'NEW')
    const { outcome } = await desk.submit({
      type: 'ReplaceOrder',
      orderId: rests,
      quantityLots: 3_000_000,
      limitTicks: 5_000_100,
      stopTicks: null,
      idempotencyKey: 'once',
    })
    expect(outcome).toMatchObject({ kind: 'ACCEPTED' })
    await until('it is replaced', () => booked(rests)?.quantityLots === 3_000_000)
    expect(atVenue(rests)[0]?.terms).toMatchObject({ lots: 3_000_000, limitTicks: 5_000_100 })
    await desk.submit({ type: 'CancelOrder', orderId: rests })
    await statusIs(rests, 'CANCELED')
    expect(atVenue(rests)[0]?.status).toBe('CANCELED')
    expectSameBooks()
  })

  it('withdraws what works when a kill switch is engaged, and is sure only by the list of the venue', async () => {
    const first = await submit('first', REST)
    const second = await submit('second', { ...REST, limitTicks: 5_100_000 })
    await statusIs(first, 'NEW')
    await statusIs(second, 'NEW')
    const engaged = await desk.submit({
      type: 'EngageKillSwitch',
      scope: 'ORGANIZATION',
      targetId: null,
      reason: 'enough',
      cancelOpenOrders: true,
      allowReduceOnly: false,
    })
    expect(engaged.outcome).toMatchObject({ kind: 'ACCEPTED' })
    await until('the switch is confirmed', () => desk.host.partition?.book.switches[0]?.phase === 'CONFIRMED')
    expect([first, second].map((id) => atVenue(id)[0]?.status)).toEqual(['CANCELED', 'CANCELED'])
    const { outcome, orders } = await desk.submit(order(accountId, 'third', REST))
    expect(outcome).toMatchObject({ kind: 'ACCEPTED' })
    expect(orders[0]).toMatchObject({ status: 'REJECTED' })
    expect(atVenue(orders[0]!.id)).toEqual([])
  })

  it('is not let through while its connection is closed, and nothing is lost when it opens again', async () => {
    const rests = await submit('rests', REST)
    await statusIs(rests, 'NEW')
    const { connectionId } = desk.host.partition!.book.accounts.find(({ id }) => id === accountId)!
    const connector = desk.connections.connector(connectionId!)!
    await desk.host.disconnect(connectionId!)
    const shut = await desk.submit(order(accountId, 'shut', REST))
    expect(shut.orders[0]).toMatchObject({ status: 'REJECTED' })
    expect(atVenue(shut.orders[0]!.id)).toEqual([])
    await desk.submit({ type: 'CancelOrder', orderId: rests })
    expect(atVenue(rests)[0]?.status).toBe('OPEN')
    desk.host.connect(connector)
    await statusIs(rests, 'CANCELED')
    expectSameBooks()
  })

  it('keeps a switch unconfirmed as long as the venue cannot be asked', async () => {
    const rests = await submit('rests', REST)
    await statusIs(rests, 'NEW')
    const { connectionId } = desk.host.partition!.book.accounts.find(({ id }) => id === accountId)!
    const connector = desk.connections.connector(connectionId!)!
    await desk.host.disconnect(connectionId!)
    const engaged = { scope: 'VENUE', targetId: 'COINBASE', reason: 'enough' } as const
    const options = { cancelOpenOrders: true, allowReduceOnly: false }
    await desk.submit({ type: 'EngageKillSwitch', ...engaged, ...options })
    const phase = () => desk.host.partition!.book.switches[0]?.phase
    await desk.submit({ type: 'MarkAccounts' })
    expect(phase()).toBe('CANCELLING')
    expect(atVenue(rests)[0]?.status).toBe('OPEN')
    desk.host.connect(connector)
    await until('the switch is confirmed', () => phase() === 'CONFIRMED')
    expect(atVenue(rests)[0]?.status).toBe('CANCELED')
  })

  it('[LV-12] has exactly one order at the venue when the process ends in the middle of it, and the books follow', async () => {
    const first = await submit('first', TAKE)
    await statusIs(first, 'FILLED')
    const rests = await submit('rests', REST)
    await statusIs(rests, 'NEW')
    // It takes the order, and nothing of that comes back.
    venue.simulator.faults.silent = true
    venue.simulator.faults.onHttp('POST /api/v3/brokerage/orders', { kind: 'SILENT_AFTER' })
    const cut = await submit('cut', { ...REST, limitTicks: 5_500_000 })
    await until('the venue has it', () => atVenue(cut).length === 1)
    expect(booked(cut)?.venueOrderId).toBeNull()
    await desk.close()
    venue.simulator.faults.silent = false
    // It is filled while nobody of ours is there.
    venue.somebody('SELL', '3', '55000')
    desk = await openConnectedDesk({ place, settings: venue.settings() })
    await statusIs(cut, 'FILLED')
    expect(atVenue(cut)).toHaveLength(1)
    expect(booked(rests)?.status).toBe('NEW')
    expectSameBooks()
    await until('it may trade again', async () => {
      const { orders } = await desk.submit(order(accountId, `again-${Date.now()}`, REST))
      return orders[0]?.status !== 'REJECTED'
    })
  })
})

describe('a database that fails in the middle of an order', () => {
  it.each([
    { call: 1, moment: 'BEFORE', of: 'what was decided' },
    { call: 2, moment: 'BEFORE', of: 'what the venue said first' },
    { call: 2, moment: 'AFTER', of: 'what the venue said first' },
    { call: 3, moment: 'BEFORE', of: 'what it said then' },
  ] as const)(
    'leaves one order at most, and the books as the venue has them, $moment $of is durable',
    async (fault) => {
      await desk.close()
      const plan = faultPlan()
      desk = await openConnectedDesk({ place, settings: venue.settings(), wrapDatabase: plan.wrap })
      const { connectionId } = desk.host.partition!.book.accounts[0]!
      await until('the live gate is open', () => isOpen(desk, connectionId!))
      plan.arm({ ...fault, matches: (text) => text.includes('INSERT INTO journal_event') })
      let id = ''
      await until('the order is let through', async () => {
        // Whose answer was lost asks again: it is the same order, or none came to be.
        const asked = desk.submit(
          order(accountId, `fault ${plan.struck} ${isOpen(desk, connectionId!)}`, TAKE),
        )
        const committed = await asked.catch(() => null)
        id = committed?.orders[0]?.id ?? ''
        return committed !== null && committed.orders[0]?.status !== 'REJECTED'
      })
      await statusIs(id, 'FILLED')
      await until('the fault has struck', () => plan.struck === 1)
      await until(
        'the books are those of the venue',
        () => desk.host.partition !== null && holding() === truth(),
      )
      expectSameBooks()
      for (const { terms } of venue.simulator.exchange.orders.values())
        if (terms.clientOrderId !== '') expect(atVenue(terms.clientOrderId)).toHaveLength(1)
    },
  )
})

describe('a cable that is cut again and again', () => {
  it('leaves no order in doubt for good, none twice, and the books as the venue has them', async () => {
    await desk.close()
    const proxy = new TcpProxy(venue.port, { fault: 'CUT', direction: 'DOWN', atByte: 9_000 })
    desk = await openConnectedDesk({ place, settings: venue.settings(await proxy.listen()) })
    const { connectionId } = desk.host.partition!.book.accounts[0]!
    const sent: string[] = []
    while (sent.length < 12) {
      await until('the live gate is open', () => isOpen(desk, connectionId!))
      const terms = sent.length % 2 === 0 ? TAKE : { ...REST, limitTicks: 5_000_000 + sent.length }
      const { orders } = await desk.submit(order(accountId, `cut-${sent.length}-${Date.now()}`, terms))
      // The gate may have shut in between: nothing was sent then.
      if (orders[0]!.status !== 'REJECTED') sent.push(orders[0]!.id)
    }
    const isKnown = (id: string) => ['NEW', 'FILLED', 'REJECTED'].includes(booked(id)?.status ?? '')
    await until('the fate of every order is known', () => sent.every(isKnown))
    for (const id of sent) expect(atVenue(id)).toHaveLength(booked(id)?.status === 'REJECTED' ? 0 : 1)
    expect(sent.filter((id) => booked(id)?.status === 'FILLED').length).toBeGreaterThan(0)
    await until('the books are those of the venue', () => holding() === truth())
    expectSameBooks()
    expect(desk.connections.standing(ORGANIZATION, connectionId!)?.reconnects).toBeGreaterThan(0)
    await proxy.close()
  })
})
