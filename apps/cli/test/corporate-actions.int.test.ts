/** Splits and dividends from the command line: imported beside a series, shown, and played on the prices that are asked for. */
import { execFile } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'

const MAIN = join(import.meta.dirname, '..', 'src', 'main.ts')
const CROSS = join(import.meta.dirname, '..', '..', '..', 'packages', 'sdk', 'examples', 'sma-cross.ts')

const directory = mkdtempSync(join(tmpdir(), 'quarterdeck-actions-'))
afterAll(() => rmSync(directory, { recursive: true, force: true }))
const [bars, events] = [join(directory, 'acme.csv'), join(directory, 'events.csv')]

function quarterdeck(...args: readonly string[]): Promise<{ code: number; out: string; err: string }> {
  const env = { ...process.env, QUARTERDECK_DATA_DIR: join(directory, 'data') }
  return new Promise((resolve) => {
    execFile(process.execPath, [MAIN, ...args], { env, cwd: directory }, (error, out, err) =>
      resolve({ code: error === null ? 0 : Number(error.code), out, err }),
    )
  })
}

async function json<T>(...args: readonly string[]): Promise<T> {
  const ran = await quarterdeck(...args, '--json')
  expect(ran.code, ran.err).toBe(0)
  return JSON.parse(ran.out) as T
}

/** A wave of 300 days, which a split of four for one divides on the 151st. */
beforeAll(() => {
  const rows = Array.from({ length: 300 }, (_, day) => {
    const date = new Date(Date.UTC(2020, 0, 1 + day)).toISOString().slice(0, 10)
    const whole = Math.round(100 + 20 * Math.sin(day / 15) + 3 * Math.sin(day))
    const price = (day < 150 ? whole * 4 : whole).toFixed(2)
    return `${date},${price},${price},${price},${price},1000`
  })
  writeFileSync(bars, ['Date,Open,High,Low,Close,Volume', ...rows, ''].join('\n'))
  writeFileSync(events, 'Date,Dividends,Stock Splits\n2020-03-02,4.0,0\n2020-05-30,0,4:1\n2020-08-03,1.0,0\n')
})

interface Told {
  readonly trades: readonly {
    readonly entryAt: number
    readonly exitAt: number
    readonly splitRatio: number
  }[]
  readonly incomes: readonly { readonly kind: string }[]
  readonly actions: readonly { readonly kind: string }[]
}

describe('splits and dividends from the command line', () => {
  it('are imported beside the series of an instrument, shown, and refused with the place of a fault', async () => {
    await json('data', 'import', bars, '--instrument', 'XNAS:ACME', '--timeframe', '1d')
    const importing = ['data', 'actions', 'import', 'XNAS:ACME', events]
    const { series } = await json<{ series: readonly { added: number }[] }>(...importing)
    expect(series.map(({ added }) => added)).toEqual([3])
    const shown = await quarterdeck('data', 'actions', 'show', 'XNAS:ACME')
    expect(shown.out).toMatch(/2020-05-30 +SPLIT +4/)
    const wrong = join(directory, 'wrong.csv')
    writeFileSync(wrong, 'Date,Dividends\n2020-03-02,four\n')
    const refused = await quarterdeck('data', 'actions', 'import', 'XNAS:ACME', wrong)
    expect([refused.code, refused.err]).toEqual([
      1,
      expect.stringContaining('row 2, column dividends: "four"'),
    ])
  })

  it('happen to a run on raw prices, which decides as one on prices that are adjusted for splits', async () => {
    const args = ['backtest', CROSS, '--bars', `XNAS:ACME=${bars}`, '--actions', events]
    const averages = ['--param', 'fast=3', '--param', 'slow=8']
    const run = (...prices: readonly string[]) => json<Told>(...args, ...averages, ...prices)
    const [raw, split] = await Promise.all([run(), run('--prices', 'split')])
    expect(raw.actions.map(({ kind }) => kind)).toEqual(['CASH_DIVIDEND', 'SPLIT', 'CASH_DIVIDEND'])
    expect(split.actions.map(({ kind }) => kind)).toEqual(['CASH_DIVIDEND', 'CASH_DIVIDEND'])
    const times = ({ trades }: Told) => trades.map(({ entryAt, exitAt }) => [entryAt, exitAt])
    expect(raw.trades.length).toBeGreaterThan(2)
    expect(times(raw)).toEqual(times(split))
  })
})
