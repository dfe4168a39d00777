/**
 * A number that changes while it is looked at. A change tints the cell for a moment and moves nothing; people who asked
 * for less motion see the new number only.
 */
'use client'

import { useEffect, useRef } from 'react'
import { compareDecimals, showDecimal } from './decimal.ts'

const FLASH_MS = 600

export interface TickingProps {
  readonly value: string | null | undefined
  /** Digits after the point to pad to, so that the column stays aligned. */
  readonly digits?: number
  readonly className?: string
}

export function Ticking({ value, digits = 0, className }: TickingProps) {
  const element = useRef<HTMLSpanElement>(null)
  const previous = useRef(value)

  useEffect(() => {
    const before = previous.current
    previous.current = value
    if (!before || !value || before === value) return
    if (window.matchMedia('(prefers-reduced-motion: reduce)').matches) return
    const up = compareDecimals(value, before) > 0
    const tint = `var(${up ? '--buy-soft' : '--sell-soft'})`
    element.current?.animate([{ backgroundColor: tint }, { backgroundColor: 'transparent' }], FLASH_MS)
  }, [value])

  return (
    <span ref={element} className={className}>
      {value == null ? '–' : showDecimal(value, digits)}
    </span>
  )
}
