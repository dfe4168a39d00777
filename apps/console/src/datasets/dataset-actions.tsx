/** What a role may do with a dataset: update it now, set, pause and resume its updates, delete it. */
'use client'

import { useState } from 'react'
import { toast } from 'sonner'
import { explainOutcome, type Outcome } from '../connection/problem.ts'
import { Button } from '../controls/button.tsx'
import { Confirm } from '../controls/confirm.tsx'
import { goTo, placeOf } from '../shell/navigation.ts'
import { useSelection } from '../shell/selection.tsx'
import { useDatasetMutations } from './dataset-mutations.ts'
import { datasetName, type DatasetRow } from './dataset-row.tsx'
import { ScheduleDialog } from './schedule-dialog.tsx'

export function DatasetActions({ dataset }: { readonly dataset: DatasetRow }) {
  const { may } = useSelection()
  const { update, pause, remove } = useDatasetMutations()
  const [scheduling, setScheduling] = useState(false)
  const [deleting, setDeleting] = useState(false)
  const schedule = dataset.updateSchedule

  const say = (outcome: Outcome<unknown>, done: string) => {
    if (outcome.kind === 'done') toast(done)
    else toast.error(explainOutcome(outcome))
    return outcome.kind === 'done'
  }
  const deleteIt = async () => {
    if (say(await remove(dataset.id), `Deleted ${datasetName(dataset)}`)) goTo(placeOf('datasets'))
  }

  return (
    <div className="flex flex-wrap gap-1 sm:ml-auto">
      {may('dataset:update') ? (
        <>
          {schedule ? (
            <>
              <Button
                onClick={() => void update(dataset.id).then((done) => say(done, 'The update has started'))}
              >
                Update now
              </Button>
              <Button
                onClick={() =>
                  void pause(dataset.id, !schedule.paused).then((done) =>
                    say(done, schedule.paused ? 'Updates go on' : 'Updates wait'),
                  )
                }
              >
                {schedule.paused ? 'Resume updates' : 'Pause updates'}
              </Button>
            </>
          ) : null}
          <Button onClick={() => setScheduling(true)}>Schedule…</Button>
        </>
      ) : null}
      {may('dataset:delete') ? <Button onClick={() => setDeleting(true)}>Delete…</Button> : null}
      {scheduling ? <ScheduleDialog dataset={dataset} onClose={() => setScheduling(false)} /> : null}
      <Confirm
        open={deleting}
        title={`Delete ${datasetName(dataset)}?`}
        action="Delete it"
        tone="danger"
        onCancel={() => setDeleting(false)}
        onConfirm={() => {
          setDeleting(false)
          void deleteIt()
        }}
      >
        All its rows go. Backtests that read it keep their results but cannot be repeated.
      </Confirm>
    </div>
  )
}
