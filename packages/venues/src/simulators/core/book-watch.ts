/** Says what changed in a book's levels since it was last looked at. */

import type { Side } from '@quarterdeck/sdk'
import type { NamedBook } from '../../simulated/matching/named-book.ts'

export interface LevelChange {
  readonly side: Side
  readonly ticks: number
  /** The new size; 0: the level is gone. */
  readonly lots: number
}

export class BookWatch {
  private readonly seen: Readonly<Record<Side, Map<number, number>>> = { BUY: new Map(), SELL: new Map() }

  changes(book: NamedBook): readonly LevelChange[] {
    return (['BUY', 'SELL'] as const).flatMap((side) => {
      const seen = this.seen[side]
      const now = new Map(book.depth(side).map(({ ticks, lots }) => [ticks, lots]))
      const changed = [...now]
        .filter(([ticks, lots]) => seen.get(ticks) !== lots)
        .map(([ticks, lots]) => ({ side, ticks, lots }))
      const gone = [...seen.keys()]
        .filter((ticks) => !now.has(ticks))
        .map((ticks) => ({ side, ticks, lots: 0 }))
      seen.clear()
      for (const [ticks, lots] of now) seen.set(ticks, lots)
      return [...gone, ...changed]
    })
  }
}
