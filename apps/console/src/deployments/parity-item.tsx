/** One comparison: every decision the same, or the first field that differs with both sides of it. */
import { CircleCheck, CircleX, Hourglass, TriangleAlert } from 'lucide-react'
import { classes } from '../controls/classes.ts'
import { showCount } from '../format/number.ts'
import { showInstant, showTime } from '../format/time.ts'
import { type FragmentType, getFragmentData, graphql } from '../generated/index.ts'
import type { ParityItem_ParityReportFragmentFragment } from '../generated/graphql.ts'

const ParityItem_ParityReportFragment = graphql(`
  fragment ParityItem_ParityReportFragment on ParityReport {
    id
    run
    status
    inputs
    decisions
    equal
    failure
    createdAt
    endedAt
    startedBy {
      id
      kind
      name
    }
    firstDifference {
      n
      at
      field
      recorded
      replayed
    }
  }
`)

type Report = ParityItem_ParityReportFragmentFragment

const looks = {
  QUEUED: { icon: Hourglass, look: 'text-ink-2' },
  RUNNING: { icon: Hourglass, look: 'text-accent' },
  EQUAL: { icon: CircleCheck, look: 'text-ok' },
  DIFFERENT: { icon: CircleX, look: 'text-bad' },
  FAILED: { icon: TriangleAlert, look: 'text-warn' },
} as const satisfies Readonly<Record<Report['status'], object>>

/** Returns what came of a comparison in one line. */
function verdict({ status, decisions, equal, failure }: Report): string {
  if (status === 'EQUAL' && decisions === 0) return 'It had decided nothing yet: 0 decisions'
  const counted = `${showCount(decisions)} ${decisions === 1 ? 'decision' : 'decisions'}, ${showCount(equal)} equal`
  switch (status) {
    case 'QUEUED':
      return 'Waits for its turn'
    case 'RUNNING':
      return 'Is being compared'
    case 'FAILED':
      return `Could not be compared: ${failure ?? 'no reason is known'}`
    case 'EQUAL':
    case 'DIFFERENT':
      return counted
  }
}

export function ParityItem(props: { readonly report: FragmentType<typeof ParityItem_ParityReportFragment> }) {
  const report = getFragmentData(ParityItem_ParityReportFragment, props.report)
  const { icon: Icon, look } =
    looks[report.decisions === 0 && report.status === 'EQUAL' ? 'QUEUED' : report.status]
  const difference = report.firstDifference
  return (
    <li data-parity={report.status} className="flex flex-col gap-1 border-b border-line px-2 py-1.5">
      <p className="flex flex-wrap items-center gap-x-2">
        <Icon aria-hidden className={classes('size-4', look)} />
        <span className={classes('font-semibold', look)}>{verdict(report)}</span>
        <span className="text-ink-2">
          run {report.run}, {showCount(report.inputs)} inputs · {report.startedBy.name},{' '}
          <time dateTime={report.createdAt} title={showInstant(report.createdAt)}>
            {showTime(report.createdAt)}
          </time>
        </span>
      </p>
      {difference ? (
        <table className="ml-6 max-w-2xl border border-line">
          <caption className="px-1 py-0.5 text-left text-2xs text-ink-2">
            First difference: input #{showCount(difference.n)}, {showTime(difference.at)}
          </caption>
          <tbody>
            {[
              ['Field', difference.field],
              ['Was decided', difference.recorded],
              ['Is decided again', difference.replayed],
            ].map(([title, value]) => (
              <tr key={title} className="border-t border-line align-top">
                <th scope="row" className="px-1 py-0.5 text-left font-normal text-ink-2">
                  {title}
                </th>
                <td className="px-1 py-0.5 font-mono text-2xs break-all">{value}</td>
              </tr>
            ))}
          </tbody>
        </table>
      ) : null}
    </li>
  )
}
