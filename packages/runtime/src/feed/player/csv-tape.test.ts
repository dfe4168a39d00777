import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import { SIMULATED_INSTRUMENTS } from '@quarterdeck/venues'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { csvTape } from './csv-tape.ts'
import type { CsvFormat, CsvTapeOptions } from './csv-tape.ts'
import { TapeFault } from './tape.ts'
import type { Tape, TapeEvent } from './tape.ts'

const AAPL = SIMULATED_INSTRUMENTS.find((one) => one.id === 'SIM:AAPL')!
const QUOTES: CsvFormat = {
  rows: 'QUOTES',
  time: 'epoch-s',
  columns: { time: 't', bid: 'bid', ask: 'ask', bidSize: 'bs', askSize: 'as' },
}
const HEADER = 't,bid,ask,bs,as\n'

let folder: string
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'tape-'))
})
afterAll(async () => {
  await rm(folder, { recursive: true })
})

async function tapeOf(
  content: string | Buffer,
  options: Partial<CsvTapeOptions> & { name?: string } = {},
): Promise<Tape> {
  const path = join(folder, options.name ?? 'tape.csv')
  await writeFile(path, content)
  return csvTape({ instrument: AAPL, format: QUOTES, badRows: 'STOP', offTick: 'REFUSE', ...options, path })
}

async function read(tape: Tape): Promise<TapeEvent[]> {
  const events: TapeEvent[] = []
  for await (const event of tape.events()) events.push(event)
  return events
}

async function faultOf(tape: Tape): Promise<TapeFault> {
  const fault: unknown = await read(tape).then(
    () => null,
    (error: unknown) => error,
  )
  if (!(fault instanceof TapeFault)) throw new Error('expected a fault of the tape', { cause: fault })
  return fault
}

