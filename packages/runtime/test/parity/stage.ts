/** What a parity of backtest and paper is played on: bars, their recording, the backtest of them, and a runtime whose clock is the tape's. */

import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { giveEmbeddedDatabase } from '@quarterdeck/testkit'
import { expect } from 'vitest'
import { createBarColumns } from '@quarterdeck/market-data'
import type { BarColumns } from '@quarterdeck/market-data'
import type { Actor } from '@quarterdeck/engine'
import type { Instrument, Strategy } from '@quarterdeck/sdk'
import { testInstrument } from '@quarterdeck/sdk/testing'
import { runBacktest } from '@quarterdeck/simulation'
import type { RunningRuntime } from '../../src/create-runtime.ts'
import type { MarketFeed, MarketListener } from '../../src/feed/feed.ts'
import { csvTape } from '../../src/feed/player/csv-tape.ts'
import { PlayerFeed } from '../../src/feed/player/player-feed.ts'
import type { Tape } from '../../src/feed/player/tape.ts'
import { TapeClock } from './tape-clock.ts'

/** The organization that everything is played in. */
export const ORGANIZATION = 'org-parity'
const MINUTE = 60e6
/** 2 January 2024, 00:00 UTC. */
const START = 1_704_153_600e6
const SPREAD = 2
export const CASH = '100000'
export const SEED = 7

export const SHARE: Instrument = testInstrument({
  id: 'TEST:ACME',
  name: 'Acme',
  assetClass: 'EQUITY',
  quantityIncrement: '1',
  minQuantity: '1',
  maxQuantity: '1000000',
  initialMarginRate: '0.5',
  maintenanceMarginRate: '0.3',
  makerFeeRate: '0.0001',
  takerFeeRate: '0.0002',
  feePerUnit: '0.005',
  calendar: '24/7',
})

const directories: string[] = []

/** A folder of its own; `removeDirectories` removes them all. */
export function directory(): string {
  const made = mkdtempSync(join(tmpdir(), 'quarterdeck-parity-'))
  directories.push(made)
  giveEmbeddedDatabase(made)
  return made
}

export function removeDirectories(): void {
  for (const made of directories.splice(0)) rmSync(made, { recursive: true, force: true })
}

/** A walk in cents with gaps between bars; volumes are 0, because quotes carry none. */
export function walk(count: number, seed: number): BarColumns {
  const bars = createBarColumns(count)
  let state = seed
  const draw = (span: number): number => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0
    return Math.floor((state / 2 ** 32) * span)
  }
  let close = 10_000
  for (let row = 0; row < count; row += 1) {
    const open = Math.max(1_000, close + draw(31) - 15)
    close = Math.max(1_000, open + draw(81) - 40)
    bars.time[row] = START + row * MINUTE
    bars.open[row] = open / 100
    bars.high[row] = (Math.max(open, close) + draw(20)) / 100
    bars.low[row] = (Math.min(open, close) - draw(20)) / 100
    bars.close[row] = close / 100
  }
  return bars
}

/** Writes the bars as a recording, and opens it as the tape player does. */
function recorded({ bars, instrument }: Case): Tape {
  const path = join(directory(), 'bars.csv')
  const rows = Array.from(bars.time, (time, row) =>
    [time, bars.open[row], bars.high[row], bars.low[row], bars.close[row]].join(','),
  )
  writeFileSync(path, ['time,open,high,low,close', ...rows].join('\n'))
  const columns = { time: 'time', open: 'open', high: 'high', low: 'low', close: 'close' }
  const format = { rows: 'BARS', time: 'epoch-us', columns, barSeconds: 60, spreadTicks: SPREAD } as const
  return csvTape({ path, instrument, format, badRows: 'STOP', offTick: 'REFUSE' })
}

export interface Case {
  readonly strategy: Strategy
  readonly instrument: Instrument
  readonly bars: BarColumns
  /** How far from the market orders wait, as a share of its price. */
  readonly reach: number
}

