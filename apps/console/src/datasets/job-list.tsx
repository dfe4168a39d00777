/** Imports and updates, newest first: how far they are, what they changed, or why they failed. */
import { Empty } from '../controls/panel-state.tsx'
import { Progress } from '../controls/progress.tsx'
import { showCount } from '../format/number.ts'
import { showTime } from '../format/time.ts'
import { showWord } from '../format/words.ts'
import { type FragmentType, getFragmentData, graphql } from '../generated/index.ts'
import type { JobItem_JobFragmentFragment } from '../generated/graphql.ts'
import { placeOf } from '../shell/navigation.ts'
import { PlaceLink } from '../shell/place-link.tsx'

export const JobItem_JobFragment = graphql(`
  fragment JobItem_JobFragment on Job {
    id
    kind
    title
    status
    progress
    attempts
    failure
    createdAt
    endedAt
    startedBy {
      id
      kind
      name
    }
    dataset {
      id
    }
    outcome {
      rowsAdded
      rowsChanged
      rowsRemoved
      notes
      touchedBacktests {
        id
        name
      }
    }
  }
`)

type JobItem = JobItem_JobFragmentFragment

const statusTones: Readonly<Record<JobItem['status'], string>> = {
  QUEUED: 'text-ink-2',
  RUNNING: 'text-accent',
  COMPLETED: 'text-ok',
  FAILED: 'text-bad',
}

export function JobList({ jobs }: { readonly jobs: readonly FragmentType<typeof JobItem_JobFragment>[] }) {
  const items = getFragmentData(JobItem_JobFragment, jobs)
  if (items.length === 0) return <Empty title="No import or update yet." />
  return (
    <ul aria-label="Imports and updates">
      {items.map((job) => (
        <li
          key={job.id}
          className="flex flex-col gap-0.5 border-b border-line px-2 py-1 text-xs last:border-b-0"
        >
          <span className="flex items-baseline gap-2">
            <span className="min-w-0 flex-1 truncate font-medium" title={job.title}>
              {job.dataset ? (
                <PlaceLink to={placeOf('datasets', { id: job.dataset.id })}>{job.title}</PlaceLink>
              ) : (
                job.title
              )}
            </span>
            <span className={statusTones[job.status]}>{showWord(job.status)}</span>
          </span>
          {job.status === 'RUNNING' ? <Progress label={job.title} share={job.progress} /> : null}
          {job.outcome ? <Outcome outcome={job.outcome} /> : null}
          {job.failure ? (
            <span className={job.status === 'FAILED' ? 'break-words text-bad' : 'break-words text-warn'}>
              {job.status === 'FAILED' ? '' : 'Is tried again: '}
              {job.failure}
            </span>
          ) : null}
          <span className="text-2xs text-ink-2">
            {job.startedBy.name}, {showTime(job.createdAt)}
            {job.attempts > 1 ? `, attempt ${job.attempts}` : ''}
          </span>
        </li>
      ))}
    </ul>
  )
}

function Outcome({ outcome }: { readonly outcome: NonNullable<JobItem['outcome']> }) {
  const { rowsAdded, rowsChanged, rowsRemoved, notes, touchedBacktests } = outcome
  return (
    <>
      <span>
        {showCount(rowsAdded)} added, {showCount(rowsChanged)} changed, {showCount(rowsRemoved)} removed
      </span>
      {notes.map((note) => (
        <span key={note} className="text-ink-2">
          {note}
        </span>
      ))}
      {touchedBacktests.length > 0 ? (
        <span className="text-warn">
          History changed under {touchedBacktests.length === 1 ? 'a backtest' : 'backtests'}:{' '}
          {touchedBacktests.map(({ id, name }, index) => (
            <span key={id}>
              {index > 0 ? ', ' : ''}
              <PlaceLink to={placeOf('backtests', { id })}>{name}</PlaceLink>
            </span>
          ))}
        </span>
      ) : null}
    </>
  )
}
