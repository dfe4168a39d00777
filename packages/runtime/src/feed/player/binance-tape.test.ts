import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { SIMULATED_INSTRUMENTS } from '@quarterdeck/venues'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { binanceTape } from './binance-tape.ts'
import type { TapeEvent } from './tape.ts'

const BTC = SIMULATED_INSTRUMENTS.find((one) => one.id === 'SIM:BTC-USD')!
const line = (ns: string, stream: string, data: object): string =>
  `${ns} ${JSON.stringify({ stream, data })}\n`
const TICKER = {
  u: 1,
  s: 'BTCUSDT',
  b: '61837.63000000',
  B: '3.78826000',
  a: '61837.64000000',
  A: '1.54698000',
}
const TRADE = { e: 'trade', s: 'BTCUSDT', p: '61837.63000000', q: '0.02000000', T: 1723161255342, m: true }

let folder: string
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'binance-'))
})
afterAll(async () => {
  await rm(folder, { recursive: true })
})

async function play(content: string, symbol?: string): Promise<TapeEvent[]> {
  const path = join(folder, 'tape.jsonl')
  await writeFile(path, content)
  const events: TapeEvent[] = []
  const chosen = symbol === undefined ? {} : { symbol }
  const tape = binanceTape({ path, instrument: BTC, badRows: 'STOP', offTick: 'REFUSE', ...chosen })
  for await (const event of tape.events()) events.push(event)
  return events
}

describe('Binance recordings', () => {
  it('best prices and trades are played, depth is passed over, other symbols too', async () => {
    const content =
      line('1723161254087891268', 'btcusdt@bookTicker', TICKER) +
      line('1723161254087891999', 'btcusdt@depth@100ms', { s: 'BTCUSDT', b: [], a: [] }) +
      line('1723161254087892000', 'ethusdt@trade', { ...TRADE, s: 'ETHUSDT' }) +
      line('1723161254087896568', 'btcusdt@trade', TRADE)
    const at = 1723161254087891
    expect(await play(content, 'BTCUSDT')).toEqual([
      {
        kind: 'QUOTE',
        venueAt: at,
        receivedAt: at,
        bidTicks: 6183763,
        askTicks: 6183764,
        bidLots: 378826000,
        askLots: 154698000,
      },
      {
        kind: 'TRADE',
        venueAt: 1723161255342000,
        receivedAt: at + 5,
        priceTicks: 6183763,
        lots: 2_000_000,
        aggressor: 'SELL',
      },
    ])
  })

  it.each([
    [
      'a line without a time',
      '{"stream":"x@trade","data":{}}\n',
      'column (line)',
      'must be nanoseconds since 1970',
    ],
    [
      'a line cut off',
      '1723161254087891268 {"stream":"btc',
      'column (line)',
      'must be nanoseconds since 1970',
    ],
    [
      'broken JSON',
      '1723161254087891268 {"stream":}\n',
      'column message',
      'must be a combined stream message',
    ],
    [
      'a price that is a number',
      line('1723161254087891268', 'b@bookTicker', { ...TICKER, b: 1 }),
      'column data',
      'as decimal strings',
    ],
    [
      'a crossed quote',
      line('1723161254087891268', 'b@bookTicker', { ...TICKER, b: '70000' }),
      'column data.b',
      'must not be above the ask',
    ],
    [
      'a trade without a time',
      line('1723161254087891268', 'b@trade', { p: '1', q: '1', m: true }),
      'column data',
      'T in milliseconds',
    ],
  ])('%s is a fault with its place', async (_case, content, column, allowed) => {
    const fault = await play(content).then(
      () => null,
      (error: unknown) => error,
    )
    expect(String(fault)).toContain(`tape.jsonl:1: ${column}`)
    expect(String(fault)).toContain(allowed)
  })
})
