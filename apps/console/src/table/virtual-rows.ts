/** Works out which rows are in sight, and the empty space that stands for the others. */
import { useVirtualizer, type VirtualItem } from '@tanstack/react-virtual'
import { type RefObject, useEffect, useSyncExternalStore } from 'react'

const DENSE_ROW_PX = 24
const TOUCH_ROW_PX = 36
const OVERSCAN_ROWS = 8

/** Returns the height of a row: dense for a mouse, taller for a finger. */
export function useRowHeight(): number {
  const coarse = useSyncExternalStore(
    (listener) => {
      const query = window.matchMedia('(pointer: coarse)')
      query.addEventListener('change', listener)
      return () => query.removeEventListener('change', listener)
    },
    () => window.matchMedia('(pointer: coarse)').matches,
  )
  return coarse ? TOUCH_ROW_PX : DENSE_ROW_PX
}

export interface VirtualRowsOptions {
  readonly count: number
  readonly scroller: RefObject<HTMLDivElement | null>
  readonly rowHeight: number
  readonly onEnd?: (() => void) | undefined
}

export interface VirtualRows {
  readonly items: readonly VirtualItem[]
  /** Pixels of rows above and below those in sight. */
  readonly before: number
  readonly after: number
  readonly scrollTo: (index: number) => void
}

export function useVirtualRows({ count, scroller, rowHeight, onEnd }: VirtualRowsOptions): VirtualRows {
  const virtualizer = useVirtualizer({
    count,
    getScrollElement: () => scroller.current,
    estimateSize: () => rowHeight,
    overscan: OVERSCAN_ROWS,
    // The sticky header covers the first row's height.
    scrollPaddingStart: rowHeight,
  })
  const items = virtualizer.getVirtualItems()
  const last = items.at(-1)

  useEffect(() => {
    if (last && last.index >= count - 1) onEnd?.()
  }, [last, count, onEnd])

  return {
    items,
    before: items[0]?.start ?? 0,
    after: last ? virtualizer.getTotalSize() - last.end : 0,
    scrollTo: (index) => virtualizer.scrollToIndex(index),
  }
}