describe('CSV tapes', () => {
  it('quotes are read onto the ticks and lots of the instrument', async () => {
    const tape = await tapeOf(`${HEADER}60,230.01,230.02,100,250\n61,,230.03,,7.9\n`)
    expect(await read(tape)).toEqual([
      {
        kind: 'QUOTE',
        venueAt: 60e6,
        receivedAt: 60e6,
        bidTicks: 23001,
        askTicks: 23002,
        bidLots: 100,
        askLots: 250,
      },
      {
        kind: 'QUOTE',
        venueAt: 61e6,
        receivedAt: 61e6,
        bidTicks: null,
        askTicks: 23003,
        bidLots: null,
        askLots: 7,
      },
    ])
    expect(tape.report).toMatchObject({ rows: 2, events: 2, skipped: 0 })
  })

  it('trades and bars are mapped by name or, without a header, by number; gzip is unpacked', async () => {
    const trades = await tapeOf('60;230.01;5;Sell\n61;230.02;6;\n', {
      format: {
        rows: 'TRADES',
        time: 'epoch-s',
        header: false,
        delimiter: ';',
        columns: { time: 0, price: 1, size: 2, side: 3 },
      },
    })
    expect(
      (await read(trades)).map(
        (event) => event.kind === 'TRADE' && [event.priceTicks, event.lots, event.aggressor],
      ),
    ).toEqual([
      [23001, 5, 'SELL'],
      [23002, 6, null],
    ])
    const bars = await tapeOf(gzipSync('d,o,h,l,c\n2026-11-20 09:30,2,4,1,3\n'), {
      name: 'bars.csv.gz',
      format: {
        rows: 'BARS',
        time: 'iso',
        zone: 'America/New_York',
        barSeconds: 60,
        spreadTicks: 2,
        columns: { time: 'd', open: 'o', high: 'h', low: 'l', close: 'c' },
      },
    })
    const quotes = await read(bars)
    expect(quotes.map((event) => event.kind === 'QUOTE' && [event.bidTicks, event.askTicks])).toEqual([
      [199, 201],
      [99, 101],
      [399, 401],
      [299, 301],
    ])
    expect(quotes[0]?.receivedAt).toBe(Date.parse('2026-11-20T14:30:00Z') * 1000)
  })

  it.each([
    ['a word for a price', '60,abc,230.02,1,1', 'bid', 'must be a plain decimal'],
    ['an exponent', '60,2.3e2,231,1,1', 'bid', 'must be a plain decimal'],
    ['a price between ticks', '60,230.015,230.02,1,1', 'bid', 'the nearest are 230.01 and 230.02'],
    ['a price at zero', '60,0,230.02,1,1', 'bid', "must be within the instrument's bounds, 0.01 to"],
    ['a negative size', '60,230.01,230.02,-1,1', 'bs', 'must not be negative'],
    ['a bid above the ask', '60,230.03,230.02,1,1', 'bid', 'must not be above the ask, 230.02'],
    ['no time', ',230.01,230.02,1,1', 't', 'must be seconds since 1970'],
    ['a row cut short', '60,230.01,230.02,1x', 'bs', 'must be a plain decimal'],
    [
      'time that goes back',
      '59,230.01,230.02,1,1',
      'time',
      'must not be before the row above it, 1970-01-01T00:01:00.000Z',
    ],
  ])(
    '%s stops the replay, naming file, line, column and what is allowed',
    async (_case, row, column, allowed) => {
      const fault = await faultOf(await tapeOf(`${HEADER}60,230.01,230.02,1,1\n${row}\n`))
      expect(fault.place).toEqual({ file: join(folder, 'tape.csv'), line: 3, column })
      expect(fault.message).toContain(`tape.csv:3: column ${column}: "`)
      expect(fault.allowed).toContain(allowed)
    },
  )

  it('bad rows may be skipped: they are counted, the first are kept, the rest is played', async () => {
    const tape = await tapeOf(
      `${HEADER}60,230.01,230.02,1,1\n60,x,230.02,1,1\n50,1,2,1,1\n61,230.01,230.02,1,1\n`,
      { badRows: 'SKIP' },
    )
    expect((await read(tape)).map((event) => event.receivedAt)).toEqual([60e6, 61e6])
    expect(tape.report).toMatchObject({ rows: 4, events: 2, skipped: 2 })
    expect(tape.report.faults.map((fault) => fault.place.line)).toEqual([3, 4])
  })

  it('a trade may be quoted with a declared spread, so that there is something to trade against', async () => {
    const columns = { time: 't', price: 'p', size: 's' }
    const format: CsvFormat = { rows: 'TRADES', time: 'epoch-s', columns, spreadTicks: 3 }
    expect(await read(await tapeOf('t,p,s\n60,230.01,5\n', { format }))).toMatchObject([
      { kind: 'TRADE', priceTicks: 23001, lots: 5 },
      { kind: 'QUOTE', bidTicks: 23000, askTicks: 23003, bidLots: null, receivedAt: 60e6 },
    ])
    await expect(tapeOf('', { format: { ...format, spreadTicks: 0.5 } })).rejects.toThrow(
      'spreadTicks must be',
    )
  })

  it('off-tick prices may be rounded so that the spread only widens', async () => {
    const tape = await tapeOf(`${HEADER}60,230.019,230.021,1,1\n`, { offTick: 'ROUND' })
    expect(await read(tape)).toMatchObject([{ bidTicks: 23001, askTicks: 23003 }])
  })

  it('a column that the file lacks is refused with those it has', async () => {
    const tape = await tapeOf('time,bid,ask\n60,1,2\n', { badRows: 'SKIP' })
    expect((await faultOf(tape)).message).toContain(
      'column t: "t" must be a column of the file; it has time, bid, ask',
    )
  })

  it('broken quoting and a missing file are errors, not silence', async () => {
    const fault = await faultOf(await tapeOf(`${HEADER}60,"230.01,230.02,1,1\n`))
    expect(fault.allowed).toContain('must be well formed CSV')
    const missing = csvTape({
      path: join(folder, 'none.csv'),
      instrument: AAPL,
      format: QUOTES,
      badRows: 'SKIP',
      offTick: 'REFUSE',
    })
    await expect(read(missing)).rejects.toThrow('ENOENT')
  })

  it('a bar whose high is not its highest price is a bad row', async () => {
    const format: CsvFormat = {
      rows: 'BARS',
      time: 'epoch-s',
      barSeconds: 60,
      spreadTicks: 1,
      columns: { time: 't', open: 'o', high: 'h', low: 'l', close: 'c' },
    }
    expect((await faultOf(await tapeOf('t,o,h,l,c\n0,5,4,3,4\n', { format }))).place.column).toBe('h')
    expect((await faultOf(await tapeOf('t,o,h,l,c\n0,5,6,5,4\n', { format }))).place.column).toBe('l')
    expect(() =>
      csvTape({
        path: 'x',
        instrument: AAPL,
        badRows: 'STOP',
        offTick: 'REFUSE',
        format: { ...format, spreadTicks: 0 },
      }),
    ).toThrow('spreadTicks must be a whole number of 1 or more')
  })
})
