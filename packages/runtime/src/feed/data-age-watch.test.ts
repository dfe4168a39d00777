import { SIMULATED_INSTRUMENTS } from '@quarterdeck/venues'
import { describe, expect, it } from 'vitest'
import { DataAgeWatch } from './data-age-watch.ts'
import { MarketBoard } from './market-board.ts'

const MONDAY_NOON = Date.parse('2026-11-23T17:00:00Z') * 1000

describe('watch of data age', () => {
  it('says once that data has stopped and once that it is back, and nothing after it is stopped', () => {
    const clock = { at: MONDAY_NOON, due: null as (() => void) | null }
    const manual = {
      now: () => clock.at,
      after: (_ms: number, callback: () => void) => {
        clock.due = callback
        return { cancel: () => (clock.due = null) }
      },
    }
    const seconds = (count: number): void => {
      for (let i = 0; i < count; i += 1) {
        clock.at += 1e6
        clock.due?.()
      }
    }
    const instruments = SIMULATED_INSTRUMENTS.filter((one) => one.id === 'SIM:BTC-USD')
    const board = new MarketBoard({ instruments, now: manual.now })
    const said: string[] = []
    const log = {
      warn: (_of: object, text: string) => said.push(text),
      info: (_of: object, text: string) => said.push(text),
    }
    const watch = new DataAgeWatch({ board, clock: manual, log })
    watch.start()
    seconds(10)
    expect(said).toEqual([])
    seconds(10)
    expect(said).toEqual(['Market data has stopped while its market trades'])
    const quote = { bidTicks: 1, askTicks: 2, bidLots: 1, askLots: 1, lastTicks: null }
    board.onQuote({ instrumentId: 'SIM:BTC-USD', ...quote, venueAt: clock.at, receivedAt: clock.at })
    seconds(2)
    expect(said.slice(1)).toEqual(['Market data is fresh again'])
    watch.stop()
    seconds(60)
    expect(said).toHaveLength(2)
  })
})
