/** For what has no stream of its own: it is read again, as long as it is looked at. */
import { useEffect } from 'react'

type Execute = (options: { readonly requestPolicy: 'network-only' }) => void

/** Null: nothing about it changes any more. */
export function useLookAgain(execute: Execute, everyMs: number | null): void {
  useEffect(() => {
    if (everyMs === null) return
    const timer = setInterval(() => execute({ requestPolicy: 'network-only' }), everyMs)
    return () => clearInterval(timer)
  }, [execute, everyMs])
}
