/** Recordings of real markets, read whole and compared with a reckoning that shares no code with the readers. */
import { readFileSync } from 'node:fs'
import { gunzipSync } from 'node:zlib'
import { SIMULATED_INSTRUMENTS } from '@quarterdeck/venues'
import { sharedIsPresent, sharedPath } from '@quarterdeck/testkit'
import { describe, expect, it } from 'vitest'
import { binanceTape } from './binance-tape.ts'
import { csvTape } from './csv-tape.ts'
import { leanTape } from './lean-tape.ts'
import type { Tape, TapeEvent, TapeQuote } from './tape.ts'

const listed = (id: string) => SIMULATED_INSTRUMENTS.find((one) => one.id === id)!
const recorded = (...path: string[]): string => sharedPath('data', 'market-data', ...path)
const lean = (...path: string[]): string => recorded('lean', 'Data', ...path)
const strict = { badRows: 'STOP', offTick: 'REFUSE' } as const
const iso = (at: number): string => new Date(at / 1000).toISOString()

async function read(tape: Tape): Promise<TapeEvent[]> {
  const events: TapeEvent[] = []
  for await (const event of tape.events()) events.push(event)
  return events
}

const quotesOf = (events: readonly TapeEvent[]): TapeQuote[] =>
  events.filter((event) => event.kind === 'QUOTE')

// The recordings lie beside the repository; a clone without them has the tapes that csv-tape.test.ts writes.
describe.runIf(sharedIsPresent)('real tapes', { timeout: 30_000 }, () => {
  it('TrueFX quotes of the dollar in yen: all 1,000, to the tick and microsecond', async () => {
    const path = recorded('nautilus', 'truefx', 'usdjpy-ticks.csv')
    const format = {
      rows: 'QUOTES',
      time: 'iso',
      columns: { time: 'timestamp', bid: 'bid', ask: 'ask' },
    } as const
    const events = quotesOf(
      await read(csvTape({ path, instrument: listed('SIM:USD-JPY'), format, ...strict })),
    )
    const theirs = readFileSync(path, 'utf8')
      .trim()
      .split('\n')
      .slice(1)
      .map((row) => row.split(','))
    expect(theirs).toHaveLength(1000)
    expect(events.map((event) => [event.venueAt, event.bidTicks, event.askTicks, event.bidLots])).toEqual(
      theirs.map(([time, bid, ask]) => [
        Date.parse(time!.replace(' ', 'T')) * 1000,
        Math.round(Number(bid) * 1000),
        Math.round(Number(ask) * 1000),
        null,
      ]),
    )
  })

  it('Binance best prices and trades of bitcoin: 28,040 and 9,757, in the order of arrival', async () => {
    const path = recorded('hftbacktest', 'spot-btcusdt_20240808.gz')
    const tape = binanceTape({ path, instrument: listed('SIM:BTC-USD'), symbol: 'BTCUSDT', ...strict })
    const events = await read(tape)
    expect(tape.report).toMatchObject({ rows: 41_249, events: 37_797, ignored: 3_452, skipped: 0 })
    const quotes = quotesOf(events)
    expect(quotes).toHaveLength(28_040)
    const lines = gunzipSync(readFileSync(path)).toString().split('\n')
    const tickers = lines.filter((line) => line.includes('@bookTicker'))
    const sum = (values: readonly (number | null)[]): number =>
      values.reduce<number>((total, value) => total + (value ?? 0), 0)
    const theirBids = tickers.map((line) => Math.round(Number(/"b":"([\d.]+)"/.exec(line)?.[1]) * 100))
    expect(sum(quotes.map((quote) => quote.bidTicks))).toBe(sum(theirBids))
    const trades = events.filter((event) => event.kind === 'TRADE')
    const theirTrades = lines.filter((line) => line.includes('@trade'))
    const theirLots = theirTrades.map((line) => Math.round(Number(/"q":"([\d.]+)"/.exec(line)?.[1]) * 1e8))
    expect(sum(trades.map((trade) => trade.lots))).toBe(sum(theirLots))
    expect(trades.filter((trade) => trade.aggressor === 'SELL')).toHaveLength(
      theirTrades.filter((line) => line.includes('"m":true')).length,
    )
    expect(events.every((event, i) => i === 0 || event.receivedAt >= events[i - 1]!.receivedAt)).toBe(true)
  })

  it('LEAN quote bars of SPY: minutes from New York midnight, prices in ten-thousandths', async () => {
    const tape = leanTape({
      path: lean('equity', 'usa', 'minute', 'spy', '20131007_quote.zip'),
      instrument: listed('SIM:SPY'),
      ...strict,
    })
    const quotes = quotesOf(await read(tape))
    expect(quotes).toHaveLength(tape.report.rows * 4)
    expect(quotes[0]).toMatchObject({ bidTicks: 16727, askTicks: 16800, bidLots: 300, askLots: 20_000 })
    // 04:00 in New York on 7 October 2013, then still on summer time.
    expect(iso(quotes[0]!.receivedAt)).toBe('2013-10-07T08:00:00.000Z')
    expect(iso(quotes[3]!.receivedAt + 1)).toBe('2013-10-07T08:01:00.000Z')
    expect(quotes.slice(0, 4).map((quote) => quote.bidTicks)).toEqual([16727, 16727, 16715, 16725])
  })

  it.each([
    [['equity', 'usa', 'minute', 'spy', '20131007_trade.zip'], 'SIM:SPY', 0],
    [['equity', 'usa', 'daily', 'spy.zip'], 'SIM:SPY', 0],
    [['crypto', 'coinbase', 'minute', 'btcusd', '20180404_quote.zip'], 'SIM:BTC-USD', 0],
    [['crypto', 'coinbase', 'minute', 'btcusd', '20180404_trade.zip'], 'SIM:BTC-USD', 0],
    // Days whose recorded bid is above the recorded ask.
    [['crypto', 'coinbase', 'daily', 'btcusd_quote.zip'], 'SIM:BTC-USD', 1],
    [['forex', 'oanda', 'minute', 'eurusd', '20140501_quote.zip'], 'SIM:EUR-USD', 0],
    [['forex', 'oanda', 'daily', 'eurusd.zip'], 'SIM:EUR-USD', 0],
  ])('LEAN %j for %s is read to its end, with %i crossed rows left out', async (path, id, crossed) => {
    const tape = leanTape({ path: lean(...path), instrument: listed(id), badRows: 'SKIP', offTick: 'ROUND' })
    const events = await read(tape)
    expect(tape.report.rows).toBeGreaterThan(300)
    expect(tape.report.skipped).toBe(crossed)
    expect(events).toHaveLength((tape.report.rows - crossed) * 4)
    expect(tape.report.faults.every((fault) => fault.allowed.startsWith('must not be above the ask'))).toBe(
      true,
    )
  })

  it('a daily bar ends at the next local midnight, also when clocks change in between', async () => {
    const tape = leanTape({
      path: lean('equity', 'usa', 'daily', 'spy.zip'),
      instrument: listed('SIM:SPY'),
      badRows: 'STOP',
      offTick: 'ROUND',
    })
    const closes = quotesOf(await read(tape)).filter((_quote, i) => i % 4 === 3)
    const ends = closes.map((quote) => iso(quote.receivedAt + 1).slice(11))
    expect(new Set(ends)).toEqual(new Set(['05:00:00.000Z', '04:00:00.000Z']))
  })
})
