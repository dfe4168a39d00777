/** The search of a file: what is looked for, how often it is there, and the way from one place to the next. */
'use client'

import { ChevronDown, ChevronUp } from 'lucide-react'
import type { RefObject } from 'react'
import { Button } from '../controls/button.tsx'
import { controlFrame } from '../controls/field.tsx'
import { FINDINGS_MAX } from './find.ts'

export interface FindBarProps {
  readonly text: string
  readonly onText: (text: string) => void
  readonly count: number
  /** Index of the finding that was gone to. */
  readonly current: number
  readonly onStep: (by: 1 | -1) => void
  readonly onLeave: () => void
  readonly field: RefObject<HTMLInputElement | null>
}

export function FindBar({ text, onText, count, current, onStep, onLeave, field }: FindBarProps) {
  const total = count >= FINDINGS_MAX ? `${FINDINGS_MAX} or more` : String(count)
  const place = text === '' ? '' : count === 0 ? 'Not found' : `${current + 1} of ${total}`
  return (
    <div role="search" aria-label="Search the code" className="flex min-w-0 items-center gap-1">
      <input
        ref={field}
        type="search"
        aria-label="Search this file"
        placeholder="Search  /"
        value={text}
        onChange={(event) => onText(event.target.value)}
        onKeyDown={(event) => {
          if (event.key === 'Enter') onStep(event.shiftKey ? -1 : 1)
          else if (event.key === 'Escape') onLeave()
          else return
          event.preventDefault()
        }}
        className={`${controlFrame} h-6 w-24 px-1.5 sm:w-36`}
      />
      <span role="status" className="text-2xs whitespace-nowrap text-ink-2 tabular-nums">
        {place}
      </span>
      <Button
        size="dense"
        tone="quiet"
        aria-label="Previous place"
        disabled={count === 0}
        onClick={() => onStep(-1)}
      >
        <ChevronUp aria-hidden className="size-3.5" />
      </Button>
      <Button
        size="dense"
        tone="quiet"
        aria-label="Next place"
        disabled={count === 0}
        onClick={() => onStep(1)}
      >
        <ChevronDown aria-hidden className="size-3.5" />
      </Button>
    </div>
  )
}
