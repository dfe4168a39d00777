/** Recorded bars, shown point by point: what a stop, a limit and a market order get of them. */

import { describe, expect, it } from 'vitest'
import type { PathPoint } from '../bars/bar-path.ts'
import type { SimulationOptions } from './options.ts'
import { Desk } from './testing/desk.ts'

function shown(desk: Desk, ticks: number, barPoint: PathPoint): void {
  desk.at += 1
  const sides = { bidTicks: ticks - 1, askTicks: ticks + 1, bidLots: null, askLots: null, lastTicks: null }
  desk.venue.onQuote({ instrumentId: desk.instrumentId, ...sides, receivedAt: desk.at, barPoint })
  desk.venue.advance(desk.at)
}

const open = (options: Partial<SimulationOptions> = {}): Desk => {
  const desk = new Desk({ options }).open()
  shown(desk, 10_000, 'OPEN')
  return desk
}

describe('venue: the points of a recorded bar (SV)', () => {
  it('[SV-61] a stop between two points fills at its own price, nearest first', () => {
    const desk = open()
    const far = desk.place({ orderType: 'STOP', stopTicks: 10_040 })
    const near = desk.place({ orderType: 'STOP', stopTicks: 10_020 })
    shown(desk, 10_050, 'INNER')
    expect([desk.told(near).at(-1), desk.told(far).at(-1)]).toEqual(['10@10020 TAKER', '10@10040 TAKER'])
    expect(
      desk.reports.findIndex((report) => report.kind === 'FILL' && report.orderId === near),
    ).toBeLessThan(desk.reports.findIndex((report) => report.kind === 'FILL' && report.orderId === far))
  })

  it('[SV-61] an opening is a jump: a stop and a limit that it passes fill at it', () => {
    const desk = open()
    const stop = desk.place({ orderType: 'STOP', side: 'SELL', stopTicks: 9_980 })
    const limit = desk.place({ limitTicks: 9_970, accountId: 'b' })
    shown(desk, 9_950, 'OPEN')
    expect([desk.told(stop).at(-1), desk.told(limit).at(-1)]).toEqual(['10@9949 TAKER', '10@9951 MAKER'])
  })

  it('[SV-61] with entry NEXT_BAR an order meets what is shown, but after the close the next opening', () => {
    const desk = open({ entry: 'NEXT_BAR' })
    expect(desk.told(desk.place({})).at(-1)).toBe('10@10001 TAKER')
    shown(desk, 10_010, 'CLOSE')
    const late = desk.place({})
    expect(desk.told(late)).toEqual(['ACCEPTED'])
    shown(desk, 10_030, 'OPEN')
    expect(desk.told(late).at(-1)).toBe('10@10031 TAKER')
  })

  it('[SV-61] a closed market is not walked', () => {
    const desk = open()
    const stop = desk.place({ orderType: 'STOP', stopTicks: 10_020 })
    desk.close('HALTED')
    shown(desk, 10_050, 'INNER')
    expect(desk.told(stop)).toEqual(['ACCEPTED'])
  })
})
