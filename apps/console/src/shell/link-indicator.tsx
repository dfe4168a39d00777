/** Shows all the time whether the line is up and how old what it last brought is. */
'use client'

import { PlugZap, RefreshCw, Wifi, WifiOff } from 'lucide-react'
import { useEffect, useState } from 'react'
import { useLinkPhase, useLinkStore } from '../connection/connection-context.tsx'
import { type LinkPhase, STALE_AFTER_MS } from '../connection/link.ts'
import { classes } from '../controls/classes.ts'
import { showAge } from '../format/time.ts'

const LOOK_EVERY_MS = 250

type Look = LinkPhase | 'stale'

const looks = {
  connecting: { icon: PlugZap, word: 'Connecting', tone: 'text-ink-2' },
  live: { icon: Wifi, word: 'Live', tone: 'text-ok' },
  'catching-up': { icon: RefreshCw, word: 'Catching up', tone: 'text-warn' },
  reconnecting: { icon: WifiOff, word: 'Reconnecting', tone: 'text-bad' },
  stale: { icon: WifiOff, word: 'Stale', tone: 'text-bad' },
} as const satisfies Record<Look, object>

export function LinkIndicator() {
  const phase = useLinkPhase()
  const store = useLinkStore()
  const [age, setAge] = useState<number | null>(null)

  useEffect(() => {
    const look = () => {
      const { heardAt } = store.get()
      setAge(heardAt === null ? null : performance.now() - heardAt)
    }
    look()
    const timer = setInterval(look, LOOK_EVERY_MS)
    return () => clearInterval(timer)
  }, [store])

  const look: Look = phase === 'live' && age !== null && age >= STALE_AFTER_MS ? 'stale' : phase
  const { icon: Icon, word, tone } = looks[look]
  return (
    <div className={classes('flex shrink-0 items-center gap-1.5 text-xs', tone)} data-link={look}>
      <Icon aria-hidden className="size-3.5" />
      {/* Only the word is announced; the age changes four times a second. */}
      <span role="status" aria-label="Connection">
        {word}
      </span>
      <span className="num w-11 text-left text-ink-2" title="Since the server was last heard">
        {age === null ? '' : showAge(age)}
      </span>
    </div>
  )
}
