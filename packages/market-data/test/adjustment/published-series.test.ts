/** Adjusted series and split suspects against other people's files: LEAN factor files and raw bars, Quandl's adjusted columns. */
import { readFileSync } from 'node:fs'
import { sharedIsPresent, sharedPath } from '@quarterdeck/testkit'
import { strFromU8, unzipSync } from 'fflate'
import { describe, expect, it } from 'vitest'
import {
  adjustBars,
  barColumnsOf,
  findSplitSuspects,
  readLeanFactorFile,
  type Bar,
  type BarColumns,
  type CorporateAction,
} from '../../src/index.ts'

const EQUITY = ['market-data', 'lean', 'Data', 'equity', 'usa'] as const
const at = (date: string): number => Date.parse(`${date}T00:00:00Z`) * 1000
const dateOf = (time: number): string => new Date(time / 1000).toISOString().slice(0, 10)

function zipped(...path: string[]): string[] {
  const [entry] = Object.values(unzipSync(new Uint8Array(readFileSync(sharedPath('data', ...path)))))
  return strFromU8(entry!).trim().split(/\r?\n/)
}

/** LEAN's daily bars are raw: prices times ten thousand, as they were traded. */
function leanDaily(symbol: string): BarColumns {
  const bars = zipped(...EQUITY, 'daily', `${symbol}.zip`).map((line): Bar => {
    const [stamp, ...cells] = line.split(',')
    const [open, high, low, close] = cells.map((cell) => Number(cell) / 10_000)
    const date = `${stamp?.slice(0, 4)}-${stamp?.slice(4, 6)}-${stamp?.slice(6, 8)}`
    return { time: at(date), open: open!, high: high!, low: low!, close: close!, volume: Number(cells[4]) }
  })
  return barColumnsOf(bars)
}

function factorFile(symbol: string): string {
  return readFileSync(sharedPath('data', ...EQUITY, 'factor_files', `${symbol}.csv`), 'utf8')
}

interface QuandlSeries {
  readonly raw: BarColumns
  readonly adjustedClose: readonly number[]
  readonly adjustedVolume: readonly number[]
  readonly actions: readonly CorporateAction[]
}

function quandl(ticker: string): QuandlSeries {
  const rows = zipped('market-data', 'zipline', 'QUANDL_ARCHIVE.zip')
    .map((line) => line.split(','))
    .filter(([name]) => name === ticker)
    .map(([, date, ...cells]) => ({ time: at(date!), cells: cells.map(Number) }))
  const column = (index: number): number[] => rows.map(({ cells }) => cells[index]!)
  return {
    raw: barColumnsOf(
      rows.map(({ time, cells: [open, high, low, close, volume] }) => ({
        time,
        open: open!,
        high: high!,
        low: low!,
        close: close!,
        volume: volume!,
      })),
    ),
    adjustedClose: column(10),
    adjustedVolume: column(11),
    actions: rows.flatMap(({ time, cells }): CorporateAction[] => [
      ...(cells[6] === 1 ? [] : [{ kind: 'SPLIT' as const, exTime: time, ratio: cells[6]! }]),
      ...(cells[5] === 0 ? [] : [{ kind: 'CASH_DIVIDEND' as const, exTime: time, amount: cells[5]! }]),
    ]),
  }
}

describe.runIf(sharedIsPresent)('adjustment: published series', () => {
  it.each(['AAPL', 'MSFT', 'BRK_A', 'ZEN'])('%s has the adjusted closes and volumes of Quandl', (ticker) => {
    const { raw, adjustedClose, adjustedVolume, actions } = quandl(ticker)
    const ours = adjustBars(raw, actions, { adjustment: 'splits-and-dividends', dividendBasis: 'EX_CLOSE' })
    // Their prices are adjusted up to 2018: actions after the sample scale all of them alike.
    const scale = adjustedClose.at(-1)! / ours.close.at(-1)!
    expect(raw.length).toBeGreaterThan(150)
    for (const [row, close] of adjustedClose.entries()) {
      expect((ours.close[row]! * scale) / close).toBeCloseTo(1, 10)
      expect(ours.volume[row]).toBeCloseTo(adjustedVolume[row]!, 3)
    }
  })

  it.each(['aig', 'bac', 'goog', 'googl', 'iwm', 'qqq', 'spy'])(
    'the actions read from the factor file of %s give every bar the factors that the file gives it',
    (symbol) => {
      const bars = leanDaily(symbol)
      const rows = factorFile(symbol)
        .trim()
        .split(/\r?\n/)
        .map((line) => line.split(','))
      const ours = adjustBars(bars, readLeanFactorFile(factorFile(symbol)), {
        adjustment: 'splits-and-dividends',
        asOf: at('2050-12-31'),
      })
      expect(bars.length).toBeGreaterThan(1000)
      for (let row = 0; row < bars.length; row += 1) {
        const day = dateOf(bars.time[row]!).replaceAll('-', '')
        const [, price, split] = rows.find(([date]) => date! >= day)!
        expect(ours.close[row]! / (bars.close[row]! * Number(price) * Number(split))).toBeCloseTo(1, 9)
      }
    },
  )
})

describe.runIf(sharedIsPresent)('split suspects: published series', () => {
  it('finds the seven for one of Apple in raw prices, and nothing in adjusted ones', () => {
    const { raw, actions } = quandl('AAPL')
    const found = findSplitSuspects(raw).map(({ time, ratio }) => `${dateOf(time)} ${ratio}`)
    expect(found).toEqual(['2014-06-09 7'])
    expect(findSplitSuspects(adjustBars(raw, actions, { adjustment: 'splits' }))).toEqual([])
  })

  it.each([
    ['aig', []],
    ['bac', []],
    // Google's class C began on that day as a second share for each of class A: the price halved. The factor file follows
    // the new share, which had no past; the bars of this file are those of the old one, and theirs did.
    ['goog', ['2014-04-03']],
    ['googl', []],
    ['iwm', []],
    ['qqq', []],
    ['spy', []],
  ])(
    'suspects in %s every split of at least 3:2 that its factor file knows, and else only %j',
    (symbol, others) => {
      const bars = leanDaily(symbol)
      const [first, last] = [bars.time[0]!, bars.time[bars.length - 1]!]
      const known = readLeanFactorFile(factorFile(symbol)).flatMap((action) => {
        if (action.kind !== 'SPLIT' || action.exTime <= first || action.exTime > last) return []
        if (Math.abs(Math.log(action.ratio)) < Math.log(1.45)) return []
        return [dateOf(bars.time.find((time) => time >= action.exTime)!)]
      })
      expect(findSplitSuspects(bars).map(({ time }) => dateOf(time))).toEqual(
        [...known, ...others].toSorted(),
      )
    },
  )
})
