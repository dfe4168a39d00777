/** The time now, told anew as often as something on the screen is counted in it. */
'use client'

import { useEffect, useState } from 'react'

/** Returns the time in milliseconds, told anew every `everyMs`. */
export function useNow(everyMs: number): number {
  const [now, setNow] = useState(() => Date.now())
  useEffect(() => {
    const timer = setInterval(() => setNow(Date.now()), everyMs)
    return () => clearInterval(timer)
  }, [everyMs])
  return now
}
