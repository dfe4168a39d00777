/** What connections follow comes into the market: seen by those who follow it, at its hours, and never counted anew. */
import type { StatusUpdate } from '@quarterdeck/engine'
import type { Instrument, TradingStatus } from '@quarterdeck/sdk'
import type { ListedInstrument } from '@quarterdeck/venues'
import { beforeEach, expect, it } from 'vitest'
import type { Connector } from '../connections/connector.ts'
import type { FeedQuote } from '../feed/feed.ts'
import { createMarket, type Market } from '../feed/market.ts'
import { SESSION_LOOK_MS } from '../limits.ts'
import { silent } from '../testing/desk.ts'
import { BTC, ETH } from '../testing/instruments.ts'
import { type ManualClock, manualClock } from '../testing/manual-clock.ts'
import { scriptedFeed } from '../testing/scripted-feed.ts'
import { ConnectionMarket } from './connection-market.ts'

/** A quarter of an hour before New York closes for Thanksgiving's Friday, a short day. */
const BEFORE_CLOSE = Date.parse('2026-11-27T17:45:00Z') * 1000
const COIN: Instrument = { ...BTC, id: 'COINBASE:BTC-USD', venueId: 'COINBASE' }
const SHARE: Instrument = { ...COIN, id: 'COINBASE:KO', symbol: 'KO', venueSymbol: 'KO', calendar: 'XNYS' }
const one = { connectionId: 'one', organizationId: 'org-1' } as Connector
const two = { connectionId: 'two', organizationId: 'org-2' } as Connector

let clock: ManualClock
let market: Market
let hooks: ConnectionMarket
let statuses: StatusUpdate[]
let quotes: FeedQuote[]
let asked: string[]
beforeEach(() => {
  clock = manualClock(BEFORE_CLOSE)
  ;[statuses, quotes, asked] = [[], [], []]
  const follower = {
    onQuote: (quote: FeedQuote) => void quotes.push(quote),
    onStatus: (status: StatusUpdate) => void statuses.push(status),
  }
  market = createMarket({ feed: scriptedFeed([ETH]), clock, log: silent, follower })
  const host = (organizationId: string) => ({
    listInstruments: () => Promise.resolve(void asked.push(`${organizationId} lists`)),
    connect: ({ connectionId }: Connector) => void asked.push(`${organizationId} connects ${connectionId}`),
    disconnect: (id: string) => Promise.resolve(void asked.push(`${organizationId} lets go of ${id}`)),
  })
  hooks = new ConnectionMarket({ market, clock, log: silent, host, hosts: () => [] })
})

const listed = (instrument: Instrument, status: TradingStatus = 'OPEN'): ListedInstrument => ({
  instrument,
  status,
  restrictions: [],
  minNotional: null,
  maxNotional: null,
  aliases: [],
})
const quote = ({ id }: Instrument): FeedQuote => ({
  instrumentId: id,
  bidTicks: 1,
  askTicks: 2,
  bidLots: 1,
  askLots: 1,
  lastTicks: null,
  receivedAt: clock.now(),
  venueAt: clock.now(),
})
const statusOf = ({ id }: Instrument) => market.board.status(id)

it('lists what is followed to its organization and has it listed in its book, until nobody follows it', () => {
  hooks.onListed(one, [listed(COIN)])
  hooks.onListed(two, [listed({ ...COIN, takerFeeRate: '0.01' })])
  expect(asked).toEqual(['org-1 lists', 'org-2 lists'])
  expect(market.board.instrumentsOf('org-1')).toContainEqual(COIN)
  expect(market.reads.isVisible(COIN.id, ['org-3'])).toBe(false)
  hooks.onQuote(quote(COIN))
  expect(quotes).toHaveLength(1)
  expect(market.reads.bars(COIN.id, 'M1', 5)).toHaveLength(1)
  hooks.onListed(one, [])
  expect(market.board.instruments).toHaveLength(2)
  hooks.onListed(two, [])
  expect(market.board.instruments).toEqual([ETH])
})

it('tells when a session ends, and lets the word of the venue go before the calendar', () => {
  hooks.onListed(one, [listed(COIN), listed(SHARE)])
  expect(statusOf(SHARE)).toMatchObject({ status: 'OPEN', sessionEndsAt: BEFORE_CLOSE + 900e6 })
  hooks.onStatus({ instrumentId: SHARE.id, status: 'HALTED', sessionEndsAt: null })
  expect(statusOf(SHARE)?.status).toBe('HALTED')
  hooks.onStatus({ instrumentId: SHARE.id, status: 'OPEN', sessionEndsAt: null })
  clock.advance(900_000 + SESSION_LOOK_MS)
  expect(statusOf(SHARE)).toMatchObject({ status: 'CLOSED', sessionEndsAt: null })
  expect(statusOf(COIN)?.status).toBe('OPEN')
  hooks.stop()
})

it('halts what the venue counts otherwise than before, shows nothing more of it, and goes on with the rest', () => {
  hooks.onListed(one, [listed(COIN), listed(SHARE)])
  hooks.onListed(one, [listed({ ...COIN, priceIncrement: '0.1' }), listed(SHARE)])
  hooks.onStatus({ instrumentId: COIN.id, status: 'OPEN', sessionEndsAt: null })
  expect(statusOf(COIN)?.status).toBe('HALTED')
  for (const instrument of [COIN, SHARE]) hooks.onQuote(quote(instrument))
  expect(quotes.map(({ instrumentId }) => instrumentId)).toEqual([SHARE.id])
})

it('lets what it halted be shown again only once nobody has followed it', () => {
  hooks.onListed(one, [listed(COIN)])
  hooks.onListed(two, [listed({ ...COIN, priceIncrement: '0.1' })])
  hooks.onListed(two, [])
  hooks.onListed(one, [listed(COIN)])
  hooks.onQuote(quote(COIN))
  expect(quotes).toEqual([])
  hooks.onListed(one, [])
  hooks.onListed(one, [listed(COIN)])
  hooks.onQuote(quote(COIN))
  expect(quotes).toHaveLength(1)
})

it('leaves out what has hours that cannot be kept here, and lists the others', () => {
  hooks.onListed(one, [listed({ ...SHARE, calendar: 'XTKS' }), listed(COIN)])
  expect(market.board.instrumentsOf('org-1')).toEqual([ETH, COIN])
})

it('hands connections to their organization, and to one that is opened later', async () => {
  await hooks.onConnector(one, true)
  expect(hooks.connectorsOf('org-1')).toEqual([one])
  expect(hooks.connectorsOf('org-2')).toEqual([])
  await hooks.onConnector(one, false)
  expect(hooks.connectorsOf('org-1')).toEqual([])
  expect(asked).toEqual(['org-1 connects one', 'org-1 lets go of one'])
})
