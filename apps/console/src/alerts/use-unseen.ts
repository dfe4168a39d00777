/** Remembers in this browser, for each person and organization, up to which alert they have looked. */
'use client'

import { useState } from 'react'
import { useSelection } from '../shell/selection.tsx'
import { useSession } from '../session/session.tsx'
import { recall, remember } from '../session/storage.ts'
import { countUnseen } from './unseen.ts'

export interface Unseen {
  readonly count: number
  /** Takes every alert of the list as looked at. */
  readonly look: () => void
}

/** Counts what came since the last look among the ids, newest first. */
export function useUnseen(newestFirst: readonly string[]): Unseen {
  const { viewer } = useSession()
  const { membership } = useSelection()
  const name = `alerts.${viewer.id}.${membership.organization.slug}`
  const [seen, setSeen] = useState(() => recall(name))
  const newest = newestFirst[0]
  return {
    count: countUnseen(newestFirst, seen),
    look: () => {
      if (newest === undefined) return
      remember(name, newest)
      setSeen(newest)
    },
  }
}