export const paramsOf = ({ instrument, reach }: Case): Record<string, unknown> => ({
  instrument: instrument.id,
  reach,
})

/** What a run came to, in what a backtest and a journal have in common. */
export interface Outcome {
  readonly decisions: string
  readonly orders: readonly (readonly unknown[])[]
  readonly fills: readonly (readonly unknown[])[]
  readonly cash: string
  readonly lots: number
}

export function backtested(played: Case): Outcome {
  const { strategy, instrument, bars } = played
  const result = runBacktest({
    strategy,
    params: paramsOf(played),
    instruments: [instrument],
    series: [{ kind: 'BARS', instrumentId: instrument.id, timeframe: '1m', bars }],
    account: { currency: instrument.currency, cash: [{ currency: instrument.currency, amount: CASH }] },
    fills: { spread: { kind: 'TICKS', ticks: SPREAD } },
    seed: SEED,
  })
  expect(result.fault).toBeNull()
  const { account } = result
  return {
    decisions: result.digests.decisions,
    orders: result.orders.map((order) => [
      order.clientOrderId,
      order.side,
      order.type,
      order.timeInForce,
      order.lots,
      order.status,
      order.filledLots,
    ]),
    fills: result.fills.map((fill) => [
      fill.clientOrderId,
      fill.lots,
      fill.priceTicks,
      fill.fee,
      fill.liquidity,
      fill.at,
    ]),
    cash: account.cash[0]!.amount,
    lots: account.positions[0]?.lots ?? 0,
  }
}

/** A tape that is about to be played to a runtime, at the pace at which it is taken. */
export interface PlayedTape {
  readonly clock: TapeClock
  readonly feed: MarketFeed & { play(): void }
  readonly ended: Promise<void>
  /** Resolves when what was played has been taken; set by whoever takes it. */
  drained: () => Promise<void>
}

export function playedTape(played: Case): PlayedTape {
  const clock = new TapeClock(played.bars.time[0]!)
  const ended = Promise.withResolvers<void>()
  const player = new PlayerFeed({
    tracks: [{ instrument: played.instrument, tape: recorded(played) }],
    pace: { kind: 'AS_CONSUMED', drained: () => tape.drained() },
    clock,
    alwaysOpen: true,
    onEnd: (fault) => (fault === null ? ended.resolve() : ended.reject(fault as Error)),
  })
  const tape: PlayedTape = {
    clock,
    feed: pacedFeed(player, clock),
    ended: ended.promise,
    drained: () => Promise.resolve(),
  }
  return tape
}

/** Holds the tape until the account is there, and moves the clock with each event. */
function pacedFeed(feed: PlayerFeed, clock: TapeClock): MarketFeed & { play(): void } {
  let listener: MarketListener | null = null
  return {
    name: feed.name,
    instruments: () => feed.instruments(),
    calendarOf: (instrument) => feed.calendarOf(instrument),
    start(started) {
      listener = {
        onStatus: (status) => started.onStatus(status),
        onQuote(quote) {
          clock.moveTo(quote.receivedAt)
          started.onQuote(quote)
        },
      }
    },
    stop: () => feed.stop(),
    play() {
      if (listener !== null) feed.start(listener)
    },
  }
}

export const TRADER: Actor = { kind: 'USER', id: 'user-1', name: 'Tess Trader', userId: 'user-1' }

export async function openAccount(runtime: RunningRuntime, currency: string): Promise<string> {
  const { outcome } = await runtime.submit(ORGANIZATION, TRADER, {
    type: 'OpenAccount',
    name: 'Paper',
    mode: 'PAPER',
    currency,
    connectionId: null,
  })
  if (outcome.kind === 'REFUSED' || outcome.subjectId === null) throw new Error(JSON.stringify(outcome))
  const accountId = outcome.subjectId
  await runtime.submit(ORGANIZATION, TRADER, {
    type: 'Deposit',
    accountId,
    amount: CASH,
    currency,
    idempotencyKey: 'first',
  })
  return accountId
}
