/** What a deployment uses: memory and processor time while it is looked at, and the budgets that it is held to. */
'use client'

import { useEffect, useState } from 'react'
import { Section } from '../controls/section.tsx'
import { showBytes, showCount, showShare } from '../format/number.ts'
import { showSpan } from '../format/time.ts'
import { useNow } from '../format/clock.ts'
import type { DeploymentRow } from './deployment-row.tsx'
import { loadOf, type Reading, withReading } from './readings.ts'
import { Sparkline } from './sparkline.tsx'

/** Readings taken while the tab is open, the newest last. */
function useReadings(observed: DeploymentRow['observed']): readonly Reading[] {
  const now = useNow(1_000)
  const [readings, setReadings] = useState<readonly Reading[]>([])
  const residentBytes = observed?.residentBytes ?? null
  const callbackMs = observed?.callbackMs ?? null
  useEffect(() => {
    if (callbackMs === null) return
    setReadings((before) => withReading(before, { at: now, residentBytes, callbackMs }))
  }, [now, residentBytes, callbackMs])
  return readings
}

export function ResourcesTab({ row }: { readonly row: DeploymentRow }) {
  const { observed } = row
  const readings = useReadings(observed)
  const memory = readings.flatMap(({ residentBytes }) => (residentBytes === null ? [] : [residentBytes]))
  const load = loadOf(readings)
  const waits = observed?.unansweredForMs
  return (
    <div className="grid h-full grid-cols-1 content-start gap-2 overflow-auto bg-ground p-2 text-xs md:grid-cols-2">
      <Section title="Memory of its process">
        <Gauge
          value={showBytes(observed?.residentBytes)}
          note="Shared by all deployments that run in it"
          label="Memory while this was open"
          readings={memory}
        />
      </Section>
      <Section title="Processor time of its callbacks">
        <Gauge
          value={observed ? showSpan(observed.callbackMs) : '–'}
          note={`In this run; ${showShare(load.at(-1), 1)} of a processor now`}
          label="Processor share while this was open"
          readings={load}
        />
      </Section>
      <Section title="Messages">
        <Facts
          facts={[
            ['Inputs taken in this run', showCount(observed?.inputs)],
            ['Decisions', showCount(observed?.decisions)],
            ['Orders sent', showCount(observed?.ordersSent)],
            ['Log lines past its budget, not kept', showCount(observed?.logLinesDropped)],
            [
              'Newest input unanswered for',
              waits == null ? 'nothing is unanswered' : `${showCount(waits)} ms`,
            ],
          ]}
        />
      </Section>
      <Section title="Process">
        <Facts
          facts={[
            ['Process', observed?.pid == null ? 'none' : String(observed.pid)],
            ['Run', showCount(observed?.run)],
            ['Crashes since a person started it', showCount(observed?.restarts)],
          ]}
        />
      </Section>
    </div>
  )
}

interface GaugeProps {
  readonly value: string
  readonly note: string
  readonly label: string
  readonly readings: readonly number[]
}

function Gauge({ value, note, label, readings }: GaugeProps) {
  return (
    <div className="flex items-center justify-between gap-3 p-2">
      <div>
        <p className="text-base font-semibold tabular-nums">{value}</p>
        <p className="text-2xs text-ink-2">{note}</p>
      </div>
      <Sparkline label={label} readings={readings} />
    </div>
  )
}

function Facts({ facts }: { readonly facts: readonly (readonly [string, string])[] }) {
  return (
    <dl className="grid grid-cols-[minmax(0,1fr)_auto] gap-x-4 gap-y-0.5 p-2">
      {facts.map(([title, value]) => (
        <div key={title} className="contents">
          <dt className="text-ink-2">{title}</dt>
          <dd className="text-right tabular-nums">{value}</dd>
        </div>
      ))}
    </dl>
  )
}
