/**
 * Where the synthetic market stood last, so that its prices go on after a restart where they were: positions are held over a
 * restart, and a trader expects to find the market near where it was left.
 */
import { readFileSync } from 'node:fs'
import { rename, writeFile } from 'node:fs/promises'

/** Prices of the walks by id; of an event contract its probability. */
export type WalkPrices = Readonly<Record<string, number>>

export interface MarketMemory {
  /** Empty: nothing is remembered. */
  recall(): WalkPrices
  /** Never rejects. Of prices that come while others are being kept the newest are kept next. */
  remember(prices: WalkPrices): Promise<void>
}

/**
 * Keeps them in a file, replaced as a whole. A file that is missing, damaged or cannot be written costs the memory, never the
 * market: `onFault` is told, of writing once until it works again.
 */
export function fileMemory(path: string, onFault: (error: unknown) => void): MarketMemory {
  let isTold = false
  let next: WalkPrices | null = null
  let keeping: Promise<void> | null = null

  // Beside the event loop: a file system may flush at a rename, and nothing trades while the thread waits for a disk.
  async function keep(): Promise<void> {
    while (next !== null) {
      const text = JSON.stringify(next)
      next = null
      try {
        await writeFile(`${path}.new`, text)
        await rename(`${path}.new`, path)
        isTold = false
      } catch (error) {
        if (!isTold) onFault(error)
        isTold = true
      }
    }
    keeping = null
  }

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
      next = prices
      return (keeping ??= keep())
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
