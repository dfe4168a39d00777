/** Order books from the command line, offline: imported, looked at, validated, and traded on level by level. */
import { execFile } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, it } from 'vitest'

const ROOT = join(import.meta.dirname, '..', '..', '..')
const MAIN = join(ROOT, 'apps', 'cli', 'src', 'main.ts')
const MAKER = join(ROOT, 'packages', 'simulation', 'src', 'study', 'testing', 'book-maker.ts')

const directory = mkdtempSync(join(tmpdir(), 'quarterdeck-book-'))
afterAll(() => rmSync(directory, { recursive: true, force: true }))

interface Ran {
  readonly code: number
  readonly out: string
  readonly err: string
}

function quarterdeck(...args: readonly string[]): Promise<Ran> {
  return new Promise((resolve) => {
    const env = { ...process.env, QUARTERDECK_DATA_DIR: join(directory, 'data') }
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

interface Told {
  readonly status: string
  readonly digests: { readonly decisions: string }
  readonly fills: readonly { readonly price: number; readonly liquidity: string }[]
  readonly data: readonly { readonly kind: string; readonly isMarket: boolean }[]
}

const START = Date.UTC(2024, 0, 2)

/** A whole book a second, whose middle is a wave. */
function bookRows(count: number): string {
  const rows = Array.from({ length: count }, (_, second) => {
    const middle = 100 + Math.round(50 * Math.sin(second / 30)) / 100
    const levels = [1, 2, 3].map((level) =>
      [middle - level / 100, 2 * level, middle + level / 100, 3 * level].map((value) => value.toFixed(2)),
    )
    return [START + second * 1_000, ...levels.flat()].join(',')
  })
  const header = [1, 2, 3].map(
    (level) => `bid_price_${level},bid_size_${level},ask_price_${level},ask_size_${level}`,
  )
  return ['time', ...header].join(',') + `\n${rows.join('\n')}\n`
}

/** A trade between two books, by turns of sellers and buyers, at the middle's next tick. */
function tradeRows(count: number): string {
  const rows = Array.from({ length: count }, (_, second) => {
    const middle = 100 + Math.round(50 * Math.sin(second / 30)) / 100
    const isSold = second % 2 === 0
    return `${START + second * 1_000 + 500},${(middle + (isSold ? -0.03 : 0.03)).toFixed(2)},9,${isSold ? 'sell' : 'buy'}`
  })
  return `time,price,size,side\n${rows.join('\n')}\n`
}

describe('an order book from the command line', { timeout: 240_000 }, () => {
  const book = join(directory, 'book.csv')
  const trades = join(directory, 'trades.csv')
  writeFileSync(book, bookRows(240))
  writeFileSync(trades, tradeRows(240))

  it('is imported, listed, shown and validated', async () => {
    const kind = ['--instrument', 'TEST:ACME', '--kind', 'depth'] as const
    const imported = await json<{ rowsRead: number; notes: readonly string[] }>(
      'data',
      'import',
      book,
      ...kind,
    )
    expect(imported.notes).toEqual(['240 whole books were kept as what changed from one to the next'])
    const [listed] = await json<{ key: object; rows: number }[]>('data', 'list')
    expect(listed).toMatchObject({ key: { kind: 'DEPTH', timeframe: 'tick' }, rows: imported.rowsRead })
    const shown = await quarterdeck('data', 'show', 'TEST:ACME')
    expect(shown.out).toMatch(/SIDE\s+PRICE\s+SIZE\s+FLAGS/)
    const validated = await quarterdeck('data', 'validate', 'TEST:ACME')
    expect(validated.out).toMatch(/SEQUENCE\s+PASS/)
    expect(validated.out).toContain('The book is not known in 0 spans')
  })

  it('is the market of a backtest, from the store or from files, and its trades fill what waits', async () => {
    const kept = await json<Told>(
      'backtest',
      MAKER,
      '--depth',
      'TEST:ACME',
      '--trades',
      `TEST:ACME=${trades}`,
      '--param',
      'distance=1',
    )
    expect(kept.status).toBe('COMPLETED')
    expect(kept.data.map(({ kind, isMarket }) => [kind, isMarket])).toEqual([
      ['DEPTH', true],
      ['TRADES', false],
    ])
    expect(new Set(kept.fills.map(({ liquidity }) => liquidity))).toEqual(new Set(['MAKER', 'TAKER']))
    const files = ['--depth', `TEST:ACME=${book}`, '--trades', `TEST:ACME=${trades}`] as const
    const read = await json<Told>('backtest', MAKER, ...files, '--param', 'distance=1')
    expect(read.digests).toEqual(kept.digests)
  })

  it('is asked for where no data is named', async () => {
    const ran = await quarterdeck('backtest', MAKER, '--param', 'distance=1')
    expect(ran.err).toContain('--bars must be given, or --depth or --trades')
    expect(ran.code).toBe(2)
  })
})
