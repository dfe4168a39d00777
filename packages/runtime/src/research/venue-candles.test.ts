/** Candles of the four venues as bars, asked of their stand-ins over HTTP. */
import { testInstrument } from '@quarterdeck/sdk/testing'
import {
  COINBASE_CAPABILITIES,
  type ListedInstrument,
  MACHINE_TIME,
  type VenueReads,
} from '@quarterdeck/venues'
import { afterAll, describe, expect, it } from 'vitest'
import { venueCatalogue } from '../connections/venue-catalogue.ts'
import { STAND_INS, type StandIn } from '../testing/stand-ins.ts'
import { candleProvider, checkCandles, type CandleSource } from './venue-candles.ts'

const MINUTE_MS = 60_000
const opened: { close(): Promise<void> }[] = []
afterAll(async () => {
  for (const one of opened.splice(0).toReversed()) await one.close()
})

function readsOf({ venueId, settings, credential }: StandIn): VenueReads {
  const venue = venueCatalogue({ [venueId]: settings }).get(venueId)!
  const reading = venue.access(credential)
  if (!reading.ok) throw new Error(reading.message)
  const budget = venue.budget(MACHINE_TIME, venue.addressBudget?.(MACHINE_TIME) ?? null)
  return reading.access.openReader({ time: MACHINE_TIME, alert: () => undefined, budget, tenant: 'one' })
}

/** A venue at which one trade was made in each of the last minutes, this one included. */
async function traded(venueId: string, minutes: number): Promise<CandleSource & { readonly to: number }> {
  const standIn = await STAND_INS[venueId]!()
  opened.push(standIn)
  const reads = readsOf(standIn)
  opened.push(reads)
  const to = Math.floor(Date.now() / MINUTE_MS) * MINUTE_MS
  for (let ago = minutes; ago >= 0; ago -= 1)
    standIn.simulator.exchange.trades.push({
      tradeId: `t${ago}`,
      symbol: standIn.venueSymbol,
      ticks: 40 + ago,
      lots: 100,
      aggressor: 'BUY',
      atMs: to - ago * MINUTE_MS + 1_000,
    })
  // The minute that runs ends at no time of this test.
  return { name: 'Prices', venueId, reads, now: () => (to + 30_000) * 1_000, to: to * 1_000 }
}

const LISTED: ListedInstrument = {
  instrument: testInstrument({ id: 'COINBASE:BTC-USD' }),
  status: 'OPEN',
  restrictions: [],
  minNotional: null,
  maxNotional: null,
  aliases: [],
}

describe("a venue's candles", () => {
  it.concurrent.each(Object.keys(STAND_INS))(
    'are bars from the first that is wanted to the last that has ended: %s',
    async (venueId) => {
      const source = await traded(venueId, 4)
      const listed = await source.reads.instruments()
      const instrument = listed.ok ? listed.value[0]?.instrument.id : undefined
      const shares: number[] = []
      const wanted = { instrument: instrument ?? '', kind: 'BARS', timeframe: '1m' } as const
      const {
        bars,
        source: words,
        assetClass,
      } = await candleProvider(source).bars({
        key: wanted,
        range: { from: source.to - 3 * MINUTE_MS * 1_000 },
        onProgress: (share) => void shares.push(share),
      })
      expect([...bars.time]).toEqual([3, 2, 1].map((ago) => source.to - ago * MINUTE_MS * 1_000))
      expect(bars.close.every((price, row) => row === 0 || price < bars.close[row - 1]!)).toBe(true)
      expect([words, shares.at(-1)]).toEqual([expect.stringContaining('Prices, candles of'), 1])
      expect(assetClass).toBe(listed.ok ? listed.value[0]?.instrument.assetClass : null)
    },
  )

  it('are asked for in pieces, and each is told of', async () => {
    const queries: { from: number; to: number }[] = []
    const shares: number[] = []
    const candles: VenueReads['candles'] = async ({ from, to }) => {
      queries.push({ from, to })
      const price = { open: '1', high: '1', low: '1', close: '1', volume: '1' }
      return { ok: true, value: [{ startAt: from, ...price }] }
    }
    const instruments: VenueReads['instruments'] = async () => ({ ok: true, value: [LISTED] })
    const reads = { candles, instruments, capabilities: COINBASE_CAPABILITIES }
    const source = { name: 'x', venueId: 'COINBASE', reads, now: () => 6e7 * 7_000 }
    const { bars } = await candleProvider(source).bars({
      key: { instrument: 'COINBASE:BTC-USD', kind: 'BARS', timeframe: '1m' },
      range: { from: 0 },
      onProgress: (share) => void shares.push(share),
    })
    expect(queries).toEqual(
      [
        { from: 0, to: 18e10 },
        { from: 18e10, to: 36e10 },
        { from: 36e10, to: 42e10 },
      ].map((query) => expect.objectContaining(query)),
    )
    expect(shares).toEqual([0, 3 / 7, 6 / 7, 1])
    expect(bars.time).toHaveLength(3)
  })

  it('of another length, or of quotes, are refused with what there is', () => {
    const reads = { capabilities: COINBASE_CAPABILITIES } as CandleSource['reads']
    expect(() => checkCandles({ reads }, { kind: 'BARS', timeframe: '3m' })).toThrow(
      'Coinbase has no candles of 3m: it has 1m, 5m, 15m, 30m, 1h, 2h, 6h, 1d',
    )
    expect(() => checkCandles({ reads }, { kind: 'BID_BARS', timeframe: '1m' })).toThrow(/only BARS/)
    expect(checkCandles({ reads }, { kind: 'BARS', timeframe: '1440m' })).toMatchObject({ length: 'ONE_DAY' })
  })
})
