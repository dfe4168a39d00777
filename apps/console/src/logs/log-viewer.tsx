/**
 * A log to read: the newest line below, followed until the reader scrolls up. Only the lines in sight are in the document; lines
 * that are long are whole, on several rows.
 */
'use client'

import { useVirtualizer } from '@tanstack/react-virtual'
import { ArrowDownToLine } from 'lucide-react'
import { type RefObject, useEffect, useRef } from 'react'
import { Button } from '../controls/button.tsx'
import { classes } from '../controls/classes.ts'
import { Empty } from '../controls/panel-state.tsx'
import { showInstant } from '../format/time.ts'
import type { LogBuffer } from './log-buffer.ts'
import { levelLook, type LogLevelName } from './log-levels.ts'

export interface LogLine {
  readonly cursor: string
  readonly run: number
  readonly at: string
  readonly level: LogLevelName
  readonly message: string
}

export interface LogViewerProps {
  readonly label: string
  readonly log: LogBuffer<LogLine>
  readonly onFollow: () => void
  readonly onPause: () => void
  /** Reads what is before the first line. */
  readonly onOlder: () => void
  readonly empty: string
}

const LINE_PX = 18
/** Closer to the end than this counts as being there. */
const END_PX = 24
/** A scroll this soon after a touch, wheel or key is the reader's. */
const READER_MS = 1_000

/** Returns the time of day to the millisecond, which the run's date stands above. */
function clockOf(at: string): string {
  return at.slice(11, 23).padEnd(12, '0')
}

/** Notices when the reader leaves the end of the log, comes back to it, or reaches its beginning. */
function useReaderScroll(
  scroller: RefObject<HTMLDivElement | null>,
  { log, onFollow, onPause, onOlder }: LogViewerProps,
) {
  const touchedAt = useRef(-Infinity)
  const last = useRef(0)
  return {
    onReader: () => {
      touchedAt.current = performance.now()
    },
    onScroll: () => {
      const view = scroller.current
      if (!view) return
      const upwards = view.scrollTop < last.current
      last.current = view.scrollTop
      // Only a reader's own scrolling says what the reader wants: lines that grow scroll too.
      if (performance.now() - touchedAt.current > READER_MS) return
      const fromEnd = view.scrollHeight - view.scrollTop - view.clientHeight
      if (upwards && fromEnd > END_PX && log.following) onPause()
      else if (fromEnd <= END_PX && !log.following && log.waiting.length === 0) onFollow()
      if (view.scrollTop < LINE_PX * 4 && log.older) onOlder()
    },
  }
}

export function LogViewer(props: LogViewerProps) {
  const { label, log, onFollow, empty } = props
  const scroller = useRef<HTMLDivElement>(null)
  const virtualizer = useVirtualizer({
    count: log.lines.length,
    getScrollElement: () => scroller.current,
    estimateSize: () => LINE_PX,
    getItemKey: (index) => log.lines[index]?.cursor ?? index,
    overscan: 20,
  })
  const last = log.lines.at(-1)?.cursor
  const count = log.lines.length
  useEffect(() => {
    if (log.following && last !== undefined) virtualizer.scrollToIndex(count - 1, { align: 'end' })
  }, [virtualizer, log.following, last, count])
  const { onReader, onScroll } = useReaderScroll(scroller, props)
  const items = virtualizer.getVirtualItems()
  return (
    <div className="relative h-full min-h-0">
      <div
        ref={scroller}
        tabIndex={0}
        role="log"
        aria-label={label}
        aria-live="off"
        onWheel={onReader}
        onTouchMove={onReader}
        onPointerDown={onReader}
        onKeyDown={onReader}
        onScroll={onScroll}
        className="h-full overflow-auto bg-panel font-mono text-xs"
      >
        {log.lines.length === 0 ? <Empty title={empty} /> : null}
        <div className="relative w-full" style={{ height: virtualizer.getTotalSize() }}>
          <div
            className="absolute top-0 left-0 w-full"
            style={{ transform: `translateY(${items[0]?.start ?? 0}px)` }}
          >
            {items.map(({ index, key }) => {
              const line = log.lines[index]
              if (!line) return null
              return (
                <div key={key} data-index={index} ref={virtualizer.measureElement}>
                  <Line line={line} />
                </div>
              )
            })}
          </div>
        </div>
      </div>
      {log.following ? null : (
        <Button tone="primary" onClick={onFollow} className="absolute right-3 bottom-3 shadow-lg" title="f">
          <ArrowDownToLine aria-hidden className="size-3.5" />
          {log.waiting.length === 0 ? 'Follow' : `Follow, ${log.waiting.length} new`}
        </Button>
      )}
    </div>
  )
}

function Line({ line }: { readonly line: LogLine }) {
  const { word, look } = levelLook[line.level]
  return (
    <div
      data-level={line.level}
      className={classes(
        'flex gap-2 border-b border-line/40 px-2 leading-[17px]',
        line.level === 'ERROR' && 'bg-bad-soft',
        line.level === 'WARN' && 'bg-warn-soft',
      )}
    >
      <time dateTime={line.at} title={showInstant(line.at)} className="shrink-0 text-ink-3 tabular-nums">
        {clockOf(line.at)}
      </time>
      <span className={classes('w-11 shrink-0', look)}>{word}</span>
      <span className="min-w-0 break-words whitespace-pre-wrap">{line.message}</span>
    </div>
  )
}
