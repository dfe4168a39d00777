/** Listens for the shortcuts of the keymap and gives them to whichever component has taken them on. */
'use client'

import { createContext, use, useCallback, useEffect, useMemo, useRef, useState, type ReactNode } from 'react'
import { recall, remember } from '../session/storage.ts'
import { matchPress, type ShortcutId } from './keymap.ts'

type Handler = () => void

interface Keyboard {
  readonly take: (id: ShortcutId, handler: Handler) => () => void
  readonly singleKeys: boolean
  readonly setSingleKeys: (on: boolean) => void
}

const KeyboardContext = createContext<Keyboard | null>(null)
const FORGET_PENDING_MS = 1_200

/** A box that was just ticked takes no text: keys still mean what they say. */
const takesText = 'input:not([type="checkbox"], [type="radio"]), textarea, select'

function isTyping(target: EventTarget | null): boolean {
  return target instanceof HTMLElement && (target.isContentEditable || target.matches(takesText))
}

const modal = ['dialog', 'alertdialog', 'menu']
  .map((role) => `[role="${role}"][data-state="open"]`)
  .join(', ')

/** Returns whether a dialog or menu is open: then the desk behind it must not hear keys. */
function isModalOpen(): boolean {
  return document.querySelector(modal) !== null
}

export function KeyboardProvider({ children }: { readonly children: ReactNode }) {
  const handlers = useRef(new Map<ShortcutId, Handler[]>())
  const [singleKeys, setOn] = useState(() => recall('single-keys') !== 'off')

  useEffect(() => {
    let pending: string | null = null
    let forget: ReturnType<typeof setTimeout> | undefined
    const listen = (event: KeyboardEvent) => {
      if (event.defaultPrevented || event.isComposing || event.repeat) return
      if (isModalOpen()) return
      const match = matchPress(
        {
          key: event.key,
          mod: event.ctrlKey || event.metaKey,
          alt: event.altKey,
          typing: isTyping(event.target),
        },
        pending,
        singleKeys,
      )
      clearTimeout(forget)
      pending = match.pending
      if (pending) forget = setTimeout(() => (pending = null), FORGET_PENDING_MS)
      const handler = match.shortcut ? handlers.current.get(match.shortcut)?.at(-1) : undefined
      if (!handler) return
      event.preventDefault()
      handler()
    }
    window.addEventListener('keydown', listen)
    return () => {
      clearTimeout(forget)
      window.removeEventListener('keydown', listen)
    }
  }, [singleKeys])

  const take = useCallback((id: ShortcutId, handler: Handler) => {
    const taken = handlers.current
    taken.set(id, [...(taken.get(id) ?? []), handler])
    return () =>
      void taken.set(
        id,
        (taken.get(id) ?? []).filter((other) => other !== handler),
      )
  }, [])

  const keyboard = useMemo(
    () => ({
      take,
      singleKeys,
      setSingleKeys: (on: boolean) => {
        remember('single-keys', on ? 'on' : 'off')
        setOn(on)
      },
    }),
    [take, singleKeys],
  )
  return <KeyboardContext value={keyboard}>{children}</KeyboardContext>
}

export function useKeyboard(): Keyboard {
  const keyboard = use(KeyboardContext)
  if (!keyboard) throw new Error('Invariant: shortcuts are only used inside a KeyboardProvider')
  return keyboard
}

/** Takes on a shortcut while the component is shown; the latest taker wins. Does nothing while `handler` is null. */
export function useShortcut(id: ShortcutId, handler: Handler | null): void {
  const { take } = useKeyboard()
  const latest = useRef(handler)
  useEffect(() => {
    latest.current = handler
  })
  const active = handler !== null
  useEffect(() => (active ? take(id, () => latest.current?.()) : undefined), [id, take, active])
}
