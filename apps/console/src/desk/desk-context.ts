/** What every panel of the desk works on, wherever it is docked. */
import { createContext, use } from 'react'
import type { ModeName } from '../accounts/mode-badge.tsx'

export interface Desk {
  readonly slug: string
  readonly account: { readonly id: string; readonly name: string; readonly mode: ModeName } | null
  readonly instrumentId: string | null
}

export const DeskContext = createContext<Desk | null>(null)

export function useDesk(): Desk {
  const desk = use(DeskContext)
  if (!desk) throw new Error('Invariant: panels are only drawn on the desk')
  return desk
}
