import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { CoinbaseSimulator } from '@quarterdeck/venues'
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'
import { Refused, WrongUsage } from '../../exit.ts'
import { fetchData, type FetchOptions } from './fetch-data.ts'

const MINUTE_MS = 60_000
const directory = mkdtempSync(join(tmpdir(), 'quarterdeck-fetch-'))
const settings = join(directory, 'venues.json')
const simulator = new CoinbaseSimulator({ keys: [] })
const minute = Math.floor(Date.now() / MINUTE_MS) * MINUTE_MS

beforeAll(async () => {
  const { port: _, ...addresses } = await simulator.start()
  writeFileSync(settings, JSON.stringify({ COINBASE: addresses }))
  vi.stubEnv('QUARTERDECK_DATA_DIR', directory)
})
afterAll(async () => {
  vi.unstubAllEnvs()
  await simulator.close()
  rmSync(directory, { recursive: true, force: true })
})

function traded(minutesAgo: number): void {
  simulator.exchange.trades.push({
    tradeId: `t${minutesAgo}`,
    symbol: 'BTC-USD',
    ticks: 6_000_000,
    lots: 1_000_000,
    aggressor: 'BUY',
    atMs: minute - minutesAgo * MINUTE_MS + 1_000,
  })
}

async function fetched(instrument: string, options: Partial<FetchOptions> = {}): Promise<string> {
  const said: string[] = []
  const out = vi.spyOn(process.stdout, 'write').mockImplementation((text) => said.push(String(text)) > 0)
  try {
    await fetchData(instrument, { timeframe: '1m', settings, json: false, ...options })
  } finally {
    out.mockRestore()
  }
  return said.join('')
}

describe("a venue's candles in the store", () => {
  it('come from the day that is said, and then from the last that is kept', async () => {
    for (const ago of [9, 8, 7]) traded(ago)
    const from = new Date(minute - 8 * MINUTE_MS).toISOString()
    expect(await fetched('COINBASE:BTC-USD', { from })).toContain('has 2 rows: 2 added')
    for (const ago of [6, 5]) traded(ago)
    expect(await fetched('COINBASE:BTC-USD')).toMatch(/has 4 rows: 2 added, 0 changed, 0 removed, 2 as/)
  })

  it.each<[string, Partial<FetchOptions>, typeof Refused, RegExp]>([
    ['COINBASE:BTC-USD', { timeframe: '7m' }, Refused, /no candles of 7m: it has 1m, 5m/],
    ['COINBASE:NONE', {}, Refused, /COINBASE:NONE is not listed at COINBASE/],
    ['COINBASE:BTC-USD', { from: 'yesterday' }, WrongUsage, /--from must be a date/],
    ['NOWHERE:X', {}, WrongUsage, /is of no venue; there are COINBASE, KALSHI/],
    ['ALPACA:KO', {}, WrongUsage, /Alpaca tells nothing without a credential/],
  ])('of %s with %j are refused in words', async (instrument, options, kind, words) => {
    const asked = fetched(instrument, options)
    await expect(asked).rejects.toThrow(words)
    await expect(asked).rejects.toBeInstanceOf(kind)
  })
})
