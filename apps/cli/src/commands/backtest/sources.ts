/** Where the bars of a backtest come from: files as they are, or series of the store in the data directory. */

import { existsSync, statSync } from 'node:fs'
import { basename, extname, join, resolve } from 'node:path'
import {
  fileProvider,
  isTimeframe,
  openMarketStore,
  previewFile,
  type BarColumns,
  type Dialect,
  type FileChoices,
  type MarketStore,
  type Timeframe,
} from '@quarterdeck/market-data'
import { WrongUsage } from '../../exit.ts'

/** Options that say how a file is to be read. */
export interface FileOptions {
  readonly dialect?: string
  readonly zone?: string
  readonly dateOrder?: string
  readonly symbol?: string
  readonly sort?: boolean
  readonly duplicates?: string
  readonly impossible?: string
}

/** Bars of one instrument and timeframe. */
export interface BarSource {
  /** Where they come from, in words. */
  readonly name: string
  /** Null: a file, which says nothing of its instrument. */
  readonly instrumentId: string | null
  /** What to call the instrument where nobody says. */
  readonly nickname: string
  readonly timeframe: Timeframe
  readonly bars: BarColumns
  /** Content hash, where the store gives one. */
  readonly hash: string | null
}

/** Path of the market-data store. */
export function storeDirectory(): string {
  return join(resolve(process.env['QUARTERDECK_DATA_DIR'] ?? '.quarterdeck'), 'market-data')
}

/** The store; null where nothing was ever imported. */
function existingStore(): MarketStore | null {
  const directory = storeDirectory()
  return existsSync(directory) ? openMarketStore({ directory }) : null
}

/** How a file is to be read, from the options. */
export function fileChoices(options: FileOptions): Omit<FileChoices, 'assetClass'> {
  const { dialect, zone, dateOrder, symbol, sort, duplicates, impossible } = options
  return {
    ...(dialect !== undefined && { dialect: dialect as Dialect }),
    ...(zone !== undefined && { zone }),
    ...(dateOrder !== undefined && { dateOrder: dateOrder as 'YMD' | 'DMY' | 'MDY' }),
    ...(symbol !== undefined && { symbol }),
    ...(sort === true && { disorder: 'SORT' as const }),
    ...(duplicates !== undefined && { duplicates: duplicates as 'FIRST' | 'LAST' }),
    ...(impossible !== undefined && { impossible: impossible as 'DROP' | 'KEEP' }),
  }
}

export interface SourceOptions extends FileOptions {
  readonly timeframe?: string
}

/** Reads what `--bars` names: `FILE`, `VENUE:SYMBOL`, or `VENUE:SYMBOL=FILE`. */
export async function readSources(
  names: readonly string[],
  options: SourceOptions,
): Promise<readonly BarSource[]> {
  const timeframe = timeframeOption(options.timeframe)
  const read: BarSource[] = []
  for (const name of names) {
    const [, id, file] = /^([A-Z0-9_]+:[^=]+)=(.+)$/.exec(name) ?? []
    if (file !== undefined) read.push(await fromFile(file, { options, timeframe, instrumentId: id! }))
    else if (existsSync(name)) read.push(await fromFile(name, { options, timeframe, instrumentId: null }))
    else read.push(...(await fromStore(name, timeframe)))
  }
  return read
}

export function timeframeOption(text: string | undefined): Timeframe | null {
  if (text === undefined) return null
  if (isTimeframe(text) && text !== 'tick') return text
  throw new WrongUsage(`--timeframe must be a count and one of s, m, h, d, w, mo, as in 1m (was "${text}")`)
}

async function fromFile(
  path: string,
  of: {
    readonly options: SourceOptions
    readonly timeframe: Timeframe | null
    readonly instrumentId: string | null
  },
): Promise<BarSource> {
  if (!existsSync(path) || !statSync(path).isFile()) throw new WrongUsage(`--bars: ${path} is no file`)
  const choices = fileChoices(of.options)
  const timeframe = of.timeframe ?? (await previewFile(path, choices)).timeframe
  if (timeframe === null)
    throw new WrongUsage(
      `--timeframe must be given: how far the bars of ${path} lie apart cannot be told from its first rows`,
    )
  const nickname = nicknameOf(path)
  const key = { instrument: of.instrumentId ?? `FILE:${nickname}`, kind: 'BARS', timeframe } as const
  const { bars } = await fileProvider(path, choices).bars({ key, range: {} })
  return { name: path, instrumentId: of.instrumentId, nickname, timeframe, bars, hash: null }
}

/** What a file is called, as a symbol: upper case, no blanks. */
function nicknameOf(path: string): string {
  const name = basename(path).slice(0, basename(path).length - extname(path).length)
  return (name.toUpperCase().replaceAll(/[^A-Z0-9._-]+/g, '_') || 'BARS').slice(0, 64)
}

async function fromStore(name: string, timeframe: Timeframe | null): Promise<readonly BarSource[]> {
  const store = existingStore()
  try {
    const kept = (store?.catalogue() ?? []).filter(
      ({ key }) => key.kind === 'BARS' && key.instrument === name,
    )
    if (store === null || kept.length === 0)
      throw new WrongUsage(
        `--bars: ${name} is neither a file nor an instrument of the store in ${storeDirectory()}; see "quarterdeck data list" and "quarterdeck data import"`,
      )
    const wanted = kept.filter(({ key }) => timeframe === null || key.timeframe === timeframe)
    if (wanted.length === 0)
      throw new WrongUsage(
        `--timeframe: ${name} is kept as ${kept.map(({ key }) => key.timeframe).join(', ')}, not as ${timeframe}`,
      )
    const read: BarSource[] = []
    for (const { key, contentSha256 } of wanted) {
      const bars = await store.read({ ...key, kind: 'BARS' })
      const nickname = key.instrument.slice(key.instrument.indexOf(':') + 1)
      read.push({
        name: `${key.instrument} ${key.timeframe}`,
        instrumentId: key.instrument,
        nickname,
        timeframe: key.timeframe,
        bars,
        hash: contentSha256,
      })
    }
    return read
  } finally {
    store?.close()
  }
}
