/** The figures of a connection at a glance, and what is wrong with it in words. */
'use client'

import { useNow } from '../format/clock.ts'
import { showCount } from '../format/number.ts'
import { showAge, showInstant } from '../format/time.ts'
import { showDuration } from '../format/utc.ts'
import { showWord } from '../format/words.ts'
import type { ConnectionRow } from './connection-row.tsx'
import { showLatency, showOffset } from './standing.ts'

const none = '–'

export function StandingFacts({ row }: { readonly row: ConnectionRow }) {
  const now = useNow(1_000)
  const { standing } = row
  const reconciled = standing?.reconciled
  const facts = [
    { title: 'For', value: showWord(row.purpose) },
    {
      title: 'Since',
      value: standing ? showDuration((now - Date.parse(standing.since)) / 1_000) : none,
      note: standing ? showInstant(standing.since) : '',
    },
    { title: 'Data age', value: standing?.dataAgeMs == null ? none : showAge(standing.dataAgeMs) },
    { title: 'Latency', value: (standing ? showLatency(standing) : null) ?? none },
    { title: "Venue's clock", value: showOffset(standing?.clockOffsetMs) ?? none },
    { title: 'Opened anew', value: showCount(standing?.reconnects) },
    { title: 'Reconciled', value: reconciled == null ? none : reconciled ? 'Yes' : 'No' },
    {
      title: 'Credential',
      value: row.credentialHint == null ? 'None' : `…${row.credentialHint}`,
      note: row.credentialSetAt == null ? '' : `Set ${showInstant(row.credentialSetAt)}`,
    },
  ]
  return (
    <>
      <dl className="grid grid-cols-2 gap-px border-b border-line bg-line text-xs sm:grid-cols-4 lg:grid-cols-8">
        {facts.map(({ title, value, note }) => (
          <div key={title} className="min-w-0 bg-panel px-2 py-1" title={note || undefined}>
            <dt className="text-2xs text-ink-2">{title}</dt>
            <dd className="truncate tabular-nums">{value}</dd>
          </div>
        ))}
      </dl>
      {standing?.message ? (
        <p className="border-b border-warn bg-warn-soft px-2 py-1 text-xs break-words text-warn">
          {standing.message}
        </p>
      ) : null}
      {standing && standing.fallbacks.length > 0 ? (
        <p className="border-b border-line bg-panel px-2 py-1 text-xs break-words text-ink-2">
          Instead of what it should be: {standing.fallbacks.join('; ')}
        </p>
      ) : null}
    </>
  )
}
