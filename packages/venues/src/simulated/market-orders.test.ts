/** Aggressive and resting orders against the displayed market. */

import { describe, expect, it } from 'vitest'
import { DEFAULT_SIMULATION } from './options.ts'
import { Desk } from './testing/desk.ts'

const DEPTH = { levels: 3, stepBasisPoints: 10, growthPercent: 100, lastIsEndless: false }

describe('venue: orders against the market (SV)', () => {
  it('[SV-10] takes the displayed size, which stays taken until the next quote', () => {
    const desk = new Desk().open().quote({ bid: 9_990, ask: 10_000, askLots: 15 })
    const first = desk.place({})
    const second = desk.place({})
    expect(desk.told(first)).toEqual(['ACCEPTED', '10@10000 TAKER'])
    expect(desk.told(second)).toEqual(['ACCEPTED', '5@10000 TAKER', 'CANCELED'])
    expect(desk.reason(second)).toBe('no more liquidity')
    desk.quote({ bid: 9_990, ask: 10_000, askLots: 15 })
    expect(desk.told(desk.place({}))).toEqual(['ACCEPTED', '10@10000 TAKER'])
  })

  it('[SV-10] a quote that is shown again offers nothing again; one that says something else, or is newer, does', () => {
    const shown = { bid: 9_990, ask: 10_000, askLots: 15, venueAt: 5 }
    const desk = new Desk().open().quote(shown)
    const take = () => desk.told(desk.place({ lots: 15 })).slice(1)
    expect(take()).toEqual(['15@10000 TAKER'])
    for (const again of [shown, { ...shown, venueAt: 4 }, { ...shown, last: 9_995 }])
      expect([desk.quote(again), take()][1]).toEqual(['CANCELED'])
    expect([desk.quote({ ...shown, askLots: 16 }), take()][1]).toEqual(['15@10000 TAKER'])
    expect([desk.quote({ ...shown, askLots: 16, venueAt: 6 }), take()][1]).toEqual(['15@10000 TAKER'])
  })

  it('[SV-10] walks the depth behind the touch, level by level, each worse', () => {
    const desk = new Desk({ options: { depth: DEPTH } })
      .open()
      .quote({ bid: 9_990, ask: 10_000, askLots: 10 })
    const order = desk.place({ lots: 40 })
    const fills = desk.reports.filter((report) => report.kind === 'FILL')
    expect(fills.map((fill) => fill.priceTicks)).toEqual([10_000, 10_010, 10_020].slice(0, fills.length))
    expect(fills[0]?.lots).toBe(10)
    expect(fills[1]?.lots).toBeGreaterThanOrEqual(15)
    expect(desk.told(order).at(-1)).toMatch(/TAKER$/)
  })

  it('[SV-10] a price without a size is as deep as the order', () => {
    const desk = new Desk().open().quote({ bid: 9_990, ask: 10_000, askLots: null })
    expect(desk.told(desk.place({ lots: 900_000 }))).toEqual(['ACCEPTED', '900000@10000 TAKER'])
  })

  it('[SV-11] draws the same depth from the same seed, and another from another', () => {
    const told = (seed: number): string[] => {
      const desk = new Desk({ options: { seed, depth: DEPTH } })
        .open()
        .quote({ bid: 99_990, ask: 100_000, askLots: 1_000 })
      return desk.told(desk.place({ lots: 12_000 }))
    }
    expect(told(7)).toEqual(told(7))
    expect(told(7)).not.toEqual(told(8))
  })

  it('[SV-12] the rest of a limit order rests, the rest of an IOC is canceled', () => {
    const desk = new Desk().open().quote({ bid: 9_990, ask: 10_000, askLots: 4 })
    const limit = desk.place({ limitTicks: 10_000 })
    desk.quote({ bid: 9_980, ask: 10_001, askLots: 4 })
    const immediate = desk.place({ limitTicks: 10_001, timeInForce: 'IOC' })
    expect(desk.told(limit)).toEqual(['ACCEPTED', '4@10000 TAKER'])
    expect(desk.working()).toEqual([limit])
    expect(desk.told(immediate)).toEqual(['ACCEPTED', '4@10001 TAKER', 'CANCELED'])
  })

  it('[SV-13] a market order is protected at 5 % from the touch that it met', () => {
    const depth = { levels: 10, stepBasisPoints: 200, growthPercent: 0, lastIsEndless: false }
    const desk = new Desk({ options: { depth } }).open().quote({ bid: 9_990, ask: 10_000, askLots: 100 })
    const order = desk.place({ lots: 5_000 })
    const prices = desk.reports.flatMap((report) => (report.kind === 'FILL' ? [report.priceTicks] : []))
    expect(prices).toEqual([10_000, 10_200, 10_400])
    expect(desk.reason(order)).toMatch(/^price protection/)
  })

  it('[SV-14] a quote that passes a resting order fills it whole, at its own price, as maker', () => {
    const desk = new Desk().open().quote({ bid: 9_990, ask: 10_000 })
    const order = desk.place({ limitTicks: 9_995, lots: 5_000 })
    desk.quote({ bid: 9_985, ask: 9_994, askLots: 1 })
    expect(desk.told(order)).toEqual(['ACCEPTED', '5000@9995 MAKER'])
  })

  it('[SV-15] a quote that touches fills from its size, after the lots that were displayed when the order joined', () => {
    const desk = new Desk().open().quote({ bid: 9_990, ask: 10_000, bidLots: 30 })
    const order = desk.place({ limitTicks: 9_990, lots: 50 })
    desk.quote({ bid: 9_980, ask: 9_990, askLots: 45 })
    expect(desk.told(order)).toEqual(['ACCEPTED', '45@9990 MAKER'])
  })

  it('[SV-15] stands behind what is still displayed at its price', () => {
    const desk = new Desk().open().quote({ bid: 9_990, ask: 10_000, bidLots: 30 })
    const order = desk.place({ limitTicks: 9_990, lots: 50 })
    desk.quote({ bid: 9_990, ask: 9_990, bidLots: 20, askLots: 45 })
    expect(desk.told(order)).toEqual(['ACCEPTED', '25@9990 MAKER'])
  })

  it('[SV-16] what came to rest at a reached price takes newly displayed size at the market price', () => {
    const desk = new Desk().open().quote({ bid: 9_990, ask: 10_000, askLots: 10 })
    const order = desk.place({ limitTicks: 10_050, lots: 30 })
    desk.quote({ bid: 9_990, ask: 10_010, askLots: 15 })
    desk.quote({ bid: 9_990, ask: 10_060, askLots: 15 })
    desk.quote({ bid: 9_990, ask: 10_040, askLots: 1 })
    expect(desk.told(order)).toEqual(['ACCEPTED', '10@10000 TAKER', '15@10010 TAKER', '5@10050 MAKER'])
  })

  it('[SV-17] orders of two accounts meet in price-time order, the market first at the same price', () => {
    const desk = new Desk().open().quote({ bid: 9_990, ask: 10_000, askLots: 5 })
    const late = desk.place({ side: 'SELL', limitTicks: 10_000, lots: 5, accountId: 'b' })
    const better = desk.place({ side: 'SELL', limitTicks: 9_998, lots: 5, accountId: 'b' })
    const buyer = desk.place({ limitTicks: 10_000, lots: 12 })
    expect(desk.told(buyer)).toEqual(['ACCEPTED', '5@9998 TAKER', '5@10000 TAKER', '2@10000 TAKER'])
    expect(desk.told(better)).toEqual(['ACCEPTED', '5@9998 MAKER'])
    expect(desk.told(late)).toEqual(['ACCEPTED', '2@10000 MAKER'])
  })

  it('[SV-08] stops an order before it trades with its own account', () => {
    const desk = new Desk().open().quote({ bid: 9_990, ask: 10_010 })
    const own = desk.place({ side: 'SELL', limitTicks: 10_000 })
    const order = desk.place({ limitTicks: 10_020 })
    expect(desk.told(order)).toEqual(['ACCEPTED', 'CANCELED'])
    expect(desk.reason(order)).toMatch(/^self-trade prevented/)
    expect(desk.working()).toEqual([own])
  })

  it('[SV-18] FOK counts the market, the depth and other accounts, but nothing past an order of its own', () => {
    const desk = new Desk().open().quote({ bid: 9_990, ask: 10_000, askLots: 5 })
    desk.place({ side: 'SELL', limitTicks: 9_999, lots: 5, accountId: 'b' })
    const whole = desk.place({ limitTicks: 10_000, lots: 11, timeInForce: 'FOK' })
    expect(desk.told(whole)).toEqual(['ACCEPTED', 'CANCELED'])
    const fits = desk.place({ limitTicks: 10_000, timeInForce: 'FOK' })
    expect(desk.told(fits)).toEqual(['ACCEPTED', '5@9999 TAKER', '5@10000 TAKER'])
    desk.quote({ bid: 9_990, ask: 10_000, askLots: 50 })
    desk.place({ side: 'SELL', limitTicks: 9_995, lots: 1 })
    const blocked = desk.place({ limitTicks: 10_000, lots: 2, timeInForce: 'FOK' })
    expect(desk.told(blocked)).toEqual(['ACCEPTED', 'CANCELED'])
  })

  it('[SV-19] stops are set off by the quote or a print, and trade no better than the market they saw', () => {
    const desk = new Desk().open().quote({ bid: 9_990, ask: 10_000 })
    const buy = desk.place({ orderType: 'STOP', stopTicks: 10_050 })
    const sell = desk.place({ orderType: 'STOP', side: 'SELL', stopTicks: 9_950, accountId: 'b' })
    const printed = desk.place({ orderType: 'STOP', stopTicks: 10_020 })
    desk.quote({ bid: 9_991, ask: 10_001, last: 10_020 })
    expect(desk.told(printed)).toEqual(['ACCEPTED', '10@10001 TAKER'])
    desk.quote({ bid: 10_060, ask: 10_070 })
    expect(desk.told(buy)).toEqual(['ACCEPTED', '10@10070 TAKER'])
    desk.quote({ bid: 9_900, ask: 9_910 })
    expect(desk.told(sell)).toEqual(['ACCEPTED', '10@9900 TAKER'])
  })

  it('[SV-19] a trade printed before the stop came sets off nothing, however often quotes repeat it', () => {
    const desk = new Desk().open().quote({ bid: 10_500, ask: 10_510, last: 10_000 })
    const order = desk.place({ orderType: 'STOP', side: 'SELL', stopTicks: 10_200 })
    desk.quote({ bid: 10_501, ask: 10_511, last: 10_000 })
    expect(desk.told(order)).toEqual(['ACCEPTED'])
    desk.quote({ bid: 10_502, ask: 10_512, last: 10_190 })
    expect(desk.told(order)).toEqual(['ACCEPTED', '10@10502 TAKER'])
  })

  it('[SV-19] a stop-limit becomes a limit order: it waits where the market is past its limit', () => {
    const desk = new Desk().open().quote({ bid: 9_990, ask: 10_000 })
    const order = desk.place({ orderType: 'STOP_LIMIT', stopTicks: 10_050, limitTicks: 10_060 })
    desk.quote({ bid: 10_070, ask: 10_080 })
    expect(desk.told(order)).toEqual(['ACCEPTED', 'TRIGGERED'])
    desk.quote({ bid: 10_040, ask: 10_055 })
    expect(desk.told(order)).toEqual(['ACCEPTED', 'TRIGGERED', '10@10060 MAKER'])
  })

  it('[SV-20] a stop that the market has passed trades at once, or is rejected where the venue is set so', () => {
    const desk = new Desk().open().quote({ bid: 9_990, ask: 10_000 })
    expect(desk.told(desk.place({ orderType: 'STOP', stopTicks: 10_000 }))).toEqual([
      'ACCEPTED',
      '10@10000 TAKER',
    ])
    const strict = new Desk({ options: { stopsInTheMarket: 'REJECT' } })
      .open()
      .quote({ bid: 9_990, ask: 10_000 })
    expect(strict.told(strict.place({ orderType: 'STOP', stopTicks: 10_000 }))).toEqual(['REJECTED'])
  })

  it('[SV-13] a market order with no price to go by is canceled', () => {
    const desk = new Desk({ options: { depth: DEFAULT_SIMULATION.depth } }).open()
    const order = desk.place({})
    expect(desk.told(order)).toEqual(['ACCEPTED', 'CANCELED'])
    expect(desk.reason(order)).toBe('there is no market price')
  })
})
