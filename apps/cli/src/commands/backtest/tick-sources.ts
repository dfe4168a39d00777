/** Order books and trades of a backtest: files as they are, or series of the store in the data directory. */

import { existsSync } from 'node:fs'
import { readFileSeries, type DepthColumns, type TradeColumns } from '@quarterdeck/market-data'
import type { MarketSeries } from '@quarterdeck/simulation'
import { WrongUsage } from '../../exit.ts'
import { NAMED_FILE } from './prices.ts'
import { existingStore, fileChoices, nicknameOf, storeDirectory, type FileOptions } from './sources.ts'

/** Recorded ticks of one instrument. */
export type TickSource = {
  /** Null: a file, which says nothing of its instrument. */
  readonly instrumentId: string | null
  /** What to call the instrument where nobody says. */
  readonly nickname: string
  /** Content hash as the store has it; null: hashed from what is played. */
  readonly hash: string | null
} & (
  | { readonly kind: 'DEPTH'; readonly rows: DepthColumns }
  | { readonly kind: 'TRADES'; readonly rows: TradeColumns }
)

export interface TickOptions extends FileOptions {
  /** Order books and trades: `FILE`, `VENUE:SYMBOL`, or `VENUE:SYMBOL=FILE`. */
  readonly depth?: readonly string[]
  readonly trades?: readonly string[]
}

/** Refuses a run that nobody named any data for. */
export function needData({
  bars,
  depth = [],
  trades = [],
}: TickOptions & { readonly bars: readonly string[] }): void {
  if (bars.length + depth.length + trades.length === 0)
    throw new WrongUsage('--bars must be given, or --depth or --trades where the strategy wants no bars')
}

/** Reads what `--depth` and `--trades` name. */
export async function readTicks(options: TickOptions): Promise<readonly TickSource[]> {
  const read: TickSource[] = []
  for (const name of options.depth ?? []) read.push(await readOne('DEPTH', name, options))
  for (const name of options.trades ?? []) read.push(await readOne('TRADES', name, options))
  return read
}

/** The series of a source, for the instrument that it was taken for. */
export function tickSeries(source: TickSource, instrumentId: string): MarketSeries {
  const base = { instrumentId, ...(source.hash !== null && { hash: source.hash }) }
  return source.kind === 'DEPTH'
    ? { ...base, kind: 'DEPTH', depth: source.rows }
    : { ...base, kind: 'TRADES', trades: source.rows }
}

async function readOne(kind: TickSource['kind'], name: string, options: TickOptions): Promise<TickSource> {
  const [, id = null, named] = NAMED_FILE.exec(name) ?? []
  if (named === undefined && !existsSync(name)) return fromStore(kind, name)
  const path = named ?? name
  if (!existsSync(path)) throw new WrongUsage(`--${kind.toLowerCase()}: ${path} is no file`)
  const about = { instrumentId: id, nickname: nicknameOf(path), hash: null }
  const key = { instrument: id ?? `FILE:${about.nickname}`, timeframe: 'tick' } as const
  const choices = fileChoices(options)
  return kind === 'DEPTH'
    ? { ...about, kind, rows: await readFileSeries(path, { ...key, kind }, choices) }
    : { ...about, kind, rows: await readFileSeries(path, { ...key, kind }, choices) }
}

async function fromStore(kind: TickSource['kind'], instrument: string): Promise<TickSource> {
  const store = existingStore()
  try {
    const kept = store?.catalogue().find(({ key }) => key.instrument === instrument && key.kind === kind)
    if (store === null || kept === undefined)
      throw new WrongUsage(
        `--${kind.toLowerCase()}: ${instrument} is neither a file nor an instrument with ${kind} in the store in ${storeDirectory()}; see "quarterdeck data list"`,
      )
    const nickname = instrument.slice(instrument.indexOf(':') + 1)
    const about = { instrumentId: instrument, nickname, hash: kept.contentSha256 }
    const key = { instrument, timeframe: 'tick' } as const
    return kind === 'DEPTH'
      ? { ...about, kind, rows: await store.read({ ...key, kind }) }
      : { ...about, kind, rows: await store.read({ ...key, kind }) }
  } finally {
    store?.close()
  }
}
