/** On which prices a run trades, and where splits and dividends come from that are not beside a series of the store. */

import { existsSync } from 'node:fs'
import { PRICE_BASES, readActionFile, type CorporateAction, type PriceBasis } from '@quarterdeck/market-data'
import { WrongUsage } from '../../exit.ts'

/** `VENUE:SYMBOL=FILE`. */
export const NAMED_FILE = /^([A-Z0-9_]+:[^=]+)=(.+)$/

export interface PriceOptions {
  /** `raw`, `split` or `adjusted`; raw without it. */
  readonly prices?: string
  /** Files of splits and dividends: `FILE`, or `VENUE:SYMBOL=FILE`. */
  readonly actions?: readonly string[]
}

export function basisOf({ prices }: Pick<PriceOptions, 'prices'>): PriceBasis {
  const found = PRICE_BASES.find((basis) => basis === (prices ?? 'raw').toUpperCase())
  if (found !== undefined) return found
  throw new WrongUsage(`--prices must be one of raw, split, adjusted (was "${prices}")`)
}

/** What a file says of each source; null: no file is about it, and what the store keeps holds. */
export async function actionsOfFiles(
  names: readonly string[],
  sources: readonly { readonly instrumentId: string | null }[],
): Promise<(source: { readonly instrumentId: string | null }) => readonly CorporateAction[] | null> {
  const byInstrument = new Map<string | null, readonly CorporateAction[]>()
  const ids = new Set(sources.map(({ instrumentId }) => instrumentId))
  for (const name of names) {
    const [, id, named] = NAMED_FILE.exec(name) ?? []
    const path = named ?? name
    if (!existsSync(path)) throw new WrongUsage(`--actions: ${path} is no file`)
    if (id === undefined && ids.size > 1)
      throw new WrongUsage('--actions: name the instrument of each file, as in --actions XNAS:ACME=acme.csv')
    if (id !== undefined && !ids.has(id)) throw new WrongUsage(`--actions: there are no bars of ${id}`)
    const of = id ?? [...ids][0] ?? null
    if (byInstrument.has(of)) throw new WrongUsage(`--actions: ${of ?? 'the bars'} have more than one file`)
    byInstrument.set(of, (await readActionFile(path)).actions)
  }
  return ({ instrumentId }) => byInstrument.get(instrumentId) ?? null
}
