/** Moves the focus to a row that may not be in the document yet: scrolls it into sight first, focuses it once drawn. */
import { type RefObject, useEffect, useRef } from 'react'

export interface RowFocusOptions {
  readonly scroller: RefObject<HTMLDivElement | null>
  readonly scrollTo: (index: number) => void
}

export function useRowFocus({ scroller, scrollTo }: RowFocusOptions) {
  const wished = useRef<string | null>(null)

  const settle = () => {
    if (!wished.current) return
    const row = scroller.current?.querySelector<HTMLElement>(`[data-row="${CSS.escape(wished.current)}"]`)
    if (!row) return
    wished.current = null
    row.focus({ preventScroll: true })
  }

  // After every drawing: the row appears with one of the next ones.
  useEffect(settle)

  return {
    wish: (id: string, index: number) => {
      wished.current = id
      scrollTo(index)
      settle()
    },
  }
}
