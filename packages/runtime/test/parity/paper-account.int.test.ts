/** The same strategy on the same bars, in a backtest and on a paper account that the tape player feeds: the same decisions. */

import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, it } from 'vitest'
import { createBarColumns } from '@quarterdeck/market-data'
import type { BarColumns } from '@quarterdeck/market-data'
import type { Actor } from '@quarterdeck/engine'
import type { Instrument, Strategy } from '@quarterdeck/sdk'
import { runBacktest } from '@quarterdeck/simulation'
import { sharedIsPresent, sharedPath } from '@quarterdeck/testkit'
import { DISPLAYED_ONLY } from '@quarterdeck/venues'
import { createInProcessBus } from '../../src/bus/in-process-bus.ts'
import { createRuntime } from '../../src/create-runtime.ts'
import type { RunningRuntime } from '../../src/create-runtime.ts'
import type { MarketFeed, MarketListener } from '../../src/feed/feed.ts'
import { csvTape } from '../../src/feed/player/csv-tape.ts'
import type { Tape } from '../../src/feed/player/tape.ts'
import { PlayerFeed } from '../../src/feed/player/player-feed.ts'
import { silent } from '../../src/testing/desk.ts'
import { ORGANIZATION, PaperHost } from './paper-host.ts'
import { PARITY_STRATEGIES } from './strategies.ts'
import { TapeClock } from './tape-clock.ts'

const MINUTE = 60e6
/** 2 January 2024, 00:00 UTC. */
const START = 1_704_153_600e6
const SPREAD = 2
const CASH = '100000'
const SEED = 7

const SHARE: Instrument = {
  id: 'TEST:ACME',
  venueId: 'TEST',
  symbol: 'ACME',
  venueSymbol: 'ACME',
  name: 'Acme',
  assetClass: 'EQUITY',
  currency: 'USD',
  priceIncrement: '0.01',
  quantityIncrement: '1',
  multiplier: '1',
  minQuantity: '1',
  maxQuantity: '1000000',
  minPrice: null,
  maxPrice: null,
  expiry: null,
  strike: null,
  right: null,
  underlyingId: null,
  settlement: 'CASH',
  funding: 'FULL_PAYMENT',
  initialMarginRate: '0.5',
  maintenanceMarginRate: '0.3',
  makerFeeRate: '0.0001',
  takerFeeRate: '0.0002',
  feePerUnit: '0.005',
  calendar: '24/7',
}

const directories: string[] = []

function directory(): string {
  const made = mkdtempSync(join(tmpdir(), 'quarterdeck-parity-'))
  directories.push(made)
  return made
}

afterAll(() => {
  for (const made of directories) rmSync(made, { recursive: true, force: true })
})

