/** Six minutes of the order book of BTC/USDT as Binance's stream told them: imported, validated, and played to orders. */

import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { gunzipSync } from 'node:zlib'
import { DEPTH_FLAGS, importFile, openMarketStore, validateSeries } from '@quarterdeck/market-data'
import type { DepthColumns, MarketStore, TradeColumns } from '@quarterdeck/market-data'
import type { Strategy } from '@quarterdeck/sdk'
import { sharedIsPresent, sharedPath } from '@quarterdeck/testkit'
import { BUY, SELL, SimulatedVenue } from '@quarterdeck/venues'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { BookPlayer } from '../src/kernel/book-player.ts'
import { shares } from '../src/kernel/testing/market.ts'
import { tickGrid } from '../src/kernel/tick-prices.ts'
import { runBacktest } from '../src/run/backtest.ts'
import type { BacktestRequest } from '../src/run/request.ts'
import bookMaker from '../src/study/testing/book-maker.ts'

const PATH = ['data', 'market-data', 'hftbacktest', 'spot-btcusdt_20240808.gz'] as const
const BTC = shares({
  id: 'BINANCE:BTCUSDT',
  venueId: 'BINANCE',
  symbol: 'BTCUSDT',
  quantityIncrement: '0.00001',
  minQuantity: '0.00001',
})
const KEY = { instrument: BTC.id, kind: 'DEPTH', timeframe: 'tick' } as const

/** What Binance itself said stood at the top with an update: prices and sizes. */
interface Top {
  readonly update: number
  readonly words: string
}

function topsOf(lines: readonly string[]): readonly Top[] {
  return lines
    .filter((line) => line.includes('@bookTicker'))
    .map((line) => {
      const { u, b, B, a, A } = (
        JSON.parse(line.slice(line.indexOf(' '))) as { data: Record<string, string> }
      ).data
      return { update: Number(u), words: topInWords(Number(b), Number(B), Number(a), Number(A)) }
    })
}

function topInWords(...[bid, bidSize, ask, askSize]: readonly [number, number, number, number]): string {
  return `${bidSize.toFixed(5)} at ${bid.toFixed(2)}, ${askSize.toFixed(5)} at ${ask.toFixed(2)}`
}

describe.skipIf(!sharedIsPresent)('a recorded order book of Binance', { timeout: 120_000 }, () => {
  const directory = mkdtempSync(join(tmpdir(), 'recorded-book-'))
  let store: MarketStore
  let depth: DepthColumns
  let trades: TradeColumns

  beforeAll(async () => {
    store = openMarketStore({ directory })
    const path = sharedPath(...PATH)
    await importFile(store, path, { key: KEY, assetClass: 'CRYPTO' })
    await importFile(store, path, { key: { ...KEY, kind: 'TRADES' } })
    depth = await store.read(KEY)
    trades = await store.read({ ...KEY, kind: 'TRADES' })
  })
  afterAll(() => {
    store.close()
    rmSync(directory, { recursive: true, force: true })
  })

  it('is sound: no message is missing, and its sides never cross', async () => {
    const { verdict, gaps, rules } = await validateSeries(store, KEY)
    expect(rules.filter((rule) => rule.verdict !== 'PASS')).toEqual([])
    expect([verdict, gaps?.missing, gaps?.runCount]).toEqual(['PASS', 0, 0])
    expect(store.describe(KEY)).toMatchObject({ verdict: 'PASS', rows: depth.length, assetClass: 'CRYPTO' })
    expect(trades.length).toBe(9_757)
  })

  it('[SI-26] shows the top that Binance itself told with the same update, message by message', () => {
    const tops = topsOf(
      gunzipSync(readFileSync(sharedPath(...PATH)))
        .toString('utf8')
        .split('\n'),
    )
    const listener = { onReport: () => undefined }
    const venue = new SimulatedVenue({
      venueId: 'BINANCE',
      instruments: [BTC],
      listener,
      options: { liquidity: 'RECORDED' },
    })
    const market = venue.listing(BTC.id)!.recorded!
    const player = new BookPlayer(depth, market, tickGrid(BTC))
    let [compared, at] = [0, 0]
    for (let row = 0; row < depth.length;) {
      let end = row + 1
      while (end < depth.length && (depth.flags[end]! & DEPTH_FLAGS.START) === 0) end += 1
      player.play(row, end)
      const update = depth.sequence[row]!
      row = end
      while (at + 1 < tops.length && tops[at + 1]!.update <= update) at += 1
      // Before its first ticker nothing can be compared.
      if (tops[at]!.update > update) continue
      const [bid, ask] = [market.touch(BUY) / 100, market.touch(SELL) / 100]
      const [bidSize, askSize] = [market.touchLots(BUY) / 1e5, market.touchLots(SELL) / 1e5]
      expect(topInWords(bid, bidSize, ask, askSize)).toBe(tops[at]!.words)
      compared += 1
    }
    expect(compared).toBeGreaterThan(3_000)
  })

  it('[SI-26] fills orders that wait in it by its trades, and those that take by its levels', () => {
    const request: BacktestRequest = {
      strategy: bookMaker as unknown as Strategy,
      params: { instrument: BTC.id, distance: 0 },
      instruments: [BTC],
      series: [
        { kind: 'DEPTH', instrumentId: BTC.id, depth },
        { kind: 'TRADES', instrumentId: BTC.id, trades },
      ],
      account: { currency: 'USD', cash: [{ currency: 'USD', amount: '100000000' }] },
    }
    const { timings: _, ...result } = runBacktest(request)
    expect(result.fault).toBeNull()
    const liquidity = new Set(result.fills.map((fill) => fill.liquidity))
    expect(liquidity).toEqual(new Set(['MAKER', 'TAKER']))
    // Sixty coins are more than any one level had.
    const levels = new Map<string, number>()
    for (const { orderId } of result.fills) levels.set(orderId, (levels.get(orderId) ?? 0) + 1)
    expect(Math.max(...levels.values())).toBeGreaterThan(20)
    const { timings: __, ...again } = runBacktest(request)
    expect(again.digests).toEqual(result.digests)
  })
})
