/** What a deployment logs: live, searched and filtered by level. */
'use client'

import { Pause, Play } from 'lucide-react'
import { useDeferredValue, useRef, useState } from 'react'
import { Button } from '../controls/button.tsx'
import { controlFrame } from '../controls/field.tsx'
import { Failed, Skeleton } from '../controls/panel-state.tsx'
import { Segmented } from '../controls/segmented.tsx'
import { showCount } from '../format/number.ts'
import { levelLook, type LogLevelName, logLevels } from '../logs/log-levels.ts'
import { LogViewer } from '../logs/log-viewer.tsx'
import { useShortcut } from '../shell/keyboard.tsx'
import { useLog } from './use-log.ts'

const levels = logLevels.map((value) => ({
  value,
  title: value === 'ERROR' ? 'Errors' : `${levelLook[value].word}+`,
}))

export interface LogTabProps {
  readonly deploymentId: string
  /** Its newest run; null: none. */
  readonly run: number | null
  /** Lines past its budget in that run. */
  readonly dropped: number
}

export function LogTab({ deploymentId, run, dropped }: LogTabProps) {
  const [filter, setFilter] = useState(everything)
  const searched = useDeferredValue(filter.text)
  const { log, opened, error, retry, follow, pause, older } = useLog(deploymentId, {
    least: filter.least,
    text: searched.trim(),
    run: filter.onlyRun ? run : null,
  })
  const toggle = log.following ? pause : follow
  useShortcut('log-follow', toggle)
  return (
    <div className="flex h-full flex-col">
      <div
        role="search"
        aria-label="Search the log"
        className="flex flex-wrap items-center gap-2 border-b border-line p-1.5"
      >
        <FilterFields filter={filter} onChange={setFilter} run={run} />
        <span className="flex-1 text-2xs text-ink-2">
          {dropped > 0 ? `${showCount(dropped)} lines past its budget were not kept` : ''}
        </span>
        <Button size="dense" onClick={toggle} title="f" aria-pressed={log.following}>
          {log.following ? (
            <Pause aria-hidden className="size-3.5" />
          ) : (
            <Play aria-hidden className="size-3.5" />
          )}
          {log.following ? 'Hold' : 'Follow'}
        </Button>
      </div>
      <div className="min-h-0 flex-1">
        {opened ? (
          <LogViewer
            label="Log"
            log={log}
            onFollow={follow}
            onPause={pause}
            onOlder={older}
            empty={filter === everything ? 'It has logged nothing yet.' : 'No line matches.'}
          />
        ) : error ? (
          <Failed error={error} onRetry={retry} />
        ) : (
          <Skeleton rows={12} label="Loading the log" />
        )}
      </div>
    </div>
  )
}

interface Filter {
  readonly least: LogLevelName
  readonly text: string
  readonly onlyRun: boolean
}

const everything: Filter = { least: 'DEBUG', text: '', onlyRun: false }

interface FilterFieldsProps {
  readonly filter: Filter
  readonly onChange: (filter: Filter) => void
  readonly run: number | null
}

function FilterFields({ filter, onChange, run }: FilterFieldsProps) {
  const field = useRef<HTMLInputElement>(null)
  useShortcut('search', () => field.current?.focus())
  return (
    <>
      <input
        ref={field}
        type="search"
        aria-label="Text in the log"
        placeholder="Search  /"
        value={filter.text}
        maxLength={200}
        onChange={(event) => onChange({ ...filter, text: event.target.value })}
        className={`${controlFrame} h-6 w-36 px-1.5 sm:w-56`}
      />
      <Segmented
        label="Least level"
        options={levels}
        value={filter.least}
        onChange={(least) => onChange({ ...filter, least })}
      />
      {run === null ? null : (
        <label className="flex items-center gap-1.5 text-xs">
          <input
            type="checkbox"
            className="size-4 accent-accent"
            checked={filter.onlyRun}
            onChange={(event) => onChange({ ...filter, onlyRun: event.target.checked })}
          />
          Run {run} only
        </label>
      )}
    </>
  )
}
