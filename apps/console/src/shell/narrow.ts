/** Whether the window is too narrow for a table of many columns. */
'use client'

import { useSyncExternalStore } from 'react'

const NARROW = '(max-width: 767px)'

export function useNarrow(): boolean {
  return useSyncExternalStore(
    (listener) => {
      const query = window.matchMedia(NARROW)
      query.addEventListener('change', listener)
      return () => query.removeEventListener('change', listener)
    },
    () => window.matchMedia(NARROW).matches,
  )
}
