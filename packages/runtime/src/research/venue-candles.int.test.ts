/** A dataset is brought up to date from the candles of a venue that one of the organization's connections reads. */
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Readable } from 'node:stream'
import { afterAll, expect, it, vi } from 'vitest'
import { type Coinbase, startCoinbase } from '../testing/coinbase.ts'
import { type Desk, newPlace, openDesk, ORGANIZATION, removePlaces, TRADER, until } from '../testing/desk.ts'

const MINUTE = 60_000
const asking = { organizationId: ORGANIZATION, actor: TRADER }
const folder = mkdtempSync(join(tmpdir(), 'quarterdeck-candles-'))

let venue: Coinbase
let desk: Desk
afterAll(async () => {
  await desk.runtime.close()
  await venue.close()
  removePlaces()
  rmSync(folder, { recursive: true, force: true })
})

it('asks for what follows the last bar that is kept, and not for the bucket that still runs', async () => {
  venue = await startCoinbase()
  desk = await openDesk({
    place: await newPlace('PostgreSQL'),
    secret: 'a secret for tests, long enough to seal with',
    venueSettings: venue.settings(),
  })
  // The venue has traded for a while: its candles are made of its trades.
  const now = Math.floor(Date.now() / MINUTE) * MINUTE
  const traded = venue.simulator.exchange.trades
  for (let minute = 5; minute >= 0; minute -= 1)
    traded.push({
      tradeId: `t${minute}`,
      symbol: 'BTC-USD',
      ticks: 6_000_000 + minute,
      lots: 1_000_000,
      aggressor: 'BUY',
      atMs: now - minute * MINUTE + 1_000,
    })
  const connections = await desk.runtime.connections()
  const terms = { venueId: 'COINBASE', credential: null, symbols: ['BTC-USD'] }
  await connections.add(asking, { ...terms, name: 'Prices', purpose: 'MARKET_DATA' })
  const { datasets } = await desk.runtime.research()
  expect(await datasets.updateSources(ORGANIZATION)).toEqual(['connection:Prices'])
  expect(await datasets.updateSources('another')).toEqual([])

  const kept = [5, 4].map((minute) => {
    const price = (60_000 + minute / 100).toFixed(2)
    return `${new Date(now - minute * MINUTE).toISOString()},${price},${price},${price},${price},0.01`
  })
  const csv = ['time,open,high,low,close,volume', ...kept, ''].join('\n')
  const { id: uploadId } = await datasets.upload(ORGANIZATION, 'kept.csv', Readable.from([csv]))
  await datasets.import(asking, {
    uploadId,
    instrumentId: 'COINBASE:BTC-USD',
    kind: 'BARS',
    timeframe: '1m',
    mode: 'REPLACE',
    assetClass: null,
    choices: {},
  })
  let datasetId = ''
  await until('the file is imported', async () => {
    const [row] = await desk.runtime.database.query<{ id: string }>('SELECT id FROM dataset')
    datasetId = row?.id ?? ''
    return row !== undefined
  })
  const schedule = { source: 'connection:Nothing', cron: null, zone: 'UTC', afterId: null }
  await expect(datasets.schedule(ORGANIZATION, datasetId, schedule)).rejects.toMatchObject({
    field: 'source',
  })
  await datasets.schedule(ORGANIZATION, datasetId, { ...schedule, source: 'connection:Prices' })
  await datasets.update(asking, datasetId)
  await vi.waitFor(
    async () => {
      const [row] = await desk.runtime.database.query<{ rows: number; source: string; lastAt: Date }>(
        'SELECT rows::int AS rows, source, last_at AS "lastAt" FROM dataset',
      )
      expect(row?.source).toBe('Prices, candles of BTC-USD')
      expect(row?.rows).toBeGreaterThanOrEqual(5)
      expect(row?.lastAt.getTime()).toBeLessThanOrEqual(Date.now() - MINUTE)
    },
    { timeout: 40_000, interval: 50 },
  )
})
