/** Lets the command palette ask the desk for something, also when the desk is only about to be shown. */
import { useEffect, useRef } from 'react'

export type DeskCommand = 'buy' | 'sell' | 'cancel-all' | 'reset-layout'

type Listener = (command: DeskCommand) => void

const listeners = new Map<DeskCommand, Listener>()
let waiting: DeskCommand | null = null

/** Gives the command to the panel that answers it, now or when it appears. */
export function sendDeskCommand(command: DeskCommand): void {
  const listener = listeners.get(command)
  if (listener) listener(command)
  else waiting = command
}

/** Answers commands while the component is shown. */
export function useDeskCommand(command: DeskCommand, listener: Listener | null): void {
  const latest = useRef(listener)
  useEffect(() => {
    latest.current = listener
  })
  const active = listener !== null
  useEffect(() => {
    if (!active) return
    const answer: Listener = (given) => latest.current?.(given)
    listeners.set(command, answer)
    if (waiting === command) {
      waiting = null
      answer(command)
    }
    return () => void listeners.delete(command)
  }, [command, active])
}
