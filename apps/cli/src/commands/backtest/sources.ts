/** Where the bars of a backtest come from: files as they are, or series of the store in the data directory. */

import { existsSync, statSync } from 'node:fs'
import { basename, extname, join, resolve } from 'node:path'
import {
  fileProvider,
  isTimeframe,
  openMarketStore,
  previewFile,
  priceBars,
  type BarColumns,
  type CorporateAction,
  type Dialect,
  type FileChoices,
  type MarketStore,
  type PriceBasis,
  type PricedBars,
  type Timeframe,
} from '@quarterdeck/market-data'
import { WrongUsage } from '../../exit.ts'
import { actionsOfFiles, basisOf, NAMED_FILE, type PriceOptions } from './prices.ts'

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
  /** Splits and dividends that are not in the prices, in order of time. */
  readonly actions: readonly CorporateAction[]
  /** Content hash of prices as the store has them; null: hashed from what is played. */
  readonly hash: string | null
}

/** Path of the market-data store. */
export function storeDirectory(): string {
  return join(resolve(process.env['QUARTERDECK_DATA_DIR'] ?? '.quarterdeck'), 'market-data')
}

/** The store; null where nothing was ever imported. */
export function existingStore(): MarketStore | null {
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

export interface SourceOptions extends FileOptions, PriceOptions {
  readonly timeframe?: string
}

/** Reads what `--bars` names: `FILE`, `VENUE:SYMBOL`, or `VENUE:SYMBOL=FILE`. */
export async function readSources(
  names: readonly string[],
  options: SourceOptions,
): Promise<readonly BarSource[]> {
  const timeframe = timeframeOption(options.timeframe)
  const basis = basisOf(options)
  const read: UnpricedSource[] = []
  for (const name of names) {
    const [, id, file] = NAMED_FILE.exec(name) ?? []
    if (file !== undefined) read.push(await fromFile(file, { options, timeframe, instrumentId: id! }))
    else if (existsSync(name)) read.push(await fromFile(name, { options, timeframe, instrumentId: null }))
    else read.push(...(await fromStore(name, timeframe)))
  }
  const given = await actionsOfFiles(options.actions ?? [], read)
  return read.map((source) => priced(source, given(source) ?? source.kept, basis))
}

/** Prices as they were traded, with the splits and dividends that the store has beside them. */
type UnpricedSource = Omit<BarSource, 'actions'> & { readonly kept: readonly CorporateAction[] }

function priced(
  { kept: _, ...source }: UnpricedSource,
  actions: readonly CorporateAction[],
  basis: PriceBasis,
): BarSource {
  const { bars, actions: left }: PricedBars = priceBars(source.bars, actions, basis)
  return { ...source, bars, actions: left, hash: bars === source.bars ? source.hash : null }
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
): Promise<UnpricedSource> {
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
  return { name: path, instrumentId: of.instrumentId, nickname, timeframe, bars, kept: [], hash: null }
}

/** What a file is called, as a symbol: upper case, no blanks. */
export function nicknameOf(path: string): string {
  const name = basename(path).slice(0, basename(path).length - extname(path).length)
  return (name.toUpperCase().replaceAll(/[^A-Z0-9._-]+/g, '_') || 'BARS').slice(0, 64)
}

async function fromStore(name: string, timeframe: Timeframe | null): Promise<readonly UnpricedSource[]> {
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
    const read: UnpricedSource[] = []
    for (const { key, contentSha256 } of wanted) {
      const bars = await store.read({ ...key, kind: 'BARS' })
      const nickname = key.instrument.slice(key.instrument.indexOf(':') + 1)
      read.push({
        name: `${key.instrument} ${key.timeframe}`,
        instrumentId: key.instrument,
        nickname,
        timeframe: key.timeframe,
        bars,
        kept: store.actionsOf(key),
        hash: contentSha256,
      })
    }
    return read
  } finally {
    store?.close()
  }
}
