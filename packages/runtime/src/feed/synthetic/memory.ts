/**
 * Where the synthetic market stood last, so that its prices go on after a restart where they were: positions are held over a
 * restart, and a trader expects to find the market near where it was left.
 */
import { readFileSync, renameSync, writeFileSync } from 'node:fs'

/** Prices of the walks by id; of an event contract its probability. */
export type WalkPrices = Readonly<Record<string, number>>

export interface MarketMemory {
  /** Empty: nothing is remembered. */
  recall(): WalkPrices
  remember(prices: WalkPrices): void
}

/**
 * Keeps them in a file, replaced as a whole. A file that is missing, damaged or cannot be written costs the memory, never the
 * market: `onFault` is told, of writing once until it works again.
 */
export function fileMemory(path: string, onFault: (error: unknown) => void): MarketMemory {
  let isTold = false
  return {
    recall() {
      try {
        return parsePrices(JSON.parse(readFileSync(path, 'utf8')))
      } catch (error) {
        if ((error as NodeJS.ErrnoException).code !== 'ENOENT') onFault(error)
        return {}
      }
    },
    remember(prices) {
      try {
        writeFileSync(`${path}.new`, JSON.stringify(prices))
        renameSync(`${path}.new`, path)
        isTold = false
      } catch (error) {
        if (!isTold) onFault(error)
        isTold = true
      }
    },
  }
}

function parsePrices(value: unknown): WalkPrices {
  if (typeof value !== 'object' || value === null || Array.isArray(value))
    throw new TypeError('must be an object of prices by instrument id')
  return Object.fromEntries(
    Object.entries(value).filter(
      (entry): entry is [string, number] =>
        typeof entry[1] === 'number' && Number.isFinite(entry[1]) && entry[1] > 0,
    ),
  )
}
