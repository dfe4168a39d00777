/** Where the keyboard is on the way to a deployment: in the step that is shown, or out of it by Escape. */
'use client'

import { useEffect, useRef } from 'react'
import type { DeployFault, DeployStep } from './deploy-form.ts'

export interface StepFocus {
  readonly step: DeployStep
  readonly fault: DeployFault | null
  /** Whether the step's fields are there: some have to be read first. */
  readonly ready: boolean
  readonly leave: () => void
}

/** Puts the focus on a step's first field, or on the field that something is wrong with; leaves on Escape. */
export function useStepFocus({ step, fault, ready, leave }: StepFocus) {
  const body = useRef<HTMLFormElement>(null)
  const leaving = useRef(leave)
  useEffect(() => {
    leaving.current = leave
  })
  useEffect(() => {
    const wrong = body.current?.querySelector<HTMLElement>('[aria-invalid="true"]')
    const picked = body.current?.querySelector<HTMLElement>('section input:checked')
    const first = body.current?.querySelector<HTMLElement>('section input, section select')
    const button = body.current?.querySelector<HTMLElement>('button[type="submit"]')
    const target = wrong ?? picked ?? first ?? button
    target?.focus()
  }, [step, fault, ready])
  useEffect(() => {
    const listen = (event: KeyboardEvent) => {
      if (event.key !== 'Escape' || event.defaultPrevented || document.querySelector('[role="dialog"]'))
        return
      leaving.current()
    }
    window.addEventListener('keydown', listen)
    return () => window.removeEventListener('keydown', listen)
  }, [])
  return body
}