/** A walk in cents with gaps between bars; volumes are 0, because quotes carry none. */
function walk(count: number, seed: number): BarColumns {
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

/** The dollar in yen on 1 February 2013, bids by the minute. */
function recordedYen(count: number): BarColumns {
  const text = readFileSync(
    sharedPath('data', 'market-data', 'nautilus', 'fxcm', 'usdjpy-m1-bid-2013.csv'),
    'utf8',
  )
  const rows = text
    .split('\n')
    .slice(1, count + 1)
    .map((row) => row.split(','))
  const bars = createBarColumns(rows.length)
  for (const [row, [time, open, high, low, close]] of rows.entries()) {
    bars.time[row] = Date.parse(time!.replace(' ', 'T')) * 1_000
    bars.open[row] = Number(open)
    bars.high[row] = Number(high)
    bars.low[row] = Number(low)
    bars.close[row] = Number(close)
  }
  return bars
}

interface Case {
  readonly strategy: Strategy
  readonly instrument: Instrument
  readonly bars: BarColumns
  /** How far from the market orders wait, as a share of its price. */
  readonly reach: number
}

const paramsOf = ({ instrument, reach }: Case): Record<string, unknown> => ({
  instrument: instrument.id,
  reach,
})

/** What a run came to, in what a backtest and a journal have in common. */
interface Outcome {
  readonly decisions: string
  readonly orders: readonly (readonly unknown[])[]
  readonly fills: readonly (readonly unknown[])[]
  readonly cash: string
  readonly lots: number
}

function backtested(played: Case): Outcome {
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

async function onPaper(played: Case): Promise<Outcome> {
  const { strategy, instrument, bars } = played
  const clock = new TapeClock(bars.time[0]!)
  const bus = createInProcessBus((error) => {
    throw error
  })
  const tape = { ended: Promise.withResolvers<void>(), drained: (): Promise<void> => Promise.resolve() }
  const feed = new PlayerFeed({
    tracks: [{ instrument, tape: recorded(played) }],
    pace: { kind: 'AS_CONSUMED', drained: () => tape.drained() },
    clock,
    alwaysOpen: true,
    onEnd: (fault) => (fault === null ? tape.ended.resolve() : tape.ended.reject(fault as Error)),
  })
  const paced = pacedFeed(feed, clock)
  const runtime = await createRuntime({
    dataDir: directory(),
    feed: paced,
    logger: silent,
    clock,
    bus,
    simulation: { ...DISPLAYED_ONLY, entry: 'NEXT_BAR' },
  })
  try {
    await runtime.openPartition(ORGANIZATION, { baseCurrency: instrument.currency })
    const accountId = await openAccount(runtime, instrument.currency)
    const host = new PaperHost({
      runtime,
      clock,
      instrument,
      strategy,
      params: paramsOf(played),
      accountId,
      cash: CASH,
      seed: SEED,
    })
    bus.subscribe(ORGANIZATION, (batch) => host.onBatch(batch))
    await host.start()
    tape.drained = () => host.drained()
    paced.play()
    await tape.ended.promise
    await host.stop()
    return await outcomeOf(runtime, host)
  } finally {
    await runtime.close()
  }
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

const TRADER: Actor = { kind: 'USER', id: 'user-1', name: 'Tess Trader', userId: 'user-1' }

async function openAccount(runtime: RunningRuntime, currency: string): Promise<string> {
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

/** What the journal's projections say of the run. */
async function outcomeOf(runtime: RunningRuntime, host: PaperHost): Promise<Outcome> {
  const { database } = runtime
  const [cash] = await database.query<{ cash: string }>('SELECT cash::text AS cash FROM balance')
  const [position] = await database.query<{ quantity: string }>(
    'SELECT quantity::text AS quantity FROM position',
  )
  return {
    decisions: host.session.digest(),
    orders: [...host.orders.values()].map((order) => [
      order.clientOrderId,
      order.side,
      order.type,
      order.timeInForce,
      Number(order.quantity),
      order.status,
      Number(order.filledQuantity),
    ]),
    fills: host.fills.map(({ clientOrderId, event }) => [
      clientOrderId,
      event.lots,
      event.priceTicks,
      event.fee,
      event.liquidity,
      event.venueAt,
    ]),
    cash: cash!.cash,
    lots: Number(position?.quantity ?? 0),
  }
}

const YEN: Instrument = {
  ...SHARE,
  id: 'TEST:USD-JPY',
  symbol: 'USD-JPY',
  venueSymbol: 'USD-JPY',
  name: 'Dollar in yen',
  assetClass: 'FX',
  currency: 'JPY',
  priceIncrement: '0.001',
  funding: 'MARGINED',
}

const NAMED = PARITY_STRATEGIES.map((strategy) => [strategy.name, strategy] as const)

describe('parity of a backtest and a paper account on the tape', () => {
  it.each(NAMED)(
    '[SI-23] %s: the same decisions, orders, fills, fees, cash and position on a walk',
    async (_name, strategy) => {
      const played = { strategy, instrument: SHARE, bars: walk(100, 11), reach: 0.003 }
      const alone = backtested(played)
      expect(alone.fills.length).toBeGreaterThan(12)
      expect(await onPaper(played)).toEqual(alone)
    },
  )

  // The recording lies beside the repository; a clone without it has the walks.
  it.runIf(sharedIsPresent).each(NAMED.slice(1))(
    '[SI-23] %s: the same on recorded minutes of the dollar in yen',
    async (_name, strategy) => {
      const played = { strategy, instrument: YEN, bars: recordedYen(90), reach: 0.0003 }
      const alone = backtested(played)
      expect(alone.fills.length).toBeGreaterThan(3)
      expect(await onPaper(played)).toEqual(alone)
    },
  )
})
