/** The same strategy on the same bars, in a backtest and on a paper account that the tape player feeds: the same decisions. */

import { readFileSync } from 'node:fs'
import { afterAll, describe, expect, it } from 'vitest'
import { createBarColumns } from '@quarterdeck/market-data'
import type { BarColumns } from '@quarterdeck/market-data'
import type { Instrument } from '@quarterdeck/sdk'
import { sharedIsPresent, sharedPath } from '@quarterdeck/testkit'
import { DISPLAYED_ONLY } from '@quarterdeck/venues'
import { createInProcessBus } from '../../src/bus/in-process-bus.ts'
import { createRuntime } from '../../src/create-runtime.ts'
import type { RunningRuntime } from '../../src/create-runtime.ts'
import { silent } from '../../src/testing/desk.ts'
import { PaperHost } from './paper-host.ts'
import {
  CASH,
  type Case,
  ORGANIZATION,
  type Outcome,
  SEED,
  SHARE,
  backtested,
  directory,
  openAccount,
  paramsOf,
  playedTape,
  removeDirectories,
  walk,
} from './stage.ts'
import { PARITY_STRATEGIES } from './strategies.ts'

afterAll(removeDirectories)

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

async function onPaper(played: Case): Promise<Outcome> {
  const { strategy, instrument } = played
  const tape = playedTape(played)
  const { clock, feed } = tape
  const bus = createInProcessBus((error) => {
    throw error
  })
  const runtime = await createRuntime({
    dataDir: directory(),
    feed,
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
    feed.play()
    await tape.ended
    await host.stop()
    return await outcomeOf(runtime, host)
  } finally {
    await runtime.close()
  }
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
