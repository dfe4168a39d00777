/**
 * A file of code to read: numbered, coloured, searched, walked by keyboard. Only the lines in sight are in the document; the
 * button copies the whole file.
 */
'use client'

import { useVirtualizer, type VirtualItem } from '@tanstack/react-virtual'
import { Copy } from 'lucide-react'
import { type KeyboardEvent, useEffect, useMemo, useRef, useState } from 'react'
import { Button } from '../controls/button.tsx'
import { copyText } from '../controls/copy-text.ts'
import { useShortcut } from '../shell/keyboard.tsx'
import { CodeLine } from './code-line.tsx'
import { CODE_LINE_PX } from './code-look.ts'
import type { CodeFile } from './code-file.ts'
import { findIn, type Finding } from './find.ts'
import { FindBar } from './find-bar.tsx'
import { linesOf, tokenize } from './tokens.ts'

/** What is wrong with a line; lines count from 1. */
export interface LineMark {
  readonly line: number
  readonly message: string
}

export interface CodeViewerProps {
  readonly file: CodeFile
  readonly marks?: readonly LineMark[]
  /** The line to show first; counts from 1. */
  readonly line?: number | null
}

/** Searches a file and goes round its findings. */
function useFind(lines: readonly string[], scrollTo: (line: number) => void) {
  const [text, setText] = useState('')
  const [current, setCurrent] = useState(0)
  const findings = useMemo(() => findIn(lines, text), [lines, text])
  const goTo = (index: number) => {
    setCurrent(index)
    const finding = findings[index]
    if (finding) scrollTo(finding.line)
  }
  return {
    text,
    findings,
    current: Math.min(current, Math.max(0, findings.length - 1)),
    search: (next: string) => {
      setText(next)
      setCurrent(0)
      const [first] = findIn(lines, next)
      if (first) scrollTo(first.line)
    },
    step: (by: 1 | -1) => {
      if (findings.length > 0) goTo((current + by + findings.length) % findings.length)
    },
  }
}

export function CodeViewer({ file, marks = [], line = null }: CodeViewerProps) {
  const scroller = useRef<HTMLDivElement>(null)
  const field = useRef<HTMLInputElement>(null)
  const lines = useMemo(() => linesOf(file.text), [file.text])
  const virtualizer = useVirtualizer({
    count: lines.length,
    getScrollElement: () => scroller.current,
    estimateSize: () => CODE_LINE_PX,
    overscan: 20,
  })
  const find = useFind(lines, (index) => virtualizer.scrollToIndex(index, { align: 'center' }))
  useShortcut('search', () => field.current?.focus())
  useEffect(() => {
    if (line !== null) virtualizer.scrollToIndex(line - 1, { align: 'center' })
  }, [virtualizer, line, file.path])

  return (
    <div className="flex h-full min-w-0 flex-col">
      <div className="flex min-h-8 flex-wrap items-center gap-x-2 border-b border-line bg-raised px-2 py-1">
        <h4 className="min-w-0 flex-1 truncate font-mono text-2xs font-semibold">{file.path}</h4>
        <FindBar
          field={field}
          text={find.text}
          onText={find.search}
          count={find.findings.length}
          current={find.current}
          onStep={find.step}
          onLeave={() => scroller.current?.focus()}
        />
        <Button
          size="dense"
          tone="quiet"
          aria-label={`Copy ${file.path}`}
          onClick={() => void copyText(file.text, 'The file is copied')}
        >
          <Copy aria-hidden className="size-3.5" />
        </Button>
      </div>
      <div
        ref={scroller}
        tabIndex={0}
        role="region"
        aria-label={`Code of ${file.path}`}
        onKeyDown={(event) => jump(event, lines.length, (index) => virtualizer.scrollToIndex(index))}
        className="min-h-0 flex-1 overflow-auto bg-panel font-mono text-xs"
      >
        <div className="relative w-max min-w-full" style={{ height: virtualizer.getTotalSize() }}>
          <Lines
            path={file.path}
            lines={lines}
            inSight={virtualizer.getVirtualItems()}
            findings={find.findings}
            current={find.current}
            marks={marks}
            line={line}
          />
        </div>
      </div>
    </div>
  )
}

interface LinesProps {
  readonly path: string
  readonly lines: readonly string[]
  readonly inSight: readonly VirtualItem[]
  readonly findings: readonly Finding[]
  readonly current: number
  readonly marks: readonly LineMark[]
  readonly line: number | null
}

function Lines({ path, lines, inSight, findings, current, marks, line }: LinesProps) {
  const tokens = useMemo(() => tokenize(path, lines), [path, lines])
  const marked = useMemo(() => new Map(marks.map((mark) => [mark.line, mark.message])), [marks])
  return (
    <div
      className="absolute top-0 left-0 min-w-full"
      style={{ transform: `translateY(${inSight[0]?.start ?? 0}px)` }}
    >
      {inSight.map(({ index }) => (
        <CodeLine
          key={index}
          number={index + 1}
          tokens={tokens[index] ?? []}
          findings={findings.flatMap((finding, at) =>
            finding.line === index ? [{ ...finding, index: at }] : [],
          )}
          current={current}
          problem={marked.get(index + 1) ?? null}
          active={line === index + 1}
        />
      ))}
    </div>
  )
}

/** Home and End go to the ends of the file; the browser scrolls by the other keys. */
function jump(event: KeyboardEvent, count: number, scrollTo: (index: number) => void): void {
  if (event.target !== event.currentTarget || (event.key !== 'Home' && event.key !== 'End')) return
  event.preventDefault()
  scrollTo(event.key === 'Home' ? 0 : count - 1)
}
