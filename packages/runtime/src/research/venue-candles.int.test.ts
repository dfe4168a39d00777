/** Datasets begin with a venue's candles and are brought up to date from them: of a connection's, and of what is told to everybody. */
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Readable } from 'node:stream'
import { afterAll, beforeAll, expect, it, vi } from 'vitest'
import { type Coinbase, startCoinbase } from '../testing/coinbase.ts'
import { type Desk, newPlace, openDesk, ORGANIZATION, removePlaces, TRADER, until } from '../testing/desk.ts'

const MINUTE = 60_000
const asking = { organizationId: ORGANIZATION, actor: TRADER }
const folder = mkdtempSync(join(tmpdir(), 'quarterdeck-candles-'))

let venue: Coinbase
let desk: Desk
/** The minute that runs, UTC milliseconds. */
let now: number
beforeAll(async () => {
  venue = await startCoinbase()
  desk = await openDesk({
    place: await newPlace('PostgreSQL'),
    secret: 'a secret for tests, long enough to seal with',
    venueSettings: venue.settings(),
  })
  now = Math.floor(Date.now() / MINUTE) * MINUTE
})
afterAll(async () => {
  await desk.runtime.close()
  await venue.close()
  removePlaces()
  rmSync(folder, { recursive: true, force: true })
})

/** The venue has traded for a while: its candles are made of its trades, one in each minute. */
function traded(symbol: string, minutes: number): void {
  for (let minute = minutes; minute >= 0; minute -= 1)
    venue.simulator.exchange.trades.push({
      tradeId: `${symbol}-${minute}`,
      symbol,
      ticks: 6_000_000 + minute,
      lots: 1_000_000,
      aggressor: 'BUY',
      atMs: now - minute * MINUTE + 1_000,
    })
}

it('asks for what follows the last bar that is kept, and not for the bucket that still runs', async () => {
  traded('BTC-USD', 5)
  const connections = await desk.runtime.connections()
  const terms = { venueId: 'COINBASE', credential: null, symbols: ['BTC-USD'] }
  await connections.add(asking, { ...terms, name: 'Prices', purpose: 'MARKET_DATA' })
  const { datasets } = await desk.runtime.research()
  const published = ['venue:COINBASE', 'venue:KALSHI']
  expect(await datasets.updateSources(ORGANIZATION)).toEqual(['connection:Prices', ...published])
  expect(await datasets.updateSources('another')).toEqual(published)

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

it('begins with what a venue tells everybody, says how good it is, and is brought up to date from there', async () => {
  traded('ETH-USD', 4)
  const { datasets } = await desk.runtime.research()
  const start = {
    source: 'venue:COINBASE',
    instrumentId: 'COINBASE:ETH-USD',
    timeframe: '1m',
    from: (now - 3 * MINUTE) * 1_000,
  }
  for (const [change, refusal] of [
    [{ source: 'nightly.csv' }, { field: 'source', message: expect.stringContaining('venue:KALSHI') }],
    [{ source: 'venue:ALPACA' }, { field: 'source' }],
    [{ timeframe: '7m' }, { field: 'timeframe', message: expect.stringContaining('it has 1m, 5m') }],
    [
      { instrumentId: 'KALSHI:X' },
      { field: 'instrumentId', message: expect.stringContaining('of COINBASE') },
    ],
    [{ from: Date.now() * 1_000 }, { field: 'from', message: expect.stringContaining('in the past') }],
    [{ from: 0 }, { field: 'from', message: expect.stringContaining('bars back') }],
  ] as const)
    await expect(datasets.begin(asking, { ...start, ...change })).rejects.toMatchObject({
      code: 'BAD_INPUT',
      ...refusal,
    })
  const rowOf = async (table: string, id: string) =>
    (
      await desk.runtime.database.query<Record<string, unknown>>(`SELECT * FROM ${table} WHERE id = $1`, [id])
    )[0]
  const ended = (id: string) =>
    vi.waitFor(
      async () => {
        const row = await rowOf('research_job', id)
        expect(row?.['ended_at']).not.toBeNull()
        return row
      },
      { timeout: 40_000, interval: 50 },
    )
  const job = await ended(await datasets.begin(asking, start))
  expect(job).toMatchObject({ kind: 'IMPORT', status: 'COMPLETED', progress: 1, failure: null })
  const id = String(job?.['dataset_id'])
  expect(await rowOf('dataset', id)).toMatchObject({
    instrument_id: 'COINBASE:ETH-USD',
    asset_class: 'CRYPTO',
    source: 'Coinbase, candles of ETH-USD',
    update_source: 'venue:COINBASE',
    update_cron: null,
    first_at: new Date(now - 3 * MINUTE),
    verdict: expect.stringMatching(/PASS|WARN/),
  })
  await expect(datasets.begin(asking, start)).rejects.toMatchObject({ code: 'CONFLICT' })
  const unlisted = await datasets.begin(asking, { ...start, instrumentId: 'COINBASE:NONE' })
  expect(await ended(unlisted)).toMatchObject({ failure: 'COINBASE:NONE is not listed at COINBASE' })
  expect(await ended(await datasets.update(asking, id))).toMatchObject({ status: 'COMPLETED', failure: null })
})
