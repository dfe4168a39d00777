/** A book lists what its organization sees on the board, also what comes later, and never counts an instrument anew. */
import { QUOTE, QUOTE_STRIDE, STATUS_CODE } from '@quarterdeck/engine'
import { afterAll, afterEach, beforeEach, expect, it } from 'vitest'
import { type ConnectedDesk, openConnectedDesk } from '../testing/connected-desk.ts'
import { newPlace, ORGANIZATION, type Place, removePlaces } from '../testing/desk.ts'
import { BTC } from '../testing/instruments.ts'

const LISTED = { ...BTC, id: 'COINBASE:BTC-USD', venueId: 'COINBASE' }

let place: Place
let desk: ConnectedDesk
beforeEach(async () => {
  place = await newPlace('PGlite')
  desk = await openConnectedDesk({ place, settings: {} })
})
afterEach(() => desk.close())
afterAll(removePlaces)

const terms = () =>
  desk.host.partition!.book.instruments.map((state) => state.terms).find(({ id }) => id === LISTED.id)

/** Trading status of the instrument as this partition's decisions see it. */
function status(): number | undefined {
  const { book, market } = desk.host.partition!
  return market.rows[book.instrumentIndexById.get(LISTED.id)! * QUOTE_STRIDE + QUOTE.status]
}

it('lists what comes onto the board for it later, and what changes of its terms; nothing of others', async () => {
  expect(desk.market.list({ ...LISTED, id: 'COINBASE:ETH-USD', symbol: 'ETH-USD' }, 'other')).toBeNull()
  desk.market.list(LISTED, ORGANIZATION)
  await desk.host.listInstruments()
  expect(terms()).toEqual(LISTED)
  expect(desk.host.partition!.book.instruments.map((state) => state.terms.id)).toEqual([BTC.id, LISTED.id])
  desk.market.list({ ...LISTED, takerFeeRate: '0.01' }, ORGANIZATION)
  await desk.host.listInstruments()
  expect(terms()?.takerFeeRate).toBe('0.01')
})

it('shows after a restart what its book holds, before its connection is open', async () => {
  desk.market.list(LISTED, ORGANIZATION)
  await desk.host.listInstruments()
  await desk.close()
  desk = await openConnectedDesk({ place, settings: {} })
  expect(desk.market.reads.isVisible(LISTED.id, [ORGANIZATION])).toBe(true)
  expect(desk.market.reads.isVisible(LISTED.id, ['other'])).toBe(false)
  expect(desk.market.reads.instruments().map(({ instrument }) => instrument.id)).toEqual([BTC.id])
})

it('halts an instrument that the venue counts in other increments than the book, for good', async () => {
  desk.market.list(LISTED, ORGANIZATION)
  await desk.host.listInstruments()
  desk.market.listener.onStatus({ instrumentId: LISTED.id, status: 'OPEN', sessionEndsAt: null })
  expect(status()).toBe(STATUS_CODE.OPEN)
  // Another book came first, with the increments as they are now.
  const elsewhere = { ...LISTED, priceIncrement: '0.001' }
  Object.assign(desk.market.board, { instrumentsOf: () => [BTC, elsewhere] })
  await desk.host.listInstruments()
  desk.market.listener.onStatus({ instrumentId: LISTED.id, status: 'OPEN', sessionEndsAt: null })
  expect(status()).toBe(STATUS_CODE.HALTED)
  expect(terms()?.priceIncrement).toBe('0.01')
})
