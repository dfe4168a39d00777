/** The figures of a deployment at a glance: since when, which run and process, memory and processor, decisions and their digest. */
'use client'

import { classes } from '../controls/classes.ts'
import { useNow } from '../format/clock.ts'
import { Gain } from '../format/figures.tsx'
import { showBytes, showCount } from '../format/number.ts'
import { showInstant, showSpan } from '../format/time.ts'
import { showDuration } from '../format/utc.ts'
import { shortDigest } from '../strategies/version-row.tsx'
import { type DeploymentRow, holdingText } from './deployment-row.tsx'

const none = '–'

function since(instant: string | undefined, now: number): string {
  return instant === undefined ? none : showDuration((now - Date.parse(instant)) / 1000)
}

export function Headline({ row }: { readonly row: DeploymentRow }) {
  const now = useNow(1_000)
  const { observed } = row
  const facts = [
    { title: 'Since', value: since(observed?.since, now), note: observed ? showInstant(observed.since) : '' },
    { title: 'Run', value: observed && observed.run > 0 ? String(observed.run) : none },
    { title: 'Process', wide: true, value: observed?.pid == null ? none : String(observed.pid) },
    { title: 'Memory', value: showBytes(observed?.residentBytes) },
    {
      title: 'Processor',
      wide: true,
      value: observed ? showSpan(observed.callbackMs) : none,
      note: 'Of its callbacks in this run',
    },
    { title: 'Inputs', wide: true, value: showCount(observed?.inputs) },
    { title: 'Decisions', value: showCount(observed?.decisions) },
    {
      title: 'Digest',
      wide: true,
      value: shortDigest(observed?.digest),
      note: observed?.digest ?? '',
      mono: true,
    },
    { title: 'Orders', wide: true, value: showCount(observed?.ordersSent) },
    { title: 'Restarts', wide: true, value: showCount(observed?.restarts) },
    { title: 'Position', value: holdingText(row.positions) },
  ]
  const fault = row.quarantineReason ?? observed?.lastFault
  const next = observed?.nextAttemptAt
  return (
    <>
      <dl className="grid shrink-0 grid-cols-3 gap-px border-b border-line bg-line text-xs sm:grid-cols-6 lg:grid-cols-12">
        {facts.map(({ title, value, note, mono, wide }) => (
          <div
            key={title}
            className={classes('min-w-0 bg-panel px-2 py-1', wide && 'hidden sm:block')}
            title={note || undefined}
          >
            <dt className="text-2xs text-ink-2">{title}</dt>
            <dd className={mono ? 'truncate font-mono text-2xs leading-[18px]' : 'truncate tabular-nums'}>
              {value}
            </dd>
          </div>
        ))}
        <div className="min-w-0 bg-panel px-2 py-1">
          <dt className="text-2xs text-ink-2">P&amp;L{row.profit ? `, ${row.profit.currency}` : ''}</dt>
          <dd className="truncate tabular-nums">
            <Gain money={row.profit} />
            <span
              className="text-2xs text-ink-2"
              title="Since the trading day of its account began, at 00:00 UTC"
            >
              {' '}
              today <Gain money={row.profitOfDay} digits={2} />
            </span>
          </dd>
        </div>
      </dl>
      {fault ? (
        <p className="shrink-0 border-b border-bad bg-bad-soft px-2 py-1 text-xs break-words text-bad">
          <span className="font-semibold">
            {row.quarantineReason == null ? 'Last fault' : 'Quarantined'}:
          </span>{' '}
          {fault}
          {next == null ? '' : ` Tried again in ${showDuration((Date.parse(next) - now) / 1000)}.`}
        </p>
      ) : null}
    </>
  )
}
